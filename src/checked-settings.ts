import {
  mostPatterns,
  patternSchema,
  settings,
  type SettingName,
  type SettingValue,
} from '@house-style/protocol/settings';
import type { Log } from './log';

/**
 * Settings as they are read, made safe: written by hand, or by whoever made the workspace, they may hold anything. What
 * is refused counts as if it were not set, and is told in the log, once.
 */
export class CheckedSettings {
  readonly #told = new Set<string>();

  constructor(private readonly log: Log) {}

  /** @param value as it was read; undefined where it is not set. */
  valueOf<Name extends SettingName>(name: Name, value: unknown): SettingValue<Name> {
    const { schema, default: byDefault } = settings[name];
    if (value === undefined) return byDefault;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const reason = parsed.error.issues[0]?.message ?? 'refused';
    this.#tell(`The setting housestyle.${name} is not used (${reason}): ${JSON.stringify(byDefault)} holds.`);
    return byDefault;
  }

  /** The patterns that are switched on in the editor's `files.exclude`. */
  patternsIn(filesExclude: unknown): readonly string[] {
    if (typeof filesExclude !== 'object' || filesExclude === null) return [];
    const all = Object.entries(filesExclude).flatMap(([pattern, on]) => (on === true ? [pattern] : []));
    const usable = all.filter((pattern) => patternSchema.safeParse(pattern).success).slice(0, mostPatterns);
    if (usable.length < all.length) {
      this.#tell(`Of the patterns in files.exclude, ${all.length - usable.length} are not used: too long or too many.`);
    }
    return usable;
  }

  #tell(sentence: string): void {
    if (this.#told.has(sentence)) return;
    this.#told.add(sentence);
    this.log.warn(sentence);
  }
}
