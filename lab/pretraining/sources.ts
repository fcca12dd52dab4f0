/**
 * What the pretrained model has read: code of many hands in many languages, under licences that let anybody use it
 * (MIT, BSD, ISC, Apache-2.0), as their authors published it on npm and PyPI. None of it is of the code bases that
 * quality is measured on (`lab/quality/corpora.ts`).
 */
export interface Source {
  readonly registry: 'npm' | 'pypi';
  readonly name: string;
  readonly version: string;
  /** Folders and files within the package; all of it where left out. */
  readonly within?: readonly string[];
  /** Endings of the files taken. */
  readonly endings: readonly string[];
  /** Kilobytes taken at most, whole files in an order by hash: no one project is to set the tone. */
  readonly most: number;
}

const typescript = ['.ts', '.tsx'];
const javascript = ['.js', '.mjs'];
const cpp = ['.h', '.hpp', '.c', '.cc', '.cpp'];
const python = ['.py'];

const npm = (
  name: string,
  version: string,
  endings: readonly string[],
  within?: readonly string[],
  most = 500,
): Source => ({ registry: 'npm', name, version, endings, most, ...(within && { within }) });

const pypi = (name: string, version: string, within: string, most = 400): Source => ({
  registry: 'pypi',
  name,
  version,
  endings: python,
  within: [within],
  most,
});

export const sources: readonly Source[] = [
  npm('@reduxjs/toolkit', '2.14.0', typescript, ['src']),
  npm('@tanstack/query-core', '5.108.0', typescript, ['src']),
  npm('@tanstack/router-core', '1.171.39', typescript, ['src'], 400),
  npm('@tiptap/core', '3.34.0', typescript, ['src']),
  npm('@trpc/server', '11.25.2', typescript, ['src']),
  npm('@grpc/grpc-js', '1.14.7', typescript, ['src']),
  npm('ajv', '8.20.0', typescript, ['lib']),
  npm('cheerio', '1.2.0', typescript, ['src']),
  npm('effect', '4.1.0', typescript, ['src'], 900),
  npm('ethers', '6.17.0', typescript, ['src.ts']),
  npm('immer', '11.2.10', typescript, ['src']),
  npm('maplibre-gl', '6.17.0', typescript, ['src'], 800),
  npm('mobx', '7.1.3', typescript, ['src']),
  npm('mongodb', '7.9.0', typescript, ['src'], 700),
  npm('msw', '2.15.0', typescript, ['src']),
  npm('prosemirror-model', '1.25.13', typescript, ['src']),
  npm('prosemirror-view', '1.42.9', typescript, ['src']),
  npm('puppeteer-core', '24.43.1', typescript, ['src'], 700),
  npm('react-native-gesture-handler', '3.5.0', typescript, ['src'], 300),
  npm('react-native-reanimated', '4.8.0', typescript, ['src'], 400),
  npm('zod', '4.6.7', typescript, ['src'], 600),

  npm('axios', '1.21.1', javascript, ['lib']),
  npm('commander', '14.0.3', javascript, ['lib']),
  npm('discord.js', '14.28.1', javascript, ['src'], 400),
  npm('eslint', '10.15.0', javascript, ['lib'], 600),
  npm('express', '5.3.0', javascript, ['lib']),
  npm('fastify', '5.12.8', javascript, ['lib']),
  npm('fastify', '5.12.8', javascript, ['test'], 300),
  npm('fastify', '5.12.8', ['.md'], ['docs'], 250),
  npm('foundation-sites', '6.9.0', javascript, ['js'], 200),
  npm('joi', '18.3.2', javascript, ['lib'], 250),
  npm('jquery', '4.0.0', javascript, ['src'], 200),
  npm('knex', '3.3.0', javascript, ['lib'], 350),
  npm('leaflet', '1.9.4', javascript, ['src'], 300),
  npm('luxon', '3.7.2', javascript, ['src'], 200),
  npm('mocha', '12.0.3', javascript, ['lib']),
  npm('moment', '2.31.0', javascript, ['src'], 150),
  npm('ol', '10.11.0', javascript, ['format', 'source', 'render', 'geom', 'interaction'], 400),
  npm('phaser', '4.2.1', javascript, ['src'], 500),
  npm('postcss', '8.5.33', javascript, ['lib']),
  npm('preact', '11.2.0', ['.js', '.jsx', '.ts'], ['src', 'hooks/src', 'compat/src'], 200),
  npm('ramda', '0.32.0', javascript, ['src'], 200),
  npm('svelte', '5.57.3', javascript, ['src'], 500),
  npm('webpack', '5.112.2', javascript, ['lib'], 600),

  npm('canvas', '3.2.3', cpp, ['src']),
  npm(
    'expo-modules-core',
    '58.0.7',
    ['.cpp', '.h', '.mm', '.swift', '.kt', '.java'],
    ['android/src', 'common', 'ios'],
    900,
  ),
  npm('grpc', '1.24.11', cpp, ['deps/grpc/src', 'deps/grpc/include', 'ext'], 1000),
  npm('leveldown', '6.1.1', cpp, ['deps/leveldb'], 500),
  npm('node-addon-api', '8.9.2', cpp, undefined, 300),
  npm('node-sass', '9.0.0', cpp, ['src'], 500),
  npm('react-native', '0.86.3', cpp, ['ReactCommon'], 600),
  npm('rocksdb', '5.2.1', cpp, ['deps/rocksdb/rocksdb'], 900),

  npm('react-native', '0.86.3', ['.java', '.kt'], ['ReactAndroid'], 800),
  npm('react-native', '0.86.3', ['.mm', '.m'], ['React', 'Libraries'], 250),

  npm('bulma', '1.0.4', ['.scss'], ['sass'], 150),
  npm('foundation-sites', '6.9.0', ['.scss'], ['scss'], 200),

  pypi('aiohttp', '3.14.5', 'aiohttp', 500),
  pypi('attrs', '26.1.0', 'attr', 200),
  pypi('click', '8.5.1', 'click', 300),
  pypi('django', '5.2.19', 'django', 1000),
  pypi('fastapi', '0.165.0', 'fastapi', 300),
  pypi('flask', '3.1.3', 'flask', 300),
  pypi('httpx', '0.28.1', 'httpx', 250),
  pypi('networkx', '3.6.1', 'networkx', 500),
  pypi('pytest', '9.2.0', '_pytest', 600),
  pypi('requests', '2.34.2', 'requests', 200),
  pypi('rich', '15.0.0', 'rich', 400),
  pypi('sqlalchemy', '2.1.9', 'sqlalchemy', 700),
  pypi('sympy', '1.14.0', 'sympy', 500),
  pypi('tornado', '6.6.1', 'tornado', 400),
];
