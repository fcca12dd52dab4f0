import { copyFile, link, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { sourcesPath } from '@house-style/protocol/model-sources';
import { makePrivateFolder } from '@house-style/protocol/private-files';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import * as z from 'zod';
import type { TrainingStorage } from './storage';
import type { TrainingCourse } from './training-course';

const entry = z.object({
  /** Names its file. */
  id: z.string().regex(/^\d+$/),
  trainedAt: z.string(),
  /** That it was trained on. */
  files: z.number().int().nonnegative(),
  /** On held-out files, as it was when these weights were chosen. */
  bits: z.number().nullable(),
  predicted: z.number().min(0).max(1).nullable(),
  bytes: z.number().nonnegative(),
  /** Whether the training that it is of was stopped. */
  stopped: z.boolean(),
});

const list = z.object({
  /** The one in use. */
  current: z.string().nullable(),
  /** Newest first. */
  models: z.array(entry),
});

export type KeptModel = z.infer<typeof entry>;
export type KeptModels = z.infer<typeof list>;

/** Models that are kept of a workspace, the one in use among them. */
const mostModels = 3;
/** Bytes of the longest list; what is longer is none of ours. */
const longestList = 65_536;

/** The last models of a workspace, so that one can go back to an earlier one. */
export class ModelHistory {
  readonly #folder: string;
  readonly #list: string;

  constructor(private readonly storage: Pick<TrainingStorage, 'model' | 'models'>) {
    this.#folder = storage.models;
    this.#list = path.join(storage.models, 'models.json');
  }

  /** Where the one in use lies. */
  get modelPath(): string {
    return this.storage.model;
  }

  async read(): Promise<KeptModels> {
    try {
      const { size } = await stat(this.#list);
      if (size > longestList) return { current: null, models: [] };
      return list.parse(JSON.parse(await readFile(this.#list, 'utf8')));
    } catch {
      return { current: null, models: [] };
    }
  }

  /**
   * Keeps the model that a training has just left. Of a training that was stopped and went on, the last one stands for all.
   *
   * @throws the system's error where it cannot be kept.
   */
  async keep({ corpus, best, runs }: TrainingCourse, stopped: boolean): Promise<void> {
    const { mtimeMs, size } = await stat(this.storage.model);
    const { models } = await this.read();
    // The same in every window on this workspace.
    const id = String(Math.round(mtimeMs));
    if (models.some((model) => model.id === id)) return;
    await makePrivateFolder(this.#folder);
    await linkOrCopy(this.storage.model, this.#file(id));
    await linkOrCopy(sourcesPath(this.storage.model), sourcesPath(this.#file(id))).catch(() => undefined);
    const kept: KeptModel = {
      id,
      trainedAt: new Date(mtimeMs).toISOString(),
      files: corpus?.files ?? 0,
      bits: best?.bits ?? null,
      predicted: best?.predicted ?? null,
      bytes: size,
      stopped,
    };
    const before = runs > 1 && models[0]?.stopped ? models.slice(1) : models;
    await this.#write({ current: id, models: [kept, ...before].slice(0, mostModels) }, models);
  }

  /**
   * Puts an earlier model in the place of the one in use.
   *
   * @throws the system's error where that cannot be done; the one in use then stays.
   */
  async use(id: string): Promise<void> {
    const { models } = await this.read();
    if (!models.some((model) => model.id === id)) return;
    const sources = sourcesPath(this.storage.model);
    // A list that is missing says that nobody knows; that of another model would be taken for none, too.
    await replace(sourcesPath(this.#file(id)), sources).catch(() => rm(sources, { force: true }));
    await replace(this.#file(id), this.storage.model);
    await this.#write({ current: id, models }, models);
  }

  /** Lets go of every model but the one in use, which lies elsewhere. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #file(id: string): string {
    return path.join(this.#folder, `${id}.onnx`);
  }

  async #write(now: KeptModels, before: readonly KeptModel[]): Promise<void> {
    await writeAtomically(this.#list, [Buffer.from(JSON.stringify(now))]);
    for (const { id } of before.filter((model) => !now.models.some((kept) => kept.id === model.id))) {
      for (const file of [this.#file(id), sourcesPath(this.#file(id))]) await rm(file, { force: true });
    }
  }
}

async function replace(from: string, to: string): Promise<void> {
  const beside = `${to}.chosen`;
  await linkOrCopy(from, beside);
  await rename(beside, to);
}

/** Another name for a file: whoever writes a new one in its place leaves this one as it is. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await rm(to, { force: true });
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to);
  }
}
