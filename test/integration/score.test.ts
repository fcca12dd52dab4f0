/** `housestyle score` and `housestyle rank` in a repository, and what they write for other tools. */
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Command, type CommandOptions, type Outcome, root } from '../command-line';

/** What SARIF 2.1.0's schema asks of the parts that are written; strict, so that nothing else is. */
const text = z.strictObject({ text: z.string() });
const place = z.strictObject({ uri: z.string().regex(/^[^\\ ]+$/), uriBaseId: z.string() });
const sarifRegion = z
  .strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1), endColumn: z.int().min(1) })
  .refine(({ startColumn, endColumn }) => endColumn >= startColumn);
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.array(
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          semanticVersion: z.string(),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              name: z.string(),
              shortDescription: text,
              defaultConfiguration: z.strictObject({ level: z.enum(['none', 'note', 'warning', 'error']) }),
            }),
          ),
        }),
      }),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      originalUriBaseIds: z.record(z.string(), z.strictObject({ description: text })),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(0),
          level: z.enum(['none', 'note', 'warning', 'error']),
          rank: z.number().min(0).max(100),
          message: text,
          locations: z.array(
            z.strictObject({ physicalLocation: z.strictObject({ artifactLocation: place, region: sarifRegion }) }),
          ),
          fixes: z
            .array(
              z.strictObject({
                description: text,
                artifactChanges: z
                  .array(
                    z.strictObject({
                      artifactLocation: place,
                      replacements: z
                        .array(z.strictObject({ deletedRegion: sarifRegion, insertedContent: text }))
                        .min(1),
                    }),
                  )
                  .min(1),
              }),
            )
            .optional(),
          properties: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
  ),
});

const file = 'bufferCount.ts';
const own = 'arrRemove(buffers, buffer)';
const minutes = { timeout: 120_000 };

describe('in a repository', () => {
  let folder: string;
  let temporary: string;

  beforeAll(async () => {
    temporary = await mkdtemp(path.join(os.tmpdir(), 'score-'));
    folder = path.join(temporary, 'operators');
    await cp(path.join(root, 'node_modules/rxjs/src/internal/operators'), folder, { recursive: true });
    const git = (...args: string[]): string => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
    git('init', '-q');
    git('add', '-A');
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'As it was');
    const code = await readFile(path.join(folder, file), 'utf8');
    await writeFile(path.join(folder, file), code.replace(own, `_${own}`));
    await writeFile(path.join(folder, 'new file.ts'), `import { operate } from "../util/lift";\n`);
  });
  afterAll(() => rm(temporary, { recursive: true, force: true }));

  it(
    'the lines of a change are told, the most surprising first, and the status says that there are some',
    minutes,
    async () => {
      const { status, stdout, stderr } = await run([
        'score',
        '--folder',
        folder,
        '--diff',
        'HEAD',
        '--threshold',
        '20',
      ]);
      expect(status).toBe(1);
      expect(stdout).toMatch(/^new file\.ts:1:\d+ .*\n.*This code would have "'\.\.\/util\/lift'"/m);
      expect(stdout).toMatch(
        /^bufferCount\.ts:98:\d+ .*_arrRemove.*\n.*"arrRemove" \(\d+ %\) in place of "_arrRemove", as in /m,
      );
      expect(stderr).toMatch(/^2 of 2 lines are above the threshold/);
    },
  );

  it('what is written for other tools is a log of SARIF 2.1.0, and can be ranked by', minutes, async () => {
    const out = path.join(temporary, 'out.sarif');
    const { status, stdout } = await run([
      'score',
      ...['--folder', folder, '--diff', 'HEAD', '--threshold', '20', '--sarif', out, '--json'],
    ]);
    expect(status).toBe(1);
    const told = JSON.parse(stdout) as { lines: { surprise: number }[]; above: number; threshold: number };
    const log = sarif.parse(JSON.parse(await readFile(out, 'utf8')));
    const results = log.runs[0]!.results;
    expect(results).toHaveLength(told.above);
    expect(results.map(({ properties }) => properties['surprise'])).toEqual(told.lines.map(({ surprise }) => surprise));
    expect(results[0]!.locations[0]!.physicalLocation.artifactLocation.uri).toMatch(/^(new%20file|bufferCount)\.ts$/);

    // Another tool's, in another order, one of them of the whole project.
    const warnings = path.join(temporary, 'warnings.sarif');
    const foreign = {
      ...log,
      runs: [
        {
          tool: { driver: { name: 'Other' } },
          results: [{ message: { text: 'whole' } }, at('map.ts', 50), at(file, 98)],
        },
      ],
    };
    await writeFile(warnings, JSON.stringify(foreign));
    const ranked = path.join(temporary, 'ranked.sarif');
    const outcome = await run(['rank', '--folder', folder, '--sarif-in', warnings, '--sarif', ranked]);
    expect(outcome.status).toBe(0);
    expect(outcome.stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([`${file}:98`, 'map.ts:50', '–', '']);
    const written = JSON.parse(await readFile(ranked, 'utf8')) as { runs: { results: { rank?: number }[] }[] };
    const [first, second, last] = written.runs[0]!.results;
    expect(first!.rank).toBeGreaterThan(second!.rank!);
    expect(last).toEqual({ message: { text: 'whole' } });
  });

  it('a file is judged alone, and its own text does not speak for it', minutes, async () => {
    const { status, stdout } = await run(['score', path.join(folder, file), '--folder', folder, '--json']);
    expect(status).toBe(0);
    const { lines } = JSON.parse(stdout) as { lines: object[] };
    expect(lines).toContainEqual(expect.objectContaining({ path: file, line: 98 }));
  });

  it.each([
    ['a revision that is none', ['score', '--diff', 'nowhere'], 7, 'git-failed'],
    ['an option in place of a revision', ['score', '--diff=--output=x'], 7, 'git-failed'],
    ['files and a revision', ['score', 'a.ts', '--diff', 'HEAD'], 2, 'usage'],
    ['a threshold that is none', ['score', '--threshold', 'high'], 2, 'usage'],
    ['a file that is not there', ['score', 'nowhere.ts'], 7, 'file-not-found'],
    ['a file outside the folder', ['score', '../out.sarif'], 7, 'path-outside-folder'],
    ['a log that is code', ['rank', '--sarif-in', file], 7, 'sarif-unreadable'],
    ['a log of another version', ['rank', '--sarif-in', '../other.sarif'], 7, 'sarif-unreadable'],
    ['a log that is not there', ['rank', '--sarif-in', 'nowhere.sarif'], 7, 'file-not-found'],
  ])('%s is refused in one sentence', minutes, async (_, args, status, code) => {
    await writeFile(path.join(temporary, 'other.sarif'), JSON.stringify({ version: '1.0.0', runs: [] }));
    const outcome = await run([...args, '--json'], { cwd: folder });
    expect(outcome.status).toBe(status);
    const { error } = JSON.parse(outcome.stdout) as { error: { code: string; message: string } };
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[A-Z][^\n]*\.$/);
  });
});

function run(args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
  return new Command(args, options).outcome;
}

function at(uri: string, startLine: number): object {
  return {
    message: { text: `see ${uri}` },
    ruleId: 'rule',
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine } } }],
  };
}
