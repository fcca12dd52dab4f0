/**
 * Two windows on one workspace, used hard: what takes people minutes happens in seconds, in an order that a seed draws.
 * The processes are the bundled ones, forked and spoken to by the extension's own parts; `/proc` is read, so Linux only.
 *
 * A simulated minute is 60 events in each window (keys with a completion each, pastes, deletions of text, cancelled
 * completions, saves, documents closed and opened), while processes are halted and killed and models are swapped. Then
 * a file that was planted the minute before is deleted, another is planted, all is gathered and learned again, and
 * everything that must hold is looked at.
 */
import { cp, mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { readTables } from '@house-style/model/blend/tables-file';
import { readModelFile, writeModelFile } from '@house-style/model/model-file/model-file';
import { metadataFor, networkOf, randomParameters } from '@house-style/model/testing/random-model';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { telemetryOff } from '@house-style/protocol/runtime-telemetry';
import { trainingStorage } from '../../src/training/storage';
import { childrenWith, isRunning, residentMemory } from './processes';
import { SeededDraws } from '@house-style/model/testing/seeded-draws';
import { type SoakedDocument, SoakedWindow, until, type Workspace } from './window';

const root = path.resolve(import.meta.dirname, '../..');
const eventsAMinute = 60;
const documentsAWindow = 3;
/** Megabytes that an inference process may have more than in the first quarter, and at all. */
const allowance = 100;
const most = 600;
/** A window is closed and opened every so many minutes, a model is trained and a host is killed. */
const [reopened, trained, hosted] = [2, 5, 5];
/** A network that trains in seconds on one core. */
const tinyNetwork = ['--hidden', '16', '--embedding', '8', '--batch', '8', '--window', '16'];
const training = [...tinyNetwork, '--device', 'cpu', '--threads', '1', '--epochs', '2', '--checkpoint-seconds', '0.1'];

export interface SoakFigures {
  readonly simulatedMinutes: number;
  readonly seed: number;
  readonly seconds: number;
  readonly events: number;
  readonly completions: Readonly<Record<string, number>>;
  readonly edits: number;
  readonly saves: number;
  readonly deletedFiles: number;
  readonly modelSwaps: number;
  readonly sleeps: number;
  readonly windowsReopened: number;
  readonly kills: Readonly<Record<'inference' | 'gathering' | 'training' | 'host', number>>;
  /** How often a word was asked for and offered, while it stood in the workspace and after it was deleted. */
  readonly standing: { readonly asked: number; readonly offered: number };
  readonly deleted: { readonly asked: number; readonly offered: number };
  readonly documentsCompared: number;
  /** Megabytes of the inference processes, settled: the most of the first quarter, of all, and those at the end. */
  readonly memory: { readonly firstQuarter: number; readonly most: number; readonly end: readonly number[] };
  readonly faults: readonly string[];
}

/** A word in the code that stands nowhere else. */
interface Planted {
  readonly file: string;
  readonly text: string;
  /** What somebody types of it. */
  readonly begun: string;
  /** What only it goes on with. */
  readonly rest: string;
}

class Soak {
  readonly #draws: SeededDraws;
  readonly #faults: string[] = [];
  readonly #windows: SoakedWindow[] = [];
  readonly #memory: number[] = [];
  readonly #deleted: Planted[] = [];
  readonly #outcomes = new Map<string, number>();
  readonly #counts = { events: 0, edits: 0, saves: 0, deletedFiles: 0, modelSwaps: 0, sleeps: 0, windowsReopened: 0 };
  readonly #kills = { inference: 0, gathering: 0, training: 0, host: 0 };
  readonly #standingWords = { asked: 0, offered: 0 };
  readonly #deletedWords = { asked: 0, offered: 0 };
  readonly #workspace: Workspace;
  readonly #drawn: readonly string[];
  #compared = 0;
  #planted: Planted | undefined;
  #gatheringKilled = false;
  #isTrained = false;

  constructor(
    folder: string,
    private readonly minutes: number,
    private readonly seed: number,
    private readonly tell: (message: string) => void,
  ) {
    this.#draws = new SeededDraws(seed);
    const storage = trainingStorage(path.join(folder, 'storage'));
    this.#workspace = { code: path.join(folder, 'code'), storage, dist: path.join(root, 'dist') };
    this.#drawn = [1, 2].map((one) => path.join(folder, `drawn${one}.onnx`));
  }

  async run(): Promise<SoakFigures> {
    const started = performance.now();
    await this.#prepare();
    try {
      for (let minute = 0; minute < this.minutes; minute++) {
        await this.#minute(minute);
        this.tell(`${minute + 1} of ${this.minutes} minutes: ${this.#memory.slice(-2).join(' and ')} MB`);
      }
      await this.#end();
    } finally {
      for (const window of this.#windows) window.close();
    }
    const quarter = Math.max(1, Math.floor(this.minutes / 4)) * this.#windows.length;
    const firstQuarter = Math.max(...this.#memory.slice(0, quarter));
    const memory = { firstQuarter, most: Math.max(...this.#memory), end: this.#memory.slice(-this.#windows.length) };
    if (memory.most > firstQuarter + allowance) this.#fault(`Memory grew from ${firstQuarter} to ${memory.most} MB.`);
    if (memory.most > most) this.#fault(`${memory.most} MB are more than ${most}.`);
    // Or nothing would be said by what is not offered.
    if (this.#standingWords.offered === 0) this.#fault('Nothing that was planted was ever offered.');
    for (const window of this.#windows) this.#countOutcomes(window);
    return {
      simulatedMinutes: this.minutes,
      seed: this.seed,
      seconds: Math.round((performance.now() - started) / 1000),
      ...this.#counts,
      completions: Object.fromEntries(this.#outcomes),
      kills: this.#kills,
      standing: this.#standingWords,
      deleted: this.#deletedWords,
      documentsCompared: this.#compared,
      memory,
      faults: this.#faults,
    };
  }

  readonly #fault = (what: string): void => {
    this.tell(`FAULT: ${what}`);
    this.#faults.push(what);
  };

  async #prepare(): Promise<void> {
    const { code } = this.#workspace;
    await mkdir(code, { recursive: true });
    await cp(path.join(root, 'node_modules/rxjs/src/internal/util'), code, { recursive: true });
    for (const [index, file] of this.#drawn.entries()) {
      const network = networkOf({ hidden: [16 + index] });
      await writeModelFile(file, metadataFor(network), randomParameters(network, this.seed + index));
    }
    const files = (await readdir(code)).filter((name) => name.endsWith('.ts')).sort();
    for (const [index, name] of ['A', 'B'].entries()) {
      const window = this.#openWindow(name);
      this.#windows.push(window);
      for (let one = 0; one < documentsAWindow; one++) await window.open(files[index * documentsAWindow + one] ?? '');
    }
    await Promise.all(this.#windows.map((window) => window.gatherFirst()));
  }

  #openWindow(name: string): SoakedWindow {
    return new SoakedWindow(name, this.#workspace, this.#fault, () => this.#gatheringKilled);
  }

  get #both(): readonly [SoakedWindow, SoakedWindow] {
    return this.#windows as unknown as [SoakedWindow, SoakedWindow];
  }

  async #minute(minute: number): Promise<void> {
    const draws = this.#draws;
    if (minute % reopened === 1) await this.#reopen();
    // The first window's process lives on after the first minute, so that what grows with its age is seen.
    const killed = minute === 0 ? this.#windows : [this.#both[1]];
    const disturbances = [
      ...killed.map((window) => () => this.#killInference(window)),
      ...this.#windows.map((window) => () => this.#halt(window, 100 + draws.below(900))),
      () => this.#swap(draws.of(this.#models)),
      ...(draws.chance(0.5) ? [() => this.#killGathering()] : []),
      ...(minute % trained === 0 ? [() => this.#train()] : []),
      ...(minute % hosted === 0 ? [() => this.#killHost()] : []),
    ].map(async (disturb) => {
      await sleep(draws.below(2_000));
      await disturb();
    });
    const used = this.#windows.map((window, index) =>
      this.#use(window, new SeededDraws(this.seed * 1_000_003 + minute * 2 + index)),
    );
    await Promise.all([...disturbances, ...used]);
    await this.#settle(minute);
    await this.#look(minute);
  }

  get #models(): readonly string[] {
    return this.#isTrained ? [...this.#drawn, this.#workspace.storage.model] : this.#drawn;
  }

  /** Sixty things that somebody does in a window. */
  async #use(window: SoakedWindow, draws: SeededDraws): Promise<void> {
    for (let event = 0; event < eventsAMinute; event++) {
      this.#counts.events += 1;
      const document = draws.of(window.documents);
      const offset = draws.below(document.text.length + 1);
      const draw = draws.below(100);
      if (draw < 60) await this.#type(window, document, offset, draws);
      else if (draw < 72) this.#edit(window, document, offset, 0, lineOf(draws.of(window.documents), draws));
      else if (draw < 82) this.#edit(window, document, offset, Math.min(40, document.text.length - offset), '');
      else if (draw < 88) {
        const cancellation = new AbortController();
        const asked = window.complete(document, offset, 'automatic', cancellation.signal);
        cancellation.abort();
        await asked;
      } else if (draw < 92) await window.complete(document, offset, 'invoke');
      else if (draw < 96) await this.#save(window, document);
      else window.closeAndOpen(document);
    }
  }

  async #type(window: SoakedWindow, document: SoakedDocument, place: number, draws: SeededDraws): Promise<void> {
    const line = lineOf(draws.of(window.documents), draws);
    const end = document.text.indexOf('\n', place);
    const offset = end < 0 ? document.text.length : end;
    for (let index = 0; index < Math.min(6, line.length); index++) {
      this.#edit(window, document, offset + index, 0, line.charAt(index));
      await window.complete(document, offset + index + 1);
    }
  }

  #edit(window: SoakedWindow, document: SoakedDocument, offset: number, deleted: number, inserted: string): void {
    this.#counts.edits += 1;
    window.edit(document, offset, deleted, inserted);
  }

  async #save(window: SoakedWindow, document: SoakedDocument): Promise<void> {
    this.#counts.saves += 1;
    await window.save(document);
  }

  async #killInference(window: SoakedWindow): Promise<void> {
    this.#kills.inference += 1;
    await window.kill();
  }

  async #halt(window: SoakedWindow, milliseconds: number): Promise<void> {
    this.#counts.sleeps += 1;
    await window.halted(milliseconds);
  }

  async #swap(model: string): Promise<void> {
    this.#counts.modelSwaps += 1;
    for (const window of this.#windows) await window.model.use(model);
  }

  async #killGathering(): Promise<void> {
    this.#gatheringKilled = true;
    const gathered = this.#both[1].corpus.gather({
      folders: [{ folder: this.#workspace.code, exclude: [] }],
      near: [],
    });
    let isOver = false;
    void gathered.then(() => (isOver = true));
    await until('gathering is killed or over', async () => {
      for (const pid of await childrenWith('corpus')) {
        await sleep(this.#draws.below(200));
        if (!(await isRunning(pid))) continue;
        this.#kills.gathering += 1;
        process.kill(pid, 'SIGKILL');
      }
      return isOver;
    });
    this.#gatheringKilled = false;
  }

  /** Trains a model; the first run is killed and another goes on from what it left. */
  async #train(): Promise<void> {
    const { dist, code, storage } = this.#workspace;
    const run = (...more: string[]) =>
      execa(
        process.execPath,
        [path.join(dist, 'housestyle.cjs'), 'train', code, '--out', storage.model, '--json', ...training, ...more],
        { env: telemetryOff, reject: false, stdin: 'ignore' },
      );
    const first = run();
    first.stdout.once('data', () => {
      setTimeout(() => first.kill('SIGKILL'), this.#draws.below(400));
    });
    if ((await first).signal === 'SIGKILL') this.#kills.training += 1;
    const hasCheckpoint = (await readdir(storage.folder)).includes(path.basename(storage.checkpoint));
    let ended = await run(...(hasCheckpoint ? ['--resume'] : []));
    // Files that were saved meanwhile make it another run.
    if (ended.stdout.includes('checkpoint-mismatch')) ended = await run();
    const { exitCode, stderr, stdout } = ended;
    if (exitCode !== 0) this.#fault(`A training ended with ${exitCode}: ${stderr} ${stdout.slice(-500)}`);
    this.#isTrained = true;
  }

  /** The inference process of a host that is killed ends by itself. */
  async #killHost(): Promise<void> {
    const script = JSON.stringify(path.join(this.#workspace.dist, 'inference-process.cjs'));
    const program = `const child = require('node:child_process').fork(${script}, [], { serialization: 'advanced' });
      child.on('message', () => console.log(child.pid));`;
    const host = execa(process.execPath, ['-e', program], { env: telemetryOff, reject: false, stdin: 'ignore' });
    let said = '';
    host.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until('a host has an inference process', () => said.includes('\n'));
    this.#kills.host += 1;
    host.kill('SIGKILL');
    await host;
    await until('an inference process ends after its host', async () => !(await isRunning(Number.parseInt(said))));
  }

  /** Closes the second window and opens another one with the same documents. */
  async #reopen(): Promise<void> {
    const [first, closed] = this.#both;
    this.#counts.windowsReopened += 1;
    this.#countOutcomes(closed);
    closed.close();
    const window = this.#openWindow(closed.name);
    for (const document of closed.documents) await window.open(document.path, document);
    this.#windows.splice(0, 2, first, window);
    await window.gatherFirst();
  }

  #countOutcomes({ outcomes }: SoakedWindow): void {
    for (const [kind, count] of outcomes) this.#outcomes.set(kind, (this.#outcomes.get(kind) ?? 0) + count);
  }

  /** Saves, deletes, plants, and waits until all of that is known. */
  async #settle(minute: number): Promise<void> {
    const { code } = this.#workspace;
    for (const window of this.#windows) {
      for (const document of window.documents) await this.#save(window, document);
    }
    await this.#swap(this.#models[minute % this.#models.length] ?? '');
    if (this.#planted !== undefined) {
      const file = path.join(code, this.#planted.file);
      await rm(file);
      this.#counts.deletedFiles += 1;
      this.#deleted.push(this.#planted);
      for (const { client } of this.#windows) client.tell({ kind: 'deleted', paths: [file] });
    }
    this.#planted = planted(minute, this.#draws);
    await writeFile(path.join(code, this.#planted.file), this.#planted.text);
    await Promise.all(this.#windows.map((window) => window.gather()));
  }

  /** Looks at all that must hold once everything is at rest. */
  async #look(minute: number): Promise<void> {
    for (const window of this.#windows) {
      for (const document of window.documents) await this.#compare(window, document, minute);
      const asked = this.#deleted.slice(-3);
      if (this.#planted !== undefined && (await isOffered(window, this.#planted))) this.#standingWords.offered += 1;
      this.#standingWords.asked += 1;
      for (const gone of asked) {
        this.#deletedWords.asked += 1;
        if (!(await isOffered(window, gone))) continue;
        this.#deletedWords.offered += 1;
        this.#fault(`Window ${window.name} offers ${gone.rest}, which was deleted.`);
      }
      this.#memory.push(await residentMemory(window.pid));
    }
    await this.#lookAtTables();
    await this.#ageLeftovers();
  }

  /** The process is asked where all of a document stands, with a word at its end: its copy is the window's own. */
  async #compare(window: SoakedWindow, document: SoakedDocument, minute: number): Promise<void> {
    const mark = `\nendInMinute${minute}`;
    const offset = document.text.length;
    window.edit(document, offset, 0, mark);
    const { path: file, text } = document;
    const seen = await window.client.whereSeen({ text, before: '', place: { path: '', line: 1, column: 1 } });
    const [place] = seen?.places ?? [];
    if (seen?.text !== text || JSON.stringify(place) !== JSON.stringify({ path: file, line: 1, column: 1 })) {
      this.#fault(`${file} differs in window ${window.name} after ${seen?.text.length} of ${text.length} characters.`);
    }
    window.edit(document, offset, mark.length, '');
    const outcome = await window.complete(document, offset);
    if (outcome.kind === 'failed') this.#fault(`At rest, a completion failed: ${outcome.message}`);
    this.#compared += 1;
  }

  /** What is stored can be read, whichever window has stored it and whatever was killed meanwhile. */
  async #lookAtTables(): Promise<void> {
    const { value } = this.#both[0].model.state;
    if (value.kind !== 'loaded') {
      this.#fault(`The model is ${value.kind}.`);
      return;
    }
    const { metadata } = await readModelFile(value.model.path);
    const vocabulary = new Vocabulary(metadata.characters);
    await until('the tables are stored', async () => {
      const stored = await readTables(this.#workspace.storage.tables, vocabulary, this.#fault);
      return stored?.learned.has(this.#planted?.file ?? '') === true;
    });
  }

  /** Time passes for what killed processes left half-written: the next who writes takes it away. */
  async #ageLeftovers(): Promise<void> {
    const { folder } = this.#workspace.storage;
    for (const name of await readdir(folder)) {
      if (!name.endsWith('.tmp')) continue;
      const file = path.join(folder, name);
      const { mtimeMs } = await stat(file);
      await utimes(file, mtimeMs / 1000 - 7_200, mtimeMs / 1000 - 7_200);
    }
  }

  /** A last minute without disturbance, after which nothing is left that nobody needs. */
  async #end(): Promise<void> {
    await this.#train();
    await this.#settle(this.minutes);
    await this.#look(this.minutes);
    await this.#train();
    const { folder, ...files } = this.#workspace.storage;
    const kept = new Set(Object.values(files).map((file) => path.basename(file)));
    const left = (await readdir(folder)).filter((name) => {
      return !kept.has(name) && !name.endsWith('.lock') && name !== 'model.onnx.sources';
    });
    if (left.length > 0) this.#fault(`Left over: ${left.join(', ')}`);
  }
}

/** Runs a soak in an empty folder. */
export function soak(
  folder: string,
  {
    minutes,
    seed,
    tell,
  }: { readonly minutes: number; readonly seed: number; readonly tell: (message: string) => void },
): Promise<SoakFigures> {
  return new Soak(folder, minutes, seed, tell).run();
}

function planted(minute: number, draws: SeededDraws): Planted {
  const [consonants, vowels] = ['b d f g k l m n p r s t v z'.split(' '), 'a e i o u'.split(' ')];
  const syllable = (): string => `${draws.of(consonants)}${draws.of(vowels)}`;
  const word = Array.from({ length: 6 }, syllable).join('');
  const begun = `  wordOfMinute${minute}: '${word.slice(0, 4)}`;
  const rest = word.slice(4);
  const text = `export const planted${minute} = {\n${begun}${rest}',\n};\n`;
  return { file: `planted${minute}.ts`, text, begun, rest };
}

async function isOffered(window: SoakedWindow, { begun, rest }: Planted): Promise<boolean> {
  const asked = { path: 'asked.ts', version: 1 };
  window.client.tell({ kind: 'open', document: asked.path, ...asked, text: begun });
  const outcome = await window.complete(asked, begun.length, 'invoke');
  window.client.tell({ kind: 'close', document: asked.path });
  // So much is no chance.
  return outcome.kind === 'shown' && outcome.candidates.some(({ text }) => text.startsWith(rest.slice(0, 4)));
}

function lineOf({ text }: SoakedDocument, draws: SeededDraws): string {
  return `${draws.of(text.split('\n')).slice(0, 80)}\n`;
}
