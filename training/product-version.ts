/** Put in by the build; a run from the sources has none. */
export const productVersion = process.env['HOUSE_STYLE_VERSION'] ?? '0.0.0-source';
