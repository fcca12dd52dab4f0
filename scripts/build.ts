/**
 * Bundles the programs: the extension, the inference process, the command line, and the guard that is preloaded into it.
 *
 * `dist/` is self-contained: beside the bundles it holds `node_modules/onnxruntime-node` with the native files of one
 * platform only, so that the packaged extension carries about 20 MB and not every platform's 290 MB.
 */
import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { removeTelemetryIn } from '@house-style/model/onnx-runtime/windows-telemetry';
import { grammarPackage, grammars } from '@house-style/model/syntax/grammars';
import { pretrainedModelPath } from '@house-style/model/pretrained/pretrained';
import manifest from '../package.json' with { type: 'json' };
import { billOfMaterials } from './notices/bill-of-materials';
import { type CopiedPackage, shipped } from './notices/shipped';
import { thirdPartyNotices } from './notices/third-party-notices';

const root = path.resolve(import.meta.dirname, '..');
export const output = path.join(root, 'dist');

/** Who wrote what is in the package, for people and for programs. */
export const noticesFile = 'ThirdPartyNotices.txt';
export const billFile = 'bom.cdx.json';

/** What is bundled, by the name of its bundle. */
export const programs = {
  extension: path.join(root, 'src/extension.ts'),
  'inference-process': path.join(root, 'inference/main.ts'),
  housestyle: path.join(root, 'training/cli/main.ts'),
  'training-guard': path.join(root, 'src/training/guard.ts'),
};

/** What runs in the editor's pages, where no Node is. */
export const pages = {
  entryPoints: [
    { in: path.join(root, 'src/views/training-panel/webview/main.ts'), out: 'training-panel' },
    { in: path.join(root, 'src/views/training-panel/webview/panel.css'), out: 'training-panel' },
    { in: path.join(root, 'src/views/neuron-inspector/webview/main.ts'), out: 'inspector' },
    { in: path.join(root, 'src/views/neuron-inspector/webview/inspector.css'), out: 'inspector' },
  ],
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  outdir: path.join(output, 'webview'),
  minify: true,
  logLevel: 'warning',
} satisfies BuildOptions;

export const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  outdir: output,
  sourcemap: true,
  logLevel: 'warning',
  define: {
    'process.env.HOUSE_STYLE_VERSION': JSON.stringify(manifest.version),
    // Where a bundle lies, which CommonJS calls otherwise.
    'import.meta.dirname': '__dirname',
  },
  // Native, or optional and loaded at run time where installed.
  external: [
    'vscode',
    'onnxruntime-node',
    'onnxruntime-common',
    grammarPackage,
    '@tensorflow/tfjs-node-gpu',
    '@tensorflow/tfjs-node',
  ],
} satisfies BuildOptions;

/** Where an installed package lies. Its manifest cannot be resolved where `exports` does not name it; its entry can. */
function folderOf(name: string): string {
  const entry = createRequire(import.meta.url).resolve(name);
  const inside = path.join('node_modules', name) + path.sep;
  return entry.slice(0, entry.lastIndexOf(inside) + inside.length);
}

/**
 * Copies the parts of an installed package that a run needs into a bundle's `node_modules`. All that is shipped beside
 * the bundles is copied by it, so that no package comes without its notices.
 */
async function copyPackage(name: string, parts: readonly string[], bundle: string): Promise<CopiedPackage> {
  const from = folderOf(name);
  const to = path.join('node_modules', name);
  for (const part of parts) {
    await cp(path.join(from, part), path.join(bundle, to, part), {
      recursive: true,
      filter: (source) => !/\.(map|d\.ts)$/.test(source),
    });
  }
  return { from, to };
}

/**
 * @param platform `process.platform` and `process.arch` of the machine that will run it, as `linux-x64`; onnxruntime-node
 *   ships native files for darwin-arm64, linux-arm64, linux-x64, win32-arm64 and win32-x64.
 */
export async function buildAll(platform = `${process.platform}-${process.arch}`): Promise<void> {
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  const [{ metafile }, ofPages] = await Promise.all([
    build({ ...shared, entryPoints: programs, metafile: true }),
    build({ ...pages, metafile: true }),
  ]);
  const copied = await copyBeside(output, platform);
  const parts = await shipped(root, output, together(metafile, ofPages.metafile), copied);
  await writeFile(path.join(output, noticesFile), thirdPartyNotices(`House Style ${manifest.version}`, parts));
  await writeFile(path.join(output, billFile), billOfMaterials(manifest, parts));
}

function together(...builds: readonly Metafile[]): Metafile {
  return {
    inputs: Object.assign({}, ...builds.map(({ inputs }) => inputs)) as Metafile['inputs'],
    outputs: Object.assign({}, ...builds.map(({ outputs }) => outputs)) as Metafile['outputs'],
  };
}

/** Puts beside the bundles what they need at run time. */
export async function copyBeside(folder: string, platform: string): Promise<readonly CopiedPackage[]> {
  await cp(pretrainedModelPath, path.join(folder, path.basename(pretrainedModelPath)));
  return [...(await copyRuntime(folder, platform)), await copyGrammars(folder)];
}

/** Puts the grammars beside a bundle, and what parses by them. */
function copyGrammars(bundle: string): Promise<CopiedPackage> {
  const files = ['tree-sitter.js', 'tree-sitter.wasm', ...grammars.map((name) => `tree-sitter-${name}.wasm`)];
  return copyPackage(grammarPackage, ['package.json', ...files.map((file) => path.join('wasm', file))], bundle);
}

/** Puts ONNX Runtime for one platform beside a bundle. */
export async function copyRuntime(bundle: string, platform: string): Promise<readonly CopiedPackage[]> {
  const native = path.join('bin', 'napi-v6', ...platform.split('-'));
  await stat(path.join(folderOf('onnxruntime-node'), native)).catch(() => {
    throw new Error(`onnxruntime-node ships no native files for ${platform}.`);
  });
  const copied = [
    await copyPackage('onnxruntime-node', ['package.json', 'dist', native], bundle),
    await copyPackage('onnxruntime-common', ['package.json', 'dist/cjs'], bundle),
  ];
  if (platform.startsWith('win32-')) {
    await removeTelemetryIn(path.join(bundle, 'node_modules/onnxruntime-node', native));
    // What runs from its sources loads the installed package.
    if (process.platform === 'win32') await removeTelemetryIn(path.join(folderOf('onnxruntime-node'), native));
  }
  return copied;
}

if (process.argv[1] === import.meta.filename) await buildAll(process.argv[2]);
