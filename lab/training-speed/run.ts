/**
 * Training speed: `npm run -s bench:training -- [--json] [--peers] [--table] [--engines] [--calls]`.
 *
 * The reference network and, with `--table`, others are trained on random tokens. Everything that is compared is timed in
 * turns (A B A B …) in this one run; what is printed is the median. `docs/metrics.md` defines the figures. With `--engines` TensorFlow is timed
 * beside ONNX Runtime, by its fused kernels and by its plain operations; with `--calls` several steps in one call beside one.
 */
import { parseArgs } from 'node:util';
import { MatrixProduct } from './matrix-product';
import { compareEngines } from './compare-engines';
import { type Contestant, engineContestant, inTurns, torchContestant } from './contestant';
import { lstm, median, operationsAStep, rounded, type Setting, threads } from './setting';
import { compareStepsACall } from './steps-a-call';
import { OnnxRuntimeEngine } from '@house-style/training/engines/onnxruntime/engine';

interface Figures {
  readonly trainingCharactersPerSecond: number;
  readonly peakFraction: number;
  readonly residentMegabytes: number;
}

interface PeerFigures {
  readonly name: string;
  readonly version: string;
  readonly trainingCharactersPerSecond: number;
  readonly ratio: number;
}

function setting(hidden: number, layers: number, batch: number, vocabulary = 100): Setting {
  return {
    name: `${layers}×${hidden}, batch ${batch}${vocabulary === 100 ? '' : `, vocabulary ${vocabulary}`}`,
    network: lstm(layers, hidden, vocabulary),
    window: { time: 64, batch },
  };
}

const reference = setting(512, 1, 64);
const table = [
  setting(256, 1, 64),
  setting(512, 1, 16),
  setting(512, 1, 32),
  setting(512, 1, 128),
  setting(512, 1, 256),
  setting(512, 2, 64),
  setting(1024, 1, 64),
  // RxJS's vocabulary with 16 half-byte tokens, and with 256 byte tokens in their place.
  setting(512, 1, 64, 116),
  setting(512, 1, 64, 356),
];

async function measure(one: Setting, withPeer: boolean): Promise<{ figures: Figures; peer: PeerFigures | undefined }> {
  const { window } = one;
  const engine = await engineContestant('onnxruntime', one, new OnnxRuntimeEngine());
  const matrices = await MatrixProduct.create(threads);
  // One product a turn, whatever the number of steps.
  const product: Contestant = {
    name: 'product',
    time: async (steps) => steps * (await matrices.time()),
    stop: () => undefined,
  };
  const peer = withPeer ? await torchContestant(one) : undefined;
  if (withPeer && !peer) console.error('PyTorch is not compared: python3 has no torch (pip install torch==2.13.0).');
  const contestants = [engine, product, ...(peer ? [peer] : [])];
  const [ours = [], products = [], theirs = []] = await inTurns(contestants);
  const residentMegabytes = Math.round(process.memoryUsage().rss / 1e6);
  for (const contestant of contestants) await contestant.stop();

  const characters = window.time * window.batch;
  const peak = MatrixProduct.operations / Math.min(...products);
  const figures = {
    trainingCharactersPerSecond: Math.round(characters / median(ours)),
    peakFraction: rounded(operationsAStep(one) / median(ours) / peak),
    residentMegabytes,
  };
  if (!peer) return { figures, peer: undefined };
  const ratio = rounded(median(theirs.map((seconds, turn) => seconds / (ours[turn] ?? NaN))));
  const { name, version } = peer;
  return {
    figures,
    peer: { name, version, trainingCharactersPerSecond: Math.round(characters / median(theirs)), ratio },
  };
}

function describe(name: string, { figures, peer }: Awaited<ReturnType<typeof measure>>): string {
  const speed = figures.trainingCharactersPerSecond.toLocaleString('en');
  const ours = `${name}: ${speed} characters/s, ${(100 * figures.peakFraction).toFixed(0)} % of peak, ${figures.residentMegabytes} MB`;
  return peer ? `${ours}, ${peer.ratio.toFixed(2)} × PyTorch ${peer.version}` : ours;
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    peers: { type: 'boolean' },
    table: { type: 'boolean' },
    engines: { type: 'boolean' },
    calls: { type: 'boolean' },
  },
});
const compared = values.peers ?? false;
const measured = await measure(reference, compared);
console.error(describe(`reference (${reference.name})`, measured));
const rows: unknown[] = [];
for (const one of values.table ? table : []) {
  const { figures, peer } = await measure(one, compared);
  console.error(describe(one.name, { figures, peer }));
  rows.push({ name: one.name, ...figures, ...(peer && { ratio: peer.ratio }) });
}
const engines = values.engines ? await compareEngines(reference) : undefined;
for (const { name, trainingCharactersPerSecond, ratio } of engines ?? []) {
  const speed = trainingCharactersPerSecond.toLocaleString('en');
  console.error(`${name}: ${speed} characters/s, ${ratio.toFixed(2)} × ONNX Runtime`);
}
const calls: unknown[] = [];
for (const one of values.calls ? [reference, setting(64, 1, 16)] : []) {
  const figures = await compareStepsACall(one);
  console.error(`${figures.name}: ${figures.stepsACall} steps a call ${figures.ratio.toFixed(3)} × as fast as one`);
  calls.push(figures);
}
if (values.json) {
  const peers = measured.peer ? { peers: [measured.peer] } : {};
  console.log(
    JSON.stringify({
      reference: measured.figures,
      ...peers,
      ...(values.table && { table: rows }),
      ...(engines && { engines }),
      ...(values.calls && { calls }),
    }),
  );
}
