import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '../..');
/** What is not written by hand here. */
const leftOut = new Set(['node_modules', 'dist', 'artifacts', '.git', 'licences']);

/** Paths and file names that pages give as examples of somebody else's code, or of what a program writes. */
const examples: ReadonlySet<string> = new Set(['src/parsers/csv.ts', 'scheduled/scheduleStream.ts', 'a.ts', 'a.d.ts']);

/** All files by their paths from the root, `/` between folders. */
let files: readonly string[];
let pages: readonly string[];
const texts = new Map<string, string>();

beforeAll(async () => {
  files = await filesBelow('');
  pages = files.filter((file) => file.endsWith('.md'));
  for (const page of pages) texts.set(page, await readFile(path.join(root, page), 'utf8'));
});

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true });
  const found = entries
    .filter(({ name }) => !leftOut.has(name))
    .map(async (entry) => {
      const file = path.posix.join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(file) : [file];
    });
  return (await Promise.all(found)).flat();
}

const fences = /^```.*?^```/gms;

/** Everything of a page that stands between backticks, in the text or as a block, word by word. */
function codeWords(text: string): string[] {
  const blocks = [...text.matchAll(fences)].map(([block]) => block.replace(/^```\w*|```$/g, ''));
  const spans = [...text.replace(fences, '').matchAll(/`([^`]+)`/g)].map(([, span]) => span!);
  return [...blocks, ...spans].flatMap((code) => code.split(/[\s"'()[\]<>|,;:]+/)).filter(Boolean);
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchors(text: string): string[] {
  const headings = text.replace(fences, '').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

async function exists(file: string): Promise<boolean> {
  return stat(path.join(root, file)).then(
    () => true,
    () => false,
  );
}

async function thoseMissing(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(exists));
  return paths.filter((_, index) => !found[index]);
}

describe('the pages', () => {
  it('are found', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md']));
  });

  it('link to files and headings that are there', async () => {
    const broken: string[] = [];
    for (const [page, text] of texts) {
      for (const [, target] of text.replace(fences, '').matchAll(/\]\(([^)\s]+)\)|(?<=(?:src|href)=")([^"]+)/g)) {
        if (target === undefined || /^[a-z]+:/.test(target)) continue;
        const [file = '', anchor] = target.split('#');
        const linked = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
        const isThere = await exists(linked);
        const headings = anchors(texts.get(linked) ?? '');
        if (!isThere || (anchor !== undefined && !headings.includes(anchor))) broken.push(`${page}: ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('name paths that are there', async () => {
    const folders = new Set(files.flatMap((file) => (file.includes('/') ? [file.slice(0, file.indexOf('/'))] : [])));
    const isPath = (word: string): boolean => /^[\w.-]+\/[\w./-]*$/.test(word) && folders.has(word.split('/', 1)[0]!);
    const broken: string[] = [];
    for (const [page, text] of texts) {
      const named = codeWords(text).filter((word) => isPath(word) && !examples.has(word));
      // A page beside code may name what stands beside it.
      for (const word of await thoseMissing(named)) {
        if (!(await exists(path.posix.join(path.posix.dirname(page), word)))) broken.push(`${page}: ${word}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('name source files that are somewhere', () => {
    const isSource = (word: string): boolean => /^[\w./-]+\.(ts|mjs|py|md|ya?ml)$/.test(word) && !examples.has(word);
    const broken: string[] = [];
    for (const [page, text] of texts) {
      const missing = codeWords(text).filter(
        (word) => isSource(word) && !files.some((file) => file === word || file.endsWith(`/${word}`)),
      );
      broken.push(...missing.map((word) => `${page}: ${word}`));
    }
    expect(broken).toEqual([]);
  });

  it('name npm scripts that there are', () => {
    const scripts: Readonly<Record<string, string>> = manifest.scripts;
    const broken: string[] = [];
    for (const [page, text] of texts) {
      const [named, short] = [/npm run (?:-s )?([\w:-]+)/g, /npm (start|test)\b/g];
      for (const [, script] of [...text.matchAll(named), ...text.matchAll(short)]) {
        if (scripts[script!] === undefined) broken.push(`${page}: ${script!}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('need every exception that is made for them', () => {
    const words = new Set([...texts.values()].flatMap(codeWords));
    expect([...examples].filter((example) => !words.has(example))).toEqual([]);
  });
});

it('sources name pages that are there', async () => {
  const broken: string[] = [];
  // Tests have paths that no file has.
  const sources = files.filter((file) => /(?<!\.test)\.ts$|\.(mjs|py|json|ya?ml)$/.test(file));
  for (const file of sources) {
    const text = await readFile(path.join(root, file), 'utf8');
    const named = [...text.matchAll(/(?<![\w/.-])(?:docs|lab)\/[\w/-]+\.md\b/g)].map(([page]) => page);
    broken.push(...(await thoseMissing(named)).map((page) => `${file}: ${page}`));
  }
  expect(broken).toEqual([]);
});
