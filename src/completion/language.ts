/** `housestyle.enable`: languages by identifier, `*` for all that are not named. */
export type EnabledLanguages = Readonly<Record<string, boolean>>;

/** Whether suggestions are wanted in a language; a language that is named wins over `*`, and the default is yes. */
export function isLanguageEnabled(languages: EnabledLanguages, language: string): boolean {
  return languages[language] ?? languages['*'] ?? true;
}
