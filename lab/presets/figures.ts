/** What came out of one training of a preset, as `docs/presets/*.json` keep it. */
import * as z from 'zod';

const count = z.number().int().nonnegative();

export const figuresSchema = z.object({
  run: z.string(),
  preset: z.string(),
  /** File or folder, without where it lay. */
  text: z.string(),
  /** Options that were given beside the preset. */
  given: z.record(z.string(), z.unknown()),
  network: z.string(),
  parameters: count,
  /** Characters trained on, and held out. */
  characters: count,
  heldOutCharacters: count,
  steps: count,
  epochs: z.number(),
  seconds: z.number(),
  charactersPerSecond: z.number(),
  /** Held out; each text read once from its start, the state carried all the way. */
  bitsPerCharacter: z.number().nullable(),
  /** Nats a character over so many random windows of 256 characters, each from a cold start. */
  coldWindows: z.object({ windows: count, nats: z.number() }).optional(),
  sample: z.object({ temperature: z.number(), text: z.string() }),
  /** The unit that follows the depth of nesting best. */
  unit: z.object({ unit: z.string(), correlation: z.number(), characters: count }).optional(),
});

export type Figures = z.infer<typeof figuresSchema>;
