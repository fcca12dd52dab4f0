import { expect, test } from 'vitest';
import { isCompiled, isProse, ruleAgainstName } from './file-names';

test.each([
  'src/index.ts',
  'src/types.d.ts',
  'main.py',
  'Makefile',
  'Dockerfile',
  'CMakeLists.txt',
  'README.md',
  'package.json',
  '.github/workflows/ci.yml',
  '.eslintrc',
  '.npmrc',
  '.env.example',
  '.env.local.sample',
  'example.env',
  'src/environment.ts',
  'src/env.ts',
  'src/secrets.ts',
  'src/credentials.py',
  'src/license.ts',
  'src/key.ts',
  'src/mapper.ts',
  'src/admin.js',
  'src/lock.ts',
  'Gruntfile.js',
])('takes %s', (path) => {
  expect(ruleAgainstName(path)).toBeUndefined();
});

test.each([
  '.env',
  'app/.env.production',
  '.env.local',
  '.envrc',
  'prod.env',
  'id_rsa',
  '.ssh/id_ed25519',
  'server.key',
  'certs/tls.pem',
  'AuthKey.p8',
  'keystore.JKS',
  'credentials.json',
  'config/secrets.yml',
  'vpn/wg0.conf',
  '.terraform.d/credentials.tfrc.json',
  'local.settings.json',
  'client_secret_123.json',
  'service-account.json',
  'serviceAccountKey.json',
  '.netrc',
  '.aws/credentials',
  'terraform.tfstate',
  'prod.tfvars',
  '.pypirc',
])('takes %s for a secret', (path) => {
  expect(ruleAgainstName(path)).toBe('secret');
});

test.each([
  ['package-lock.json', 'data'],
  ['Cargo.lock', 'data'],
  ['go.sum', 'data'],
  ['assets/logo.svg', 'data'],
  ['data/people.csv', 'data'],
  ['__snapshots__/a.test.ts.snap', 'data'],
  ['a.png', 'data'],
  ['bundle.js.map', 'generated'],
  ['jquery.min.js', 'generated'],
  ['api.pb.go', 'generated'],
  ['api_pb2.py', 'generated'],
  ['Form.Designer.cs', 'generated'],
  ['model.g.dart', 'generated'],
  ['LICENSE', 'licence'],
  ['COPYING.LESSER', 'licence'],
  ['LICENCE.md', 'licence'],
])('leaves out %s as %s', (path, rule) => {
  expect(ruleAgainstName(path)).toBe(rule);
});

test('a compiler puts scripts beside TypeScript and declarations beside scripts', () => {
  expect(isCompiled('a.js', new Set(['a.js', 'a.ts']))).toBe(true);
  expect(isCompiled('a.jsx', new Set(['a.jsx', 'a.tsx']))).toBe(true);
  expect(isCompiled('a.mjs', new Set(['a.mjs', 'a.mts']))).toBe(true);
  expect(isCompiled('a.d.ts', new Set(['a.d.ts', 'a.js']))).toBe(true);
  expect(isCompiled('a.ts', new Set(['a.js', 'a.ts']))).toBe(false);
  expect(isCompiled('a.js', new Set(['a.js', 'b.ts']))).toBe(false);
  expect(isCompiled('global.d.ts', new Set(['global.d.ts', 'index.js']))).toBe(false);
});

test('knows prose, where a line may be a paragraph', () => {
  expect(isProse('docs/README.MD')).toBe(true);
  expect(isProse('src/readme.ts')).toBe(false);
});
