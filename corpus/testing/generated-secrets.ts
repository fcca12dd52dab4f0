/**
 * Secrets that were never in use, drawn anew from a seed, in the forms in which people leave them lying about, and
 * harmless texts that look like them. Rules are tuned on some seeds and measured on others.
 */

export interface Planted {
  /** What it is an instance of. */
  readonly form: string;
  readonly path: string;
  /** Lines of the file that it stands in. */
  readonly text: string;
  /** The secret within the text; empty where the text is harmless. */
  readonly secret: string;
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function drawing(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const small = 'abcdefghijklmnopqrstuvwxyz';
const capital = small.toUpperCase();
const figures = '0123456789';
const letters = small + capital;
const any = letters + figures;

export class Draw {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = drawing(seed);
  }

  number(below: number): number {
    return Math.floor(this.#next() * below);
  }

  of<T>(list: readonly T[]): T {
    const one = list[this.number(list.length)];
    if (one === undefined) throw new Error('There is nothing to draw from.');
    return one;
  }

  from(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet[this.number(alphabet.length)]).join('');
  }

  hex = (length: number): string => this.from('0123456789abcdef', length);
  base32 = (length: number): string => this.from(`${capital}234567`, length);
  lowerBase36 = (length: number): string => this.from(small + figures, length);
  base62 = (length: number): string => this.from(any, length);
  base64 = (length: number): string => this.from(`${any}+/`, length);
  url = (length: number): string => this.from(`${any}_-`, length);

  uuid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.hex(length)).join('-');
  }

  /** A key in one of the alphabets that keys are written in. */
  key(): string {
    const length = this.of([20, 24, 32, 40, 48]);
    return this.of([this.hex, this.base32, this.lowerBase36, this.base62, this.url])(Math.max(24, length));
  }

  word(): string {
    return this.of(
      'river sunset marble falcon copper winter garden silver planet orange thunder castle meadow pepper rocket violin saturn harbor tiger velvet'.split(
        ' ',
      ),
    );
  }

  /** A password as people make them, or as managers do. */
  password(): string {
    const word = this.word();
    const title = capitalised(word);
    return this.of([
      () => this.from(any, 4 + this.number(3)) + this.from(figures, 2) + this.from(letters, 3),
      () => `${title}${1980 + this.number(45)}!`,
      () => `${word}${this.number(900) + 17}`,
      () => `${title}#${this.from(figures, 3)}`,
      () => this.from(any + '!#%*+?', 10) + this.from('!%*', 1) + this.from(figures, 1) + this.from(letters, 1),
      () => `${this.from(small, 2)}${this.from(figures, 2)}${this.from(capital, 2)}${this.from(small, 4)}`,
      () =>
        word.replace(/[aeio]/g, (vowel) => ({ a: '4', e: '3', i: '1', o: '0' })[vowel] ?? vowel) +
        this.from(figures, 2),
    ])();
  }

  /** The same without signs that mean something in addresses and shells. */
  plainPassword(): string {
    return this.password().replace(/[^A-Za-z0-9]/g, 'x7');
  }
}

type Form = (draw: Draw) => { readonly path: string; readonly secret: string; readonly text: string };

/** Apart, so that this file holds no key's armour. */
const privateWord = 'PRIVATE';

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const base64Of = (text: string): string => Buffer.from(text).toString('base64');
const form =
  (path: string, secretOf: (draw: Draw) => string, textOf: (secret: string, draw: Draw) => string): Form =>
  (draw) => {
    const secret = secretOf(draw);
    return { path, secret, text: textOf(secret, draw) };
  };
const password = (draw: Draw): string => draw.password();
const plain = (draw: Draw): string => draw.plainPassword();
const key = (draw: Draw): string => draw.key();
const token =
  (...parts: readonly (string | ((draw: Draw) => string))[]) =>
  (draw: Draw): string =>
    parts.map((part) => (typeof part === 'string' ? part : part(draw))).join('');

