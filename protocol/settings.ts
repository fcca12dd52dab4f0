/** What a user may set, with the values that hold where nobody sets any. */

/** Share of shown suggestions that should be right, where nobody sets another. */
export const defaultAcceptance = 0.6;

/** Beyond these, hardly anything would be shown, or hardly anything that is right. */
export const acceptances = { lowest: 0.3, highest: 0.95 } as const;
