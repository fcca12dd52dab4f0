/**
 * The unit that counts: `npm run -s inspector:parentheses` trains the preset's GRU of 15 units on nested parentheses, finds
 * the unit that follows their depth most closely in text that it has not read, and draws all units over the start of that
 * as the inspector does, `docs/inspector/parentheses.svg`.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { heatMapSvg } from '@house-style/model/inspection/heat-map-picture';
import { Inspection } from '@house-style/model/inspection/inspection';
import { nestingDepths } from '@house-style/model/inspection/tracked-quantities';
import { UnitRanking } from '@house-style/model/inspection/unit-ranking';
import { readModelFile } from '@house-style/model/model-file/model-file';
import { withPreset } from '@house-style/training/options/preset';
import { presetNamed } from '@house-style/training/options/presets';
import { train } from '@house-style/training/run/train';
import { nestedParentheses } from '@house-style/training/unit-search/nested-parentheses';

/** Characters that are learned, and others that units are searched on. */
const [learned, unseen] = [60_000, 1500];
/** Characters that are drawn. */
const drawn = 60;
const picture = path.resolve(import.meta.dirname, '../../docs/inspector/parentheses.svg');

const turn = (): Promise<void> => Promise.resolve();
const folder = await mkdtemp(path.join(tmpdir(), 'parentheses-'));
try {
  const text = path.join(folder, 'text.txt');
  const model = path.join(folder, 'model.onnx');
  await writeFile(text, nestedParentheses(learned, 1));
  await train(
    {
      ...{ code: text, model, resume: false, corpus: {}, checkpointSeconds: 60, productVersion: '0.0.0' },
      options: withPreset(presetNamed('parentheses-gru'), { split: 'tail' }),
      engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 },
    },
    () => undefined,
    new AbortController().signal,
  );
  const options = { path: 'text.txt', weights: 'exact', turn } as const;
  const inspection = await Inspection.of(await readModelFile(model), nestedParentheses(unseen, 2), options);
  const ranking = new UnitRanking(['depth']);
  await ranking.add(inspection, { depth: nestingDepths(inspection.characters) }, turn);
  const [best] = ranking.by('depth');
  if (best === undefined) throw new Error('The network has no units.');
  await mkdir(path.dirname(picture), { recursive: true });
  await writeFile(picture, await heatMapSvg(inspection, best, { from: 0, to: drawn }, turn));
  console.log(`Unit ${best.unit} follows the depth with a correlation of ${best.correlation.toFixed(3)}.`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
