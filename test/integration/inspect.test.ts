import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tracking } from '@house-style/protocol/inspection';
import { Command, housestyle, type Outcome, smallCodeBase, tinyNetwork } from '../command-line';
import { findBrowser } from '../workbench/browser';

let folder: string;
let code: string;
let model: string;
let file: string;

/** With a tag that would end a script, and characters without a token of their own. */
const text = 'export function f(a) {\n\treturn "</script>漢😀";\n}\n// done\n';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inspect-'));
  code = await smallCodeBase(folder);
  model = path.join(folder, 'model.onnx');
  file = path.join(folder, 'a.ts');
  await writeFile(file, text);
  const trained = await housestyle('train', code, '--out', model, '--epochs', '1', ...tinyNetwork);
  if (trained.status !== 0) throw new Error(trained.stderr);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function inspect(...args: string[]): Promise<Outcome> {
  const outcome = await housestyle('inspect', model, file, ...args);
  expect(outcome).toMatchObject({ status: 0 });
  return outcome;
}

describe('housestyle inspect', () => {
  it('prints the text with signs below, or colours where those are wanted', async () => {
    const plain = await inspect('--unit', '3', '--state', 'cell');
    expect(plain.stdout).toContain('export function f(a) {\n');
    expect(plain.stdout).not.toContain('\u001b');
    expect(plain.stderr).toContain('cell, layer 0, unit 3');
    const coloured = (env: Record<string, string>): Promise<Outcome> =>
      new Command(['inspect', model, file], { env: { PATH: process.env['PATH'], ...env } }).outcome;
    expect((await coloured({ FORCE_COLOR: '1' })).stdout).toContain('\u001b[30;48;2;');
    expect((await coloured({ FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain('\u001b');
  });

  it('prints every character as JSON', async () => {
    const { stdout } = await inspect('--json', '--lines', '2');
    const { characters } = JSON.parse(stdout) as {
      characters: { character: string; activation: number; bits: number; expected: { probability: number }[] }[];
    };
    expect(characters.map(({ character }) => character).join('')).toBe('\treturn "</script>漢😀";\n');
    for (const { activation, bits, expected } of characters) {
      expect(Math.abs(activation)).toBeLessThan(1);
      expect(bits).toBeGreaterThan(0);
      expect(expected).toHaveLength(5);
    }
  });

  it('ranks units by what they track, in the file and over held-out files', async () => {
    for (const args of [[], ['--folder', code]]) {
      const { stdout } = await inspect('--search', '--json', ...args);
      const { tracked } = JSON.parse(stdout) as { tracked: Tracking[] };
      expect(tracked).toHaveLength(7);
      for (const { units } of tracked) {
        const correlations = units.map(({ correlation }) => Math.abs(correlation));
        expect(correlations).toEqual([...correlations].sort((a, b) => b - a));
        expect(correlations[0]).toBeLessThanOrEqual(1);
      }
      expect(Math.abs(tracked[0]?.units[0]?.correlation ?? 0)).toBeGreaterThan(0.1);
    }
  });

  it('draws units by characters', async () => {
    const [png, svg] = ['units.png', 'units.svg'].map((name) => path.join(folder, name)) as [string, string];
    await inspect('--png', png, '--svg', svg);
    expect((await readFile(png)).subarray(1, 4).toString()).toBe('PNG');
    expect(await readFile(svg, 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/);
  });

  it.each([
    { args: ['--unit', '16'], code: 'no-such-unit', status: 7 },
    { args: ['--layer', '1'], code: 'no-such-unit', status: 7 },
    { args: ['--lines', '9'], code: 'position-outside-file', status: 7 },
    { args: ['--lines', '3-2'], code: 'usage', status: 2 },
    { args: ['--unit', '-1'], code: 'usage', status: 2 },
    { args: ['--html', '/nowhere/a.html'], code: 'output-unwritable', status: 4 },
  ])('refuses $args with one sentence', async ({ args, code: expected, status }) => {
    const outcome = await housestyle('inspect', model, file, '--json', ...args);
    expect(outcome.status).toBe(status);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ error: { code: expected } });
    expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('refuses an empty file, one that is not there, and what is no model', async () => {
    const empty = path.join(folder, 'empty.ts');
    await writeFile(empty, '');
    expect((await housestyle('inspect', model, empty, '--json')).stdout).toContain('nothing-to-inspect');
    expect((await housestyle('inspect', model, path.join(folder, 'no.ts'), '--json')).stdout).toContain(
      'file-not-found',
    );
    expect((await housestyle('inspect', file, file, '--json')).stdout).toContain('model-damaged');
  });
});

const browser = await findBrowser();

describe.skipIf(browser === undefined)('the page that stands alone', () => {
  let page: Page;
  const errors: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    const written = path.join(folder, 'page.html');
    await inspect('--html', written, '--unit', '2');
    const opened = await chromium.launch({
      ...(browser !== undefined && { executablePath: browser }),
      args: ['--no-sandbox'],
    });
    page = await opened.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => errors.push(message.text()));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(written).href);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return () => opened.close();
  });

  it('shows the text, and asks nobody for anything', async () => {
    await expect.poll(() => page.locator('.row').count()).toBe(4);
    expect(await page.locator('.row').nth(1).locator('.letter').allTextContents()).toContain('漢');
    expect(requests).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  it('lets nothing else in', async () => {
    await page.evaluate('fetch("https://example.com/").catch(() => document.body.dataset.refused = "yes")');
    await expect.poll(() => page.evaluate('document.body.dataset.refused')).toBe('yes');
    errors.length = 0;
  });

  it('changes unit, state and what is shown by keys', async () => {
    const unit = page.getByRole('spinbutton');
    const colours = (): Promise<string> =>
      page
        .locator('.letter')
        .evaluateAll((letters) =>
          letters.map((one) => (one as unknown as { style: { backgroundColor: string } }).style.backgroundColor).join(),
        );
    expect(await unit.inputValue()).toBe('2');
    const before = await colours();
    await page.locator('.text').press('n');
    expect(await unit.inputValue()).toBe('3');
    await expect.poll(colours).not.toBe(before);
    await page.locator('.text').press('p');
    await expect.poll(colours).toBe(before);
    await page.locator('.text').press('s');
    await expect.poll(colours).not.toBe(before);
    await page.locator('.text').press('e');
    await expect.poll(() => page.locator('.guess').count()).toBeGreaterThan(100);
  });

  it('tells of the character that is looked at, and finds units by what they track', async () => {
    await page.locator('.text').press('ArrowDown');
    await page.locator('.text').press('End');
    await page.getByText(/^Line 2, column 23: ⏎ · unit [+−]\d\.\d\d · \d+\.\d\d bits$/).waitFor();
    expect(await page.locator('table tbody tr').count()).toBeGreaterThan(2);
    await page.getByRole('button', { name: 'Find units' }).press('Enter');
    await page.getByText('Depth of brackets').waitFor();
    expect(errors).toEqual([]);
  });
});
