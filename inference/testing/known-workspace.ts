/** The answering part of the process, in this process, with a workspace that it knows and has learned. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { CodeFolder } from '@house-style/protocol/code-folder';
import { corpusLine, type WorkspaceFile } from '@house-style/protocol/corpus-file';
import type { CompletionOutcome, RequestOf, Response } from '@house-style/protocol/inference-messages';
import { InferenceServer } from '../inference-server';

type ResponseOf<Kind extends Response['kind']> = Extract<Response, { kind: Kind }>;

export interface KnownWorkspace {
  readonly server: InferenceServer;
  /** The first answer of a kind that passes. */
  answer<Kind extends Response['kind']>(
    kind: Kind,
    passes: (one: ResponseOf<Kind>) => boolean,
  ): Promise<ResponseOf<Kind>>;
  /** Tells the server of the same workspace again, as when a setting has changed; resolves when all of it is known. */
  know(settings: Partial<RequestOf<'workspace'>>): Promise<void>;
  /** Tells the server that the workspace has these files by now; resolves when all of them are known. */
  knowFiles(files: readonly Omit<WorkspaceFile, 'modified'>[]): Promise<void>;
  /** What is offered at a place, code units, of a document that is opened for it. */
  offered(
    document: { readonly path: string; readonly text: string },
    offset: number,
    more?: Partial<RequestOf<'complete'>>,
  ): Promise<CompletionOutcome>;
}

interface Options {
  /** Whether anything is learned of documents. */
  readonly adapt?: boolean;
  readonly code?: readonly CodeFolder[];
  /** Milliseconds after which nobody is taken to be typing. */
  readonly quietTime?: number;
}

export async function knownWorkspace(
  files: readonly Omit<WorkspaceFile, 'modified'>[],
  { adapt = true, code = [], quietTime }: Options = {},
): Promise<KnownWorkspace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'known-workspace-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const received: Response[] = [];
  const server = new InferenceServer(
    (response) => received.push(response),
    quietTime === undefined ? {} : { quietTime },
  );
  const corpusPath = path.join(folder, 'corpus.jsonl');
  const gather = (gathered: typeof files): Promise<void> =>
    writeFile(corpusPath, gathered.map((file) => corpusLine({ ...file, modified: 0 })).join(''));
  await gather(files);
  const request = { kind: 'workspace', corpusPath, tablesPath: path.join(folder, 'tables'), code } as const;
  server.handle({ ...request, adapt });
  const answer: KnownWorkspace['answer'] = (kind, passes) =>
    vi.waitUntil(
      () =>
        received.find(
          (one): one is ResponseOf<typeof kind> => one.kind === kind && passes(one as ResponseOf<typeof kind>),
        ),
      { timeout: 60_000 },
    );
  await answer('knows', ({ knowledge }) => knowledge.source === 'contexts');
  let asked = 0;
  const know: KnownWorkspace['know'] = async (settings) => {
    received.length = 0;
    server.handle({ ...request, ...settings });
    await answer('knows', ({ knowledge }) => knowledge.source === 'contexts');
  };
  return {
    server,
    answer,
    know,
    knowFiles: async (gathered) => {
      await gather(gathered);
      await know({ adapt });
    },
    offered: async ({ path: name, text }, offset, more) => {
      asked += 1;
      const [id, document] = [asked, `document ${asked}`];
      server.handle({ kind: 'open', document, version: 1, path: name, text });
      server.handle({ kind: 'complete', id, document, version: 1, offset, trigger: 'invoke', ...more });
      const { outcome } = await answer('completed', (one) => one.id === id);
      server.handle({ kind: 'close', document });
      return outcome;
    },
  };
}