/** Tokens by services, put together so that this file holds none. */
const services: Readonly<Record<string, (draw: Draw) => string>> = {
  'github classic': token('gh', 'p_', (d) => d.base62(36)),
  'github server': token('gh', 's_', (d) => d.base62(36)),
  'github fine-grained': token(
    'github',
    '_pat_',
    (d) => d.base62(22),
    '_',
    (d) => d.base62(59),
  ),
  'gitlab personal': token('glp', 'at-', (d) => d.url(20)),
  'gitlab runner': token('glr', 't-', (d) => d.url(20)),
  'gitlab deploy': token('gld', 't-', (d) => d.url(20)),
  'slack bot': token(
    'xo',
    'xb-',
    (d) => d.from(figures, 12),
    '-',
    (d) => d.from(figures, 12),
    '-',
    (d) => d.base62(24),
  ),
  'slack app': token(
    'xa',
    'pp-1-A',
    (d) => d.base32(10),
    '-',
    (d) => d.from(figures, 13),
    '-',
    (d) => d.hex(64),
  ),
  'discord bot': token(
    'M',
    (d) => d.base62(23),
    '.',
    (d) => d.url(6),
    '.',
    (d) => d.url(30),
  ),
  'telegram bot': token(
    (d) => `${1 + d.number(9)}${d.from(figures, 9)}`,
    ':AA',
    (d) => d.url(33),
  ),
  'twilio key': token('S', 'K', (d) => d.hex(32)),
  sendgrid: token(
    'S',
    'G.',
    (d) => d.url(22),
    '.',
    (d) => d.url(43),
  ),
  mailgun: token('ke', 'y-', (d) => d.hex(32)),
  mailchimp: token((d) => d.hex(32), '-u', 's12'),
  npm: token('np', 'm_', (d) => d.base62(36)),
  digitalocean: token('do', 'p_v1_', (d) => d.hex(64)),
  openai: token('sk-', 'proj-', (d) => d.url(64), 'a1B2'),
  anthropic: token('sk-', 'ant-api03-', (d) => d.url(93), 'AA'),
  stripe: token('sk_', 'live_', (d) => d.base62(24)),
  'stripe webhook': token('wh', 'sec_', (d) => d.base62(32)),
  shopify: token('shp', 'at_', (d) => d.hex(32)),
  square: token('sq0', 'atp-', (d) => d.url(22)),
  databricks: token('da', 'pi', (d) => d.hex(32)),
  'new relic': token('NR', 'AK-', (d) => d.base32(27)),
  atlassian: token(
    'AT',
    'ATT3xFfGF0',
    (d) => d.url(60),
    '=',
    (d) => d.hex(8).toUpperCase(),
  ),
  dropbox: token('s', 'l.B', (d) => d.url(130)),
  linear: token('lin', '_api_', (d) => d.base62(40)),
  vault: token('hv', 's.', (d) => d.url(95)),
  'terraform cloud': token(
    (d) => d.base62(14),
    '.atlas',
    'v1.',
    (d) => d.url(67),
  ),
  doppler: token('dp', '.pt.', (d) => d.base62(43)),
  'age key': token('AGE-SECRET', '-KEY-1', (d) => d.from('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)),
  'google api': token('AI', 'za', (d) => d.base62(35)),
  'google oauth': token('GOC', 'SPX-', (d) => d.base62(28)),
  'aws key id': token('AK', 'IA', (d) => d.from(`${capital}234567`, 16)),
  'hugging face': token('h', 'f_', (d) => d.from(letters, 34)),
  pypi: token('pyp', 'i-AgEIcHlwaS5vcmc', (d) => d.url(120)),
  grafana: token(
    'gl',
    'sa_',
    (d) => d.base62(32),
    '_',
    (d) => d.hex(8),
  ),
  postman: token(
    'PM',
    'AK-',
    (d) => d.hex(24),
    '-',
    (d) => d.hex(34),
  ),
  docker: token('dck', 'r_pat_', (d) => d.url(27)),
  figma: token('fi', 'gd_', (d) => d.url(43)),
  supabase: token('sb', 'p_', (d) => d.hex(40)),
  'json web token': token(
    'ey',
    'JhbGciOiJIUzI1NiJ9.ey',
    'J',
    (d) => d.base62(40),
    '.',
    (d) => d.url(43),
  ),
};

const tokenLines: readonly ((secret: string) => { path: string; text: string })[] = [
  (s) => ({ path: 'src/client.ts', text: `const client = connect('${s}', { retries: 3 });` }),
  (s) => ({ path: 'app/main.py', text: `# old one, still works: ${s}` }),
  (s) => ({ path: 'deploy.yml', text: `      args: ["--verbose", "${s}"]` }),
  (s) => ({ path: 'README.md', text: `Then run \`service login ${s}\` once.` }),
];

const servicesForms: Readonly<Record<string, Form>> = Object.fromEntries(
  Object.entries(services).map(([name, secretOf]) => [
    `${name} token`,
    (draw: Draw) => {
      const secret = secretOf(draw);
      return { secret, ...draw.of(tokenLines)(secret) };
    },
  ]),
);

const envNames = [
  'DB_PASSWORD',
  'POSTGRES_PASSWORD',
  'MYSQL_ROOT_PASSWORD',
  'REDIS_PASSWORD',
  'SMTP_PASS',
  'ADMIN_PWD',
];
const keyNames = [
  'API_KEY',
  'SECRET_KEY',
  'ACCESS_TOKEN',
  'CLIENT_SECRET',
  'JWT_SECRET',
  'DATADOG_API_KEY',
  'HEROKU_API_KEY',
];
const pem = (draw: Draw): string => Array.from({ length: 8 }, () => draw.base64(64)).join('\n');

const writtenForms: Readonly<Record<string, Form>> = {
  'password in TypeScript': form('src/db.ts', password, (s) => `const options = { user: 'app', password: '${s}' };`),
  'pwd in JavaScript': form('src/db.js', password, (s) => `conn.pwd = "${s}";`),
  'typed constant': form('src/auth.ts', key, (s) => `export const apiKey: string = '${s}';`),
  'passphrase in Python': form('sign.py', password, (s) => `key = load_key(path, passphrase="${s}")`),
  'Python dictionary': form(
    'settings.py',
    password,
    (s) => `DATABASES = {'default': {'NAME': 'app', 'PASSWORD': '${s}'}}`,
  ),
  'Django secret key': form(
    'settings.py',
    (d) => d.from(`${small}${figures}!@#%^&*(-_=+)`, 50),
    (s) => `SECRET_KEY = 'django-insecure-${s}'`,
  ),
  'environment default in Python': form(
    'settings.py',
    password,
    (s) => `password = os.environ.get("DB_PASSWORD", "${s}")`,
  ),
  'environment default in TypeScript': form(
    'config.ts',
    password,
    (s) => `const dbPassword = process.env.DB_PASSWORD ?? '${s}';`,
  ),
  'environment set in Python': form('run.py', key, (s) => `os.environ["SERVICE_API_KEY"] = "${s}"`),
  'Java constant': form('Config.java', password, (s) => `  private static final String DB_PASSWORD = "${s}";`),
  'Java setter': form('Pool.java', password, (s) => `    dataSource.setPassword("${s}");`),
  'Java properties': form('application.properties', password, (s) => `spring.datasource.password=${s}`),
  'Go struct': form('main.go', password, (s) => `\tcfg := Config{User: "app", Password: "${s}"}`),
  'Go assignment': form('main.go', key, (s) => `\ttoken := "${s}"`),
  'Rust constant': form('main.rs', key, (s) => `const API_TOKEN: &str = "${s}";`),
  'Ruby symbol': form('database.rb', password, (s) => `  :password => '${s}',`),
  'PHP define': form('config.php', password, (s) => `define('DB_PASSWORD', '${s}');`),
  'PHP array': form('config.php', password, (s) => `    'password' => '${s}',`),
  'C# connection string': form(
    'Program.cs',
    plain,
    (s) => `var cs = "Server=db;Database=app;User Id=sa;Password=${s};";`,
  ),
  'connection string with Pwd': form('app.config', plain, (s) => `connectionString="Server=db;Uid=app;Pwd=${s};"`),
  'Azure storage key': form(
    'settings.json',
    (d) => `${d.base64(86)}==`,
    (s) =>
      `"storage": "DefaultEndpointsProtocol=https;AccountName=app;AccountKey=${s};EndpointSuffix=core.windows.net"`,
  ),
  'Azure bus key': form(
    'bus.ts',
    (d) => `${d.base64(43)}=`,
    (s) => `const bus = 'Endpoint=sb://app.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${s}';`,
  ),
  'shared access signature': form(
    'links.md',
    (d) => `${d.base62(43)}%3D`,
    (s) => `https://app.blob.core.windows.net/c/f?sv=2022-11-02&sp=r&sig=${s}`,
  ),
  'AWS secret key': form(
    'deploy.sh',
    (d) => d.base64(40),
    (s) => `export AWS_SECRET_ACCESS_KEY=${s}`,
  ),
  'aws configure': form(
    'setup.sh',
    (d) => d.base62(40),
    (s) => `aws configure set aws_secret_access_key ${s}`,
  ),
  'AWS settings file': form(
    'config.ini',
    (d) => d.base64(40),
    (s) => `aws_secret_access_key = ${s}`,
  ),
  'Redis address without user': form('app.yml', plain, (s) => `redis: redis://:${s}@cache.internal:6379/0`),
  'PostgreSQL address': form('db.ts', plain, (s) => `const url = 'postgres://app:${s}@db.internal:5432/app';`),
  'MongoDB address': form(
    'db.js',
    plain,
    (s) => `mongoose.connect("mongodb+srv://app:${s}@cluster0.ab1cd.mongodb.net/app");`,
  ),
  'AMQP address': form('celery.py', plain, (s) => `broker_url = "amqp://worker:${s}@mq.internal:5672//"`),
  'SMTP address': form('mail.yml', plain, (s) => `mailer: smtps://noreply:${s}@smtp.internal.net:465`),
  'Go database source': form(
    'db.go',
    plain,
    (s) => `\tdb, err := sql.Open("mysql", "app:${s}@tcp(10.0.0.7:3306)/app")`,
  ),
  'git address': form('install.sh', plain, (s) => `git clone https://deploy:${s}@git.internal.net/app.git`),
  'query parameter': form(
    'api.ts',
    key,
    (s) => `fetch('https://api.internal.net/v1/items?limit=5&api_key=${s}&page=2');`,
  ),
  'npmrc _auth': form(
    'npmrc.txt',
    (d) => base64Of(`app:${d.plainPassword()}`),
    (s) => `//registry.internal.net/:_auth=${s}`,
  ),
  'npmrc _authToken': form(
    '.npmrc',
    (d) => d.uuid(),
    (s) => `//registry.internal.net/:_authToken=${s}`,
  ),
  'docker auth': form(
    'config.json',
    (d) => base64Of(`app:${d.plainPassword()}`),
    (s) => `{"auths": {"registry.internal.net": {"auth": "${s}"}}}`,
  ),
  'curl -u': form('check.sh', plain, (s) => `curl -s -u admin:${s} https://api.internal.net/health`),
  'curl --user': form('check.sh', plain, (s) => `curl --user "admin:${s}" https://api.internal.net/health`),
  'curl header': form('check.sh', key, (s) => `curl -H "Authorization: Bearer ${s}" https://api.internal.net/me`),
  'curl own header': form('check.sh', key, (s) => `curl -H 'X-Api-Key: ${s}' https://api.internal.net/me`),
  'sshpass -p': form('deploy.sh', plain, (s) => `sshpass -p ${s} ssh app@10.0.0.7 uptime`),
  'sshpass -p quoted': form('deploy.sh', password, (s) => `sshpass -p '${s}' scp out.tgz app@10.0.0.7:`),
  'mysql -p': form('dump.sh', plain, (s) => `mysqldump -h db -u root -p${s} app > app.sql.out`),
  'option with space': form('run.sh', plain, (s) => `./server --db-password ${s} --port 8080`),
  'option with equals': form('run.sh', plain, (s) => `./server --password=${s} --port 8080`),
  'docker login': form('push.sh', plain, (s) => `docker login -u app -p ${s} registry.internal.net`),
  'PGPASSWORD before a command': form('dump.sh', plain, (s) => `PGPASSWORD=${s} psql -h db -U app -c 'select 1'`),
  'shell export': form('setup.sh', plain, (s, d) => `export ${d.of(envNames)}=${s}`),
  'shell export quoted': form('setup.sh', password, (s, d) => `export ${d.of(envNames)}='${s}'`),
  'shell default': form('setup.sh', plain, (s, d) => `: "\${${d.of(envNames)}:=${s}}"`),
  'Dockerfile ENV with equals': form('Dockerfile', plain, (s, d) => `ENV ${d.of(envNames)}=${s}`),
  'Dockerfile ENV with space': form('Dockerfile', plain, (s, d) => `ENV ${d.of(envNames)} ${s}`),
  'Dockerfile ARG': form('Dockerfile', key, (s, d) => `ARG ${d.of(keyNames)}=${s}`),
  'compose list item': form('docker-compose.yml', plain, (s, d) => `      - ${d.of(envNames)}=${s}`),
  'compose mapping': form('docker-compose.yml', plain, (s, d) => `      ${d.of(envNames)}: ${s}`),
  'compose default': form('docker-compose.yml', plain, (s, d) => `      MYSQL: \${${d.of(envNames)}:-${s}}`),
  'YAML quoted': form('values.yaml', password, (s) => `  adminPassword: "${s}"`),
  'YAML with a comment': form('values.yaml', plain, (s) => `  password: ${s} # change after the first login`),
  'YAML block': form('values.yaml', key, (s) => `  clientSecret: |\n    ${s}`),
  'YAML flow': form('values.yaml', plain, (s) => `auth: {username: app, password: ${s}}`),
  'Kubernetes environment': form(
    'deployment.yaml',
    plain,
    (s, d) => `        - name: ${d.of(envNames)}\n          value: ${s}`,
  ),
  'Kubernetes secret': form(
    'manifest.yaml',
    (d) => base64Of(`${d.plainPassword()}-${d.plainPassword()}`),
    (s) => `kind: Secret\ndata:\n  password: ${s}`,
  ),
  'JSON password': form('config.json', password, (s) => `  "smtpPassword": "${s}",`),
  'JSON name and value': form('task.json', key, (s, d) => `  {"name": "${d.of(keyNames)}", "value": "${s}"},`),
  'JSON within a string': form('test.ts', key, (s) => `const body = "{\\"client_secret\\": \\"${s}\\"}";`),
  'XML element': form('settings.xml', plain, (s) => `    <password>${s}</password>`),
  'XML attribute': form('context.xml', plain, (s) => `<Resource name="jdbc/app" username="app" password="${s}" />`),
  'XML key and value': form('web.config', plain, (s) => `    <add key="SmtpPassword" value="${s}" />`),
  'Spring property': form('beans.xml', plain, (s) => `    <property name="password" value="${s}"/>`),
  'Android string': form('strings.xml', key, (s) => `    <string name="maps_api_key">${s}</string>`),
  'property list': form('Info.plist', key, (s) => `\t<key>ClientSecret</key>\n\t<string>${s}</string>`),
  'INI with spaces': form('my.cnf', plain, (s) => `password = ${s}`),
  'INI with a comment': form('app.ini', plain, (s) => `password = ${s} ; set by ops`),
  TOML: form('config.toml', password, (s) => `db_password = "${s}"`),
  'TOML with a comment': form('config.toml', key, (s) => `api_token = "${s}" # prod`),
  'Terraform variable': form(
    'main.tf',
    password,
    (s) => `variable "db_password" {\n  type    = string\n  default = "${s}"\n}`,
  ),
  'Terraform argument': form('main.tf', password, (s) => `  master_password = "${s}"`),
  'SQL user': form('init.sql', plain, (s) => `CREATE USER app WITH PASSWORD '${s}';`),
  'SQL identified by': form('init.sql', plain, (s) => `CREATE USER 'app'@'%' IDENTIFIED BY '${s}';`),
  'line comment': form('client.ts', plain, (s) => `// staging password: ${s}`),
  'hash comment': form('client.py', plain, (s) => `# password = ${s}`),
  'block comment': form('Client.java', key, (s) => ` * api key: ${s}`),
  'comment after code': form('client.ts', key, (s) => `const token = readToken(); // token: ${s}`),
  'prose in Markdown': form('notes.md', plain, (s) => `The admin password is ${s} for now.`),
  'Markdown table': form('notes.md', plain, (s) => `Login with user \`admin\`, password \`${s}\`.`),
  'compare with password': form('login.js', password, (s) => `if (user === 'admin' && password === '${s}') allow();`),
  'header in code': form('api.ts', key, (s) => `headers: { Authorization: \`Bearer ${s}\` },`),
  'Basic header': form(
    'api.ts',
    (d) => base64Of(`admin:${d.plainPassword()}`),
    (s) => `headers: { Authorization: 'Basic ${s}' },`,
  ),
  'HTTP file': form('requests.http', key, (s) => `Authorization: Token ${s}`),
  'private token header': form('ci.sh', key, (s) => `wget --header "PRIVATE-TOKEN: ${s}" https://git.internal.net/api`),
  'cookie secret': form('server.js', key, (s) => `app.use(session({ secret: '${s}', resave: false }));`),
  'call with a wrapper': form('sign.ts', key, (s) => `const secretKey = Buffer.from('${s}', 'hex');`),
  'Slack webhook': form(
    'notify.py',
    (d) => `services/T${d.base32(8)}/B${d.base32(10)}/${d.base62(24)}`,
    (s) => `requests.post("https://hooks.slack.com/${s}", json=body)`,
  ),
  'Sentry address': form(
    'app.ts',
    (d) => d.hex(32),
    (s) => `Sentry.init({ dsn: 'https://${s}@o12345.ingest.sentry.io/67890' });`,
  ),
  'WireGuard key': form(
    'wg0.conf',
    (d) => `${d.base64(42)}E=`,
    (s) => `PrivateKey = ${s}`,
  ),
  'WireGuard preshared key': form(
    'wg0.conf',
    (d) => `${d.base64(42)}8=`,
    (s) => `PresharedKey = ${s}`,
  ),
  'Heroku key': form(
    'ci.yml',
    (d) => d.uuid(),
    (s) => `  HEROKU_API_KEY: ${s}`,
  ),
  'Datadog key': form(
    'agent.yaml',
    (d) => d.hex(32),
    (s) => `api_key: ${s}`,
  ),
  'Twilio auth token': form(
    'sms.py',
    (d) => d.hex(32),
    (s) => `client = Client(sid, auth_token="${s}")`,
  ),
  'password hash': form(
    'seed.sql',
    (d) => `$2b$12$${d.from(`${any}./`, 53)}`,
    (s) => `INSERT INTO users VALUES (1, 'admin', '${s}');`,
  ),
  'private key in a document': form(
    'notes.md',
    pem,
    (s) => `-----BEGIN RSA ${privateWord} KEY-----\n${s}\n-----END RSA ${privateWord} KEY-----`,
  ),
  'private key in a string': form(
    'sign.js',
    (d) => pem(d).replaceAll('\n', '\\n'),
    (s) => `const key = "-----BEGIN ${privateWord} KEY-----\\n${s}\\n-----END ${privateWord} KEY-----\\n";`,
  ),
  'netrc entry': form('netrc.txt', plain, (s) => `machine git.internal.net login app password ${s}`),
  'Redis configuration': form('redis.conf', plain, (s) => `requirepass ${s}`),
  'Gradle property': form('gradle.properties', plain, (s) => `signing.password=${s}`),
  'GitHub workflow': form('.github/workflows/ci.yml', key, (s) => `          token: ${s}`),
  PowerShell: form('deploy.ps1', password, (s) => `$password = ConvertTo-SecureString "${s}" -AsPlainText -Force`),
  'Windows batch': form('run.bat', plain, (s, d) => `set ${d.of(envNames)}=${s}`),
  'Python authentication pair': form('api.py', plain, (s) => `requests.get(url, auth=('admin', '${s}'))`),
  'Go basic authentication': form('api.go', plain, (s) => `\treq.SetBasicAuth("admin", "${s}")`),
  'C# network credential': form('Mail.cs', plain, (s) => `client.Credentials = new NetworkCredential("svc", "${s}");`),
  'PHP data object': form('db.php', plain, (s) => `$db = new PDO('mysql:host=db', 'root', '${s}');`),
  'PowerShell credential': form(
    'run.ps1',
    plain,
    (s) => `New-Object PSCredential("a", (ConvertTo-SecureString "${s}" -Force))`,
  ),
  'quotes within quotes': form('build.gradle', key, (s) => `buildConfigField("String", "API_KEY", "\\"${s}\\"")`),
  'phrase of words': form(
    'wallet.ts',
    (d) => Array.from({ length: 12 }, () => d.word()).join(' '),
    (s) => `const mnemonic = '${s}';`,
  ),
  'secret made up': form('app.py', plain, (s) => `SECRET = "${s}"`),
  Kotlin: form('Api.kt', key, (s) => `    val apiKey = "${s}"`),
  Swift: form('Api.swift', key, (s) => `    let clientSecret: String = "${s}"`),
  'C macro': form('wifi.h', password, (s) => `#define WIFI_PASSWORD "${s}"`),
  'vault password in Ansible': form(
    'hosts.ini',
    plain,
    (s) => `web1 ansible_host=10.0.0.7 ansible_user=root ansible_password=${s}`,
  ),
};

const secretForms: Readonly<Record<string, Form>> = { ...writtenForms, ...servicesForms };

/** Camel-cased names of several words, as code has them. */
function nameOf(draw: Draw): string {
  return [draw.word(), draw.word(), draw.word()].map((word, at) => (at > 0 ? capitalised(word) : word)).join('');
}

const harmless =
  (path: string, textOf: (draw: Draw) => string): Form =>
  (draw) => ({ path, secret: '', text: textOf(draw) });

const harmlessForms: Readonly<Record<string, Form>> = {
  'commit hash': harmless('ci.yml', (d) => `  uses: actions/checkout@${d.hex(40)}`),
  'commit constant': harmless('build.ts', (d) => `const commit = '${d.hex(40)}';`),
  'SHA-256 sum': harmless('Formula.rb', (d) => `  sha256 "${d.hex(64)}"`),
  'MD5 sum': harmless('fetch.py', (d) => `    md5="${d.hex(32)}",`),
  'checksum file entry': harmless('sums.md', (d) => `${d.hex(64)}  release.tar.gz`),
  UUID: harmless('ids.ts', (d) => `  id: '${d.uuid()}',`),
  'project identifier': harmless('App.sln', (d) => `Project("{${d.uuid().toUpperCase()}}") = "App", "App.csproj"`),
  integrity: harmless(
    'index.html',
    (d) => `<script src="a.js" integrity="sha384-${d.base64(64)}" crossorigin="anonymous"></script>`,
  ),
  'integrity in JSON': harmless('lock.json', (d) => `      "integrity": "sha512-${d.base64(86)}=="`),
  'docker digest': harmless('Dockerfile', (d) => `FROM node:20@sha256:${d.hex(64)}`),
  'base64 image': harmless('icons.ts', (d) => `const icon = 'data:image/png;base64,iVBORw0KGgo${d.base64(120)}';`),
  'base64 font': harmless('font.css', (d) => `  src: url(data:font/woff2;base64,d09GMgABAAAA${d.base64(100)});`),
  colour: harmless('theme.css', (d) => `  color: #${d.hex(6)}; background: #${d.hex(8)};`),
  'minified name': harmless('bundle.js', (d) => `import { a as b } from './chunk-${d.base62(8)}.js';`),
  'hashed asset': harmless('index.html', (d) => `<link rel="stylesheet" href="/assets/main.${d.hex(20)}.css">`),
  'web address': harmless(
    'links.md',
    (d) => `See https://example.com/${d.word()}/${d.word()}-${d.number(999)}?page=${d.number(9)}#${d.word()}.`,
  ),
  'address with port': harmless(
    'config.ts',
    (d) => `const base = 'http://${d.word()}.internal:${3000 + d.number(6000)}/api';`,
  ),
  'mail address': harmless('authors.md', (d) => `Maintainer: ${d.word()}.${d.word()}@example.com`),
  'ethereum address': harmless('token.ts', (d) => `const contract = '0x${d.hex(40)}';`),
  'MAC address': harmless('net.md', (d) => `ether ${Array.from({ length: 6 }, () => d.hex(2)).join(':')}`),
  placeholder: harmless(
    '.config.yml',
    (d) =>
      `password: ${d.of(['changeme', 'your-password-here', 'example', '<password>', 'xxxxxxxx', 'CHANGE_ME', 'secret', 'password', '********', 'TODO'])}`,
  ),
  'placeholder in code': harmless(
    'sample.ts',
    (d) =>
      `const apiKey = '${d.of(['YOUR_API_KEY', 'your-api-key', 'test-token', 'dummy', 'xxxx-xxxx-xxxx', 'INSERT_TOKEN_HERE', 'fake-secret', 'my-secret-token'])}';`,
  ),
  'test fixture': harmless(
    'login.test.ts',
    (d) =>
      `await login({ user: 'test', password: '${d.of(['test', 'test123', 'password', 'password123', 'testpass', 'foobar', 'dummy-password', 'wrong-password'])}' });`,
  ),
  'environment reference': harmless('docker-compose.yml', (d) =>
    `      - POSTGRES_PASSWORD=\${${d.of(['PASSWORD', 'DB_PASSWORD', 'POSTGRES_PASSWORD:?missing', 'PGPASSWORD:-}', 'DB_PASS'])}}`.replace(
      '}}',
      '}',
    ),
  ),
  'shell reference': harmless(
    'run.sh',
    (d) => `export DB_PASSWORD="$${d.of(['1', 'PASSWORD', '(cat /run/secrets/db)', '{DB_PASSWORD}'])}"`,
  ),
  'workflow secret': harmless('ci.yml', (d) => `          token: \${{ secrets.${d.word().toUpperCase()}_TOKEN }}`),
  'template variable': harmless('values.yaml', (d) => `  password: {{ .Values.${d.word()}Password | quote }}`),
  'process.env': harmless('config.ts', (d) => `  password: process.env.${d.word().toUpperCase()}_PASSWORD,`),
  'process.env with an empty default': harmless(
    'config.ts',
    (d) => `const token = process.env.${d.word().toUpperCase()}_TOKEN ?? '';`,
  ),
  'os.environ': harmless('settings.py', (d) => `PASSWORD = os.environ["${d.word().toUpperCase()}_PASSWORD"]`),
  'function call': harmless('auth.ts', (d) => `const password = await ${nameOf(d)}(user, ${d.number(9)});`),
  'method call': harmless('auth.py', (d) => `token = self.${d.word()}_${d.word()}(request.headers)`),
  'member of an object': harmless('auth.ts', (d) => `this.password = options.${nameOf(d)};`),
  'type annotation': harmless(
    'auth.ts',
    (d) =>
      `function login(user: string, password: ${d.of(['string', 'Password | undefined', 'SecretString2', 'Buffer'])}): void {`,
  ),
  'Java field': harmless('User.java', (d) => `  private final ${d.of(['String', 'char[]', 'Secret2Value'])} password;`),
  translation: harmless(
    'en.json',
    (d) =>
      `  "${d.word()}.password": "${d.of(['Password:', 'Password', 'Enter your password', 'Passwort vergessen?', 'Mot de passe', 'Contraseña', '密码', 'Confirm!', 'Required'])}",`,
  ),
  'translation with escapes': harmless(
    'de.po',
    (d) => `msgid "password"\nmsgstr "${d.of(['Kennwort', 'Passwort', 'Losung'])}"`,
  ),
  'form field': harmless(
    'login.html',
    (d) =>
      `<input type="password" name="password" placeholder="${d.of(['Password', 'Your password', '••••••••'])}" id="${nameOf(d)}">`,
  ),
  label: harmless('login.html', () => `<label for="password">Password</label>`),
  selector: harmless('login.test.ts', (d) => `await page.fill('input[name="password"]', ${nameOf(d)});`),
  'regular expression': harmless(
    'check.ts',
    (d) => `const passwordPattern = /^(?=.*[A-Z])(?=.*\\d).{${8 + d.number(8)},}$/;`,
  ),
  'regular expression in a string': harmless('rules.yml', (d) => `  password: "^[A-Za-z0-9]{${8 + d.number(9)},64}$"`),
  'key of a cache': harmless('cache.ts', (d) => `const cacheKey = '${d.word()}:${d.word()}:${d.number(999)}';`),
  'token type': harmless(
    'lexer.ts',
    (d) =>
      `  token: '${d.of(['identifier', 'string2', 'keyword.control', 'comment.block', 'number.hex', 'T_STRING'])}',`,
  ),
  'token kind': harmless(
    'parser.ts',
    (d) => `if (token === '${d.of(['=>', '...', 'async', '&&=', 'EndOfFile', '}'])}') next();`,
  ),
  'tokens used': harmless(
    'usage.json',
    (d) => `  "prompt_tokens": ${1000 + d.number(90000)}, "max_tokens": ${d.number(9000)},`,
  ),
  'design token': harmless('tokens.json', (d) => `  "token": "${d.word()}-${d.number(9) * 100}",`),
  'secret name': harmless('deployment.yaml', (d) => `          secretName: ${d.word()}-${d.word()}-tls-${d.number(9)}`),
  'secret reference': harmless(
    'deployment.yaml',
    (d) => `              secretKeyRef: { name: ${d.word()}-db, key: ${d.word()}-password }`,
  ),
  'secret path': harmless('config.hcl', (d) => `password = vault("secret/data/${d.word()}/${d.word()}2")`),
  'secret resource': harmless(
    'main.tf',
    (d) => `  secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:${d.word()}-AbCdEf"`,
  ),
  'Terraform reference': harmless('main.tf', (d) => `  password = var.${d.word()}_password`),
  'password file': harmless('run.sh', (d) => `./server --password-file /run/secrets/${d.word()}_${d.word()}2`),
  'password algorithm': harmless(
    'hash.ts',
    (d) => `  passwordHashing: '${d.of(['bcrypt', 'argon2id', 'pbkdf2-sha512', 'scrypt', 'sha256'])}',`,
  ),
  autocomplete: harmless(
    'form.tsx',
    (d) => `<Input autoComplete="${d.of(['new-password', 'current-password', 'one-time-code'])}" />`,
  ),
  'public key': harmless('keys.md', (d) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${d.base64(43)} ${d.word()}@host`),
  'public key in armour': harmless(
    'keys.md',
    (d) => `-----BEGIN PUBLIC KEY-----\n${d.base64(64)}\n-----END PUBLIC KEY-----`,
  ),
  'long name': harmless(
    'service.ts',
    (d) => `export function ${nameOf(d)}${d.number(99)}Handler(${nameOf(d)}: Token): void {}`,
  ),
  'snake case name': harmless('service.py', (d) => `api_key_${d.word()} = ${d.word()}_${d.word()}_${d.number(9)}`),
  'serial number': harmless('data.ts', (d) => `  serial: '${d.base32(4)}-${d.from(figures, 4)}',`),
  version: harmless(
    'package.json',
    (d) => `    "secret-${d.word()}": "^${d.number(20)}.${d.number(20)}.${d.number(20)}",`,
  ),
  'token import': harmless(
    'index.ts',
    (d) => `import { token${d.number(9)} } from './${d.word()}/${d.word()}Tokenizer${d.number(9)}';`,
  ),
  timestamp: harmless(
    'log.md',
    (d) =>
      `expires: 20${10 + d.number(15)}-0${1 + d.number(9)}-1${d.number(9)}T1${d.number(9)}:30:00.${d.from(figures, 6)}Z`,
  ),
  'sentence about passwords': harmless(
    'guide.md',
    (d) =>
      `The password is ${d.of(['required', 'stored hashed', 'never logged', 'optional since v2', 'checked twice'])}; see ${nameOf(d)}.`,
  ),
  'comment about tokens': harmless(
    'auth.ts',
    (d) =>
      `// The token: ${d.of(['see above', 'refreshed every hour', 'optional', 'a string', 'opaque'])}; ${nameOf(d)} reads it.`,
  ),
  'empty password': harmless('config.ts', (d) => `  password: ${d.of(["''", 'null', 'undefined', "''", 'false'])},`),
  'array of fields': harmless('form.ts', (d) => `const fields = ['user', 'password', '${d.word()}', '${d.word()}2'];`),
  'format string': harmless('main.c', (d) => `printf("password: %s (%d)\\n", ${nameOf(d)}, ${d.number(9)});`),
};

/** `count` secrets, all forms in turn. */
export function plantedSecrets(seed: number, count: number): Planted[] {
  return planted(secretForms, seed, count);
}

/** `count` texts that hold no secret, all forms in turn. */
export function harmlessLookAlikes(seed: number, count: number): Planted[] {
  return planted(harmlessForms, seed, count);
}

export const secretFormCount = Object.keys(secretForms).length;

function planted(forms: Readonly<Record<string, Form>>, seed: number, count: number): Planted[] {
  const draw = new Draw(seed);
  const all = Object.entries(forms);
  return Array.from({ length: Math.ceil(count / all.length) }, () =>
    all.map(([name, form]) => ({ form: name, ...form(draw) })),
  )
    .flat()
    .slice(0, count);
}
