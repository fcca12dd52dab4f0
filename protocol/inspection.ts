/**
 * What a network is like inside while it reads a text, as the inspector asks for it and shows it.
 *
 * Characters are code points, counted from 0 in the text that was read. Activations are sent as shares, −127 to 127.
 */
import * as z from 'zod';

export const stateNames = ['hidden', 'cell'] as const;

export type StateName = (typeof stateNames)[number];

const index = z.int().nonnegative();

const layerName = { state: z.enum(stateNames), layer: index };
const unitName = z.object({ ...layerName, unit: index });
const range = { from: index, to: index };

/** A unit of a recurrent network, counted from 0. */
export type UnitName = z.infer<typeof unitName>;

/** A character that may come next. */
export interface Expectation {
  /** The character; the end of the file; or any of those that have no token of their own, taken together. */
  readonly character: string | { readonly kind: 'end-of-file' | 'any-other' };
  /** 0 to 1. */
  readonly probability: number;
}

/** What a unit may track of a text. */
export const trackedQuantities = [
  'bracket-depth',
  'indentation',
  'in-string',
  'in-comment',
  'position-in-line',
  'length-of-line',
  'after-keyword',
] as const;

export type TrackedQuantity = (typeof trackedQuantities)[number];

/** A unit and how well it follows a quantity. */
export interface UnitCorrelation extends UnitName {
  /** Pearson's, −1 to 1; 0 where one of both never changes. */
  readonly correlation: number;
}

/** The units that track a quantity, the closest first. */
export interface Tracking {
  readonly quantity: TrackedQuantity;
  readonly units: readonly UnitCorrelation[];
}

/** A text that was read. */
export interface InspectedText {
  readonly path: string;
  readonly text: string;
  /** Of the text's first line in its file, from 1. */
  readonly firstLine: number;
  /** Whether it is all of the file. */
  readonly isWhole: boolean;
  /** Units of each layer, the first layer first. */
  readonly layers: readonly number[];
  readonly states: readonly StateName[];
  /** Bits that each character cost. */
  readonly bits: Float32Array;
}

/** What may be asked about a text that was read. */
export const lookSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unit'), ...unitName.shape }),
  /** Every unit of a layer over some characters, `to` exclusive. */
  z.object({ kind: z.literal('heat-map'), ...layerName, ...range }),
  /** What the network expected after each of some characters. */
  z.object({ kind: z.literal('expected'), ...range }),
  /** What all that suggestions come from expects after each of some characters. */
  z.object({ kind: z.literal('blend'), ...range }),
  z.object({ kind: z.literal('tracked') }),
]);

export type Look = z.infer<typeof lookSchema>;

export type Found =
  /** Shares of the strongest activation in the text; `full` is what the unit has its full colour from. */
  | { readonly kind: 'unit'; readonly strongest: number; readonly full: number; readonly shares: Int8Array }
  /** Shares of what each unit has its full colour from, `[units, characters]`. */
  | { readonly kind: 'heat-map'; readonly shares: Int8Array }
  | { readonly kind: 'expected' | 'blend'; readonly expected: readonly (readonly Expectation[])[] }
  | { readonly kind: 'tracked'; readonly tracked: readonly Tracking[] };

/** The answer to a question of a kind. */
export type FoundOf<Kind extends Look['kind']> = Kind extends 'expected' | 'blend'
  ? Extract<Found, { kind: 'expected' | 'blend' }>
  : Extract<Found, { kind: Kind }>;

const exportFormats = ['html', 'png', 'svg'] as const;

export type ExportFormat = (typeof exportFormats)[number];

/** What is written to a file: `html` shows all units over the characters, pictures the heat map of the unit's layer. */
export const exportedPartSchema = z.object({ format: z.enum(exportFormats), unit: unitName, ...range });

export type ExportedPart = z.infer<typeof exportedPartSchema>;

/** What the inspector's page says, in the reader's language; `{0}` stands for what is put in. */
export const inspectorWordsSchema = z.object({
  language: z.string(),
  title: z.string(),
  layer: z.string(),
  unit: z.string(),
  state: z.string(),
  states: z.object({ hidden: z.string(), cell: z.string() }),
  bits: z.string(),
  expected: z.string(),
  none: z.string(),
  keys: z.string(),
  text: z.string(),
  scale: z.string(),
  cut: z.string(),
  place: z.string(),
  cost: z.string(),
  afterThis: z.string(),
  network: z.string(),
  blend: z.string(),
  endOfFile: z.string(),
  anyOther: z.string(),
  heatMap: z.string(),
  heatMapNote: z.string(),
  tracking: z.string(),
  track: z.string(),
  quantities: z.record(z.enum(trackedQuantities), z.string()),
  never: z.string(),
  exports: z.record(z.enum(exportFormats), z.string()),
  again: z.string(),
  reading: z.string(),
});

export type InspectorWords = z.infer<typeof inspectorWordsSchema>;

/** What a page that stands alone holds in place of whom to ask. Numbers lie in `data`, deflated, in base64. */
export interface EmbeddedInspection {
  readonly text: Omit<InspectedText, 'bits'>;
  readonly words: InspectorWords;
  /** That is shown first. */
  readonly unit: UnitName;
  readonly tracked: readonly Tracking[];
  /** What {@link Expectation.character} may be. */
  readonly names: readonly Expectation['character'][];
  /** Strongest activation of each unit, by state and layer. */
  readonly strongest: NumberOfEachUnit;
  /** What each unit has its full colour from. */
  readonly full: NumberOfEachUnit;
  /**
   * For n characters: n 32-bit floats of bits; n · 5 places in `names` and n · 5 probabilities of 255, a byte each; then
   * by state and layer the shares of every unit of its strongest activation, `[units, n]`, a byte each.
   */
  readonly data: string;
}

type NumberOfEachUnit = Readonly<Partial<Record<StateName, readonly (readonly number[])[]>>>;

/** Likeliest characters that are told of each place. */
export const likeliestCount = 5;
