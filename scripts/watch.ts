/**
 * Bundles the programs into `dist/` again whenever a source changes: `npm run watch`. The editor's debugger waits for
 * what it prints (`.vscode/tasks.json`).
 */
import { mkdir } from 'node:fs/promises';
import { type BuildContext, type BuildOptions, context, type PartialMessage } from 'esbuild';
import { copyBeside, output, pages, programs, shared } from './build';

/**
 * Bundles now, and again after every change, until the context is disposed.
 *
 * @param entries source files by the name of their bundle.
 * @param tell told the lines that a problem matcher reads: the beginning and the end of each build, and every error.
 */
export async function watch(
  entries: NonNullable<BuildOptions['entryPoints']>,
  folder: string,
  tell: (line: string) => void,
  options: BuildOptions = shared,
): Promise<BuildContext> {
  const watching = await context({
    ...options,
    entryPoints: entries,
    outdir: folder,
    logLevel: 'silent',
    plugins: [
      {
        name: 'tell',
        setup: (build) => {
          build.onStart(() => {
            tell('watch: build begins');
          });
          build.onEnd(({ errors }) => {
            for (const error of errors) tell(problem(error));
            tell(`watch: build ends with ${errors.length} errors`);
          });
        },
      },
    ],
  });
  await watching.watch();
  return watching;
}

/** `src/extension.ts:12:4: error: Could not resolve "x"` */
function problem({ text = '', location }: PartialMessage): string {
  const { file = '', line = 1, column = 0 } = location ?? {};
  return `${file}:${line}:${column + 1}: error: ${text}`;
}

if (process.argv[1] === import.meta.filename) {
  await mkdir(output, { recursive: true });
  await copyBeside(output, `${process.platform}-${process.arch}`);
  const tell = (line: string): void => console.log(line);
  await watch(pages.entryPoints, pages.outdir, tell, pages);
  await watch(programs, output, tell);
}
