/** `housestyle.enable`: languages by identifier, `*` for all that are not named. */
export type EnabledLanguages = Readonly<Record<string, boolean>>;

/** Whether suggestions are wanted in a language; a language that is named wins over `*`, and the default is yes. */
export function isLanguageEnabled(languages: EnabledLanguages, language: string): boolean {
  return languages[language] ?? languages['*'] ?? true;
}

/** The languages as each scope has them in its settings, undefined where it says nothing. */
export interface LanguagesByScope {
  readonly user: EnabledLanguages | undefined;
  readonly workspace: EnabledLanguages | undefined;
  readonly folder: EnabledLanguages | undefined;
}

/**
 * The scope whose word counts for a language: the narrowest that names it. Where none does, the user's own settings are
 * for it: a language that is named there wins over `*` in any scope.
 */
export function decidingScope({ workspace, folder }: LanguagesByScope, language: string): keyof LanguagesByScope {
  if (folder?.[language] !== undefined) return 'folder';
  return workspace?.[language] !== undefined ? 'workspace' : 'user';
}
