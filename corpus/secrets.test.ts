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

  const password = joined('kl9', 'Trw22x');
  const key = joined('kl9Trw22x', 'QpLm8Zv3Yt5');
  test.each([
    ['in bold', 'a.md', '**Password:** ', password],
    ['as bold text', 'a.md', 'The password is **', password, '**.'],
    ['after an arrow', 'a.md', 'Wifi password → ', password],
    ['in a table', 'a.md', '| admin | password | ', password, ' |'],
    ['for something, in a comment', 'a.ts', '// password for staging: ', password],
    ['in a condition', 'a.ts', "const password = isLocal ? '", password, "' : 'test';"],
    ['typed into a field', 'a.ts', "await page.locator('#password').fill('", password, "');"],
    [
      'typed into a field that is found by its name',
      'a.py',
      'find_element(By.ID, "password").send_keys("',
      password,
      '")',
    ],
    ['of a web service', 'a.ts', "jwt.sign(payload, '", key, "')"],
    ['of a digest', 'a.ts', "createHmac('sha256', '", key, "')"],
    ['of a network', 'a.ino', 'WiFi.begin("HomeNet", "', password, '");'],
    ['in place of the user', 'a.sh', 'git clone https://', key, '@github.com/a/b.git'],
    ['of a router', 'a.cfg', 'username admin password 7 ', '0822455D0A16'],
    ['of a directory', 'a.conf', 'bindpw ', password],
    ['of figures alone', 'a.yml', 'password: ', '83920174'],
    ['piped to a command', 'a.sh', 'echo ', password, ' | docker login -u ci --password-stdin'],
    ['of a share', 'a.sh', "smbclient //srv/share -U 'user%", password, "'"],
    ['of an archive', 'a.sh', 'unzip -P ', password, ' a.zip'],
    ['of a data base', 'a.sh', 'sqlplus app/', password, '@ORCL'],
    ['of a vault', 'a.sh', 'vault login ', key],
    [
      'with spaces',
      'a.php',
      "define('AUTH_KEY', '",
      joined('f&Z|8K^{Bp0-}2u#lq;D wT!xN@5vG~', 'a+Y%7 hR<c9?L_$jE=m3M/>o1Q*b'),
      "');",
    ],
  ])('%s', async (_, path, before, value, after = '') => {
    const text = `line\n${before}${value}${after}\nline\n`;
    expect(maskSecrets(text, await findSecrets(path, text))).toBe(`line\n${before}${after}\nline\n`);
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
    "createHmac('sha256', 'secret').update(body2)",
    "locator('#password').fill('wrong-password')",
    '// The password for level 2: see docs/passwords2.md',
    'type Credentials = { password: string | undefined };',
    "const password = isLocal ? defaults.password : 'none';",
    '| password | string | required |',
    'https://a-quite-long-user-name@github.com/a/b.git',
    'passwordLength: 12,',
    "define('AUTH_KEY', 'put your unique phrase here, of 64 characters: & ! # $ % ^ * +');",
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
