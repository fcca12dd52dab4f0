/** The code bases that quality is measured on: pinned, so that anybody measures the same text. */
import path from 'node:path';
import { fillOnce, unpackNpmPackage } from '../pretraining/npm-package';

const root = path.resolve(import.meta.dirname, '../..');

/** What the models are tuned on: development dependencies, present after `npm ci`. */
export const benchmarkCorpora: Readonly<Record<string, string>> = {
  rxjs: 'node_modules/rxjs/src',
  three: 'node_modules/three/src',
  gyp: 'node_modules/node-gyp/gyp/pylib',
  re2: 'node_modules/re2/vendor/re2',
};

interface Package {
  readonly name: string;
  readonly version: string;
  /** Within the package. */
  readonly folder: string;
}

/** Code bases in other languages that nothing was tuned on, fetched from the npm registry when they are asked for. */
export const foreignCorpora: Readonly<Record<string, Package>> = {
  /** Java. */
  'capacitor-android': { name: '@capacitor/android', version: '6.1.2', folder: 'capacitor/src/main/java' },
  /** Swift. */
  'capacitor-ios': { name: '@capacitor/ios', version: '6.1.2', folder: 'Capacitor/Capacitor' },
  /** SCSS. */
  bootstrap: { name: 'bootstrap', version: '5.3.3', folder: 'scss' },
};

/**
 * The folder of a corpus, which is fetched into `artifacts/corpora` where it is not there yet.
 *
 * @throws Error where no corpus has that name, or npm cannot fetch it.
 */
export async function corpusFolder(name: string): Promise<string> {
  const benchmark = benchmarkCorpora[name];
  if (benchmark !== undefined) return path.join(root, benchmark);
  const foreign = foreignCorpora[name];
  if (foreign === undefined) {
    const names = [...Object.keys(benchmarkCorpora), ...Object.keys(foreignCorpora)].join(', ');
    throw new Error(`There is no corpus ${name}: name one of ${names}, or a folder as --folder NAME=PATH.`);
  }
  const place = path.join(root, 'artifacts/corpora', `${name}-${foreign.version}`);
  await fillOnce(place, (folder) => unpackNpmPackage(foreign.name, foreign.version, folder));
  return path.join(place, foreign.folder);
}
