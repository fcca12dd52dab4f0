/** How much text before a cold place can be read here before somebody would notice. */
import type { Predictor } from '@house-style/model/predictor';
import type { PrefixLimits } from '@house-style/model/completion/prefix-contexts';

/** Reading the window before a cold place may take this long, milliseconds, which leaves time to decode. */
const coldReadingTime = 120;
/** Code units; below, the window says too little, and above, more says hardly anything new. */
const windowRange = { shortest: 600, longest: 4000 };
/** Memory for one document's contexts, bytes. */
const contextMemory = 16 * 2 ** 20;

/** For a predictor that reads as fast as anybody could wish. */
export const widestLimits: PrefixLimits = { window: windowRange.longest, memory: contextMemory };

/** Limits by how fast a predictor reads on this machine, which is tried. */
export async function limitsFor(predictor: Predictor): Promise<PrefixLimits> {
  const window = Math.round(coldReadingTime / (await timeOfCharacter(predictor)));
  return { ...widestLimits, window: Math.min(windowRange.longest, Math.max(windowRange.shortest, window)) };
}

/** Milliseconds that reading one character of a longer text takes here; the faster of two, as others work here too. */
async function timeOfCharacter(predictor: Predictor): Promise<number> {
  const tokens = new Uint8Array(128).fill(predictor.vocabulary.endOfFile);
  let fastest = Infinity;
  for (let round = 0; round < 2; round++) {
    const started = performance.now();
    await predictor.read(predictor.start(), tokens);
    fastest = Math.min(fastest, (performance.now() - started) / tokens.length);
  }
  return fastest;
}
