import { describe, expect, test } from 'vitest';
import { findSecrets, maskSecrets } from './secrets';
import { looksRandom } from './secrets/surprise';

/** Puts a secret together, so that this file holds none. */
const joined = (...parts: string[]) => parts.join('');

const random = 'q7Zp2LxV9tKc4RmW8sYb3NdF6hJg1TeQ';

describe('finds secrets', () => {
  test.each([
    ['AWS access key id', joined('AKIA', 'Q3EGRIXJ7MT2WPLV')],
    ['AWS secret key', joined('aws_secret_', `access_key = "${random}8aB/+aZq"`)],
    ['GitHub token', joined('gh', 'p_', 'aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5')],
    ['GitLab token', joined('glp', 'at-', random.slice(0, 20))],
    ['Slack token', joined('xox', 'b-', '123456789012-1234567890123-', random.slice(0, 24))],
    ['Stripe key', joined('sk_', 'live_', random)],
    ['Google API key', joined('AI', 'za', 'SyD4fT9kLmN2pQ7rS5uV8wX1yZ3aB6cE0gH')],
    ['npm token', joined('//packages.example.com/:_auth', 'Token=npm_', random, 'aB3d')],
    ['JSON Web Token', joined('ey', 'JhbGciOiJIUzI1NiJ9.ey', 'JzdWIiOiJqb2huIn0.', random)],
    [
      'private key',
      joined(
        '-----BEGIN RSA ',
        'PRIVATE KEY-----\n',
        `${random}${random}\n`.repeat(8),
        '-----END RSA ',
        'PRIVATE KEY-----\n',
      ),
    ],
    ['password in an address', joined('postgres://admin:', 'Xk29vLq8Tz', '@db.internal.net/app')],
    ['quoted token', joined('const api', `Key = '${random}';`)],
    ['quoted password in JSON', joined('{"db_pass', `word": "${random.slice(0, 16)}"}`)],
    ['bare token in settings', joined('SECRET', `_KEY=${random}\n`)],
    ['hexadecimal secret', joined('secret', ': "9f86d081884c7d659a2feaa0c55ad015"')],
  ])('%s', async (_, text) => {
    expect(await findSecrets('a.ts', `line\n${text}\nline\n`)).not.toEqual([]);
  });
});

describe('leaves alone', () => {
  test.each([
    'const password = readPassword();',
    'password: "correct-horse-battery-staple",',
    "token: 'your-token-goes-here-123'",
    "const tokenAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789';",
    'secret = "EXAMPLEKEY1234567890"',
    'https://user:password@example.com',
    'redis://default:s3cretpass@localhost:6379',
    "const tokenType = 'AccessToken2Response';",
    "import { token } from './internal/util/tokenizer2';",
    "secretName: 'projects/app/secrets/database2/versions/latest'",
    'const commit = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b";',
    'integrity: "sha512-q7Zp2LxV9tKc4RmW8sYb3NdF6hJg1TeQ"',
    'const image = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUA";',
    '-----BEGIN PUBLIC KEY-----',
    'const armour = "-----BEGIN PRIVATE KEY-----";',
    'token = parse2ndArgument',
  ])('%s', async (text) => {
    expect(await findSecrets('a.ts', text)).toEqual([]);
  });
});

test('of a line with a secret everything else is kept', async () => {
  const text = joined('const first = 1;\nconst api', `Key = '${random}'; // keep\nconst last = 2;\n`);
  const masked = maskSecrets(text, await findSecrets('a.ts', text));
  expect(masked).toBe("const first = 1;\nconst apiKey = ''; // keep\nconst last = 2;\n");
});

test('lines keep their numbers when a key of several lines is masked', async () => {
  const key = joined('-----BEGIN ', 'PRIVATE KEY-----\n', `${random}${random}\n`.repeat(8));
  const text = joined(`first\n${key}-----END `, 'PRIVATE KEY-----\nlast\n');
  const masked = maskSecrets(text, await findSecrets('a.md', text));
  expect(masked).not.toContain(random);
  expect(masked.split('\n')).toHaveLength(text.split('\n').length);
});

test('what is drawn at random looks random, and what is written does not', () => {
  expect(looksRandom(random)).toBe(true);
  expect(looksRandom('internal/scheduler2Actions')).toBe(false);
  expect(looksRandom('aaaaaaaaaaaaaaaaaaaaa1')).toBe(false);
});

test('time is linear on text made to slow patterns down', async () => {
  const hostile = `${'token'.repeat(20_000)}://${'a'.repeat(100_000)}:${'b'.repeat(100_000)}eyJ${'a'.repeat(100_000)}`;
  const start = performance.now();
  await findSecrets('a.md', hostile);
  // 0.4 million characters take some tens of milliseconds; backtracking over them would take minutes.
  expect(performance.now() - start).toBeLessThan(5000);
});
