/** Whom the page asks: the editor, or what was put into a page that stands alone. */
import type {
  Expectation,
  ExportFormat,
  ExportedPart,
  FoundOf,
  InspectedText,
  InspectorWords,
  Look,
  UnitName,
} from '@house-style/protocol/inspection';

export interface InspectionSource {
  find<Kind extends Look['kind']>(look: Extract<Look, { kind: Kind }>): Promise<FoundOf<Kind>>;
  /** Whether it knows of anything but the network. */
  readonly hasBlend: boolean;
  /** What can be done beside looking; undefined in a page that stands alone. */
  readonly actions?: {
    readonly formats: readonly ExportFormat[];
    /** Writes a file. */
    export(part: ExportedPart): void;
    /** Reads the file as it is now. */
    again(): void;
  };
}

/** Characters, `to` exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is shown first. */
export interface Opening {
  readonly text: InspectedText;
  readonly words: InspectorWords;
  /** Where it is not said, the one that was shown before. */
  readonly unit?: UnitName;
  /** Characters that are selected. */
  readonly selection: Range;
}

/** Words with what is put in. */
export function filled(words: string, ...values: readonly (string | number)[]): string {
  return words.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)] ?? ''));
}

/** What stands for a character where each has one column. */
export function sign(character: Expectation['character']): string {
  if (typeof character !== 'string') return character.kind === 'end-of-file' ? '∎' : '…';
  if (character === '\n') return '⏎';
  if (character === '\t') return '→';
  return character === ' ' ? '␣' : character;
}
