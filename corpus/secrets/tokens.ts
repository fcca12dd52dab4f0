/** Tokens that tell themselves by a shape that their issuers publish, where secretlint has no rule or a narrower one. */

import type { FoundSecret } from './found-secret';
import { isRepetitive, looksRandom } from './surprise';

interface TokenShape {
  readonly kind: string;
  /** Global; all of a match is the secret. */
  readonly shape: RegExp;
  /** What all that has this shape starts with; empty where that differs. */
  readonly beginning: string;
}

/** Neither letter nor digit before, so that no shape starts within a word. */
const b = '(?<![A-Za-z0-9])';

const shapes: Readonly<Record<string, string>> = {
  // Letters of the shapes are as published; lengths leave room where issuers changed them.
  'adafruit-key': 'aio_[A-Za-z0-9]{28}',
  'age-key': 'AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}',
  'airtable-token': 'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}',
  'alibaba-key-id': 'LTAI[A-Za-z0-9]{12,20}',
  'anthropic-key': 'sk-ant-[a-z]{3,8}\\d{2}-[\\w-]{32,}',
  'artifactory-token': '(?:AKCp[A-Za-z0-9]{60,}|cmVmdGtu[A-Za-z0-9]{56})',
  'asana-token': '[12]/\\d{15,17}(?:/\\d{15,17})?:[a-f0-9]{32}',
  'atlassian-token': 'AT(?:ATT3|CTT3|BB)[\\w=-]{20,}',
  'aws-key-id': '(?:AKIA|ASIA|ABIA|ACCA)(?![A-Z0-9]{9}EXAMPLE)[A-Z0-9]{16}(?![A-Za-z0-9])',
  'aws-bedrock-key': 'ABSK[A-Za-z0-9+/]{100,}={0,2}',
  'azure-client-secret': '[A-Za-z0-9~_.-]{3}\\dQ~[A-Za-z0-9~_.-]{31,34}(?![A-Za-z0-9~_.-])',
  'azure-devops-token': '[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{26}',
  'bitbucket-token': 'BBDC-[A-Za-z0-9+/@_-]{40,50}',
  'brevo-key': 'xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}',
  'buildkite-token': 'bk(?:ua|aa|ct)_[A-Za-z0-9]{40}',
  'clickhouse-key': '4b1d[A-Za-z0-9]{38}(?![A-Za-z0-9])',
  'clojars-token': 'CLOJARS_[a-z0-9]{60}',
  'cloudflare-key': 'v1\\.0-[a-f0-9]{24}-[a-f0-9]{100,}',
  'cloudinary-address': 'cloudinary://\\d{10,20}:[\\w-]{20,40}@',
  'contentful-token': 'CFPAT-[\\w-]{43}',
  'databricks-token': 'dapi[a-f0-9]{32}(?:-\\d)?',
  'digitalocean-token': 'do[oprtv]_v1_[a-f0-9]{64}',
  'discord-token': '[MNO][A-Za-z0-9_-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,40}',
  'doppler-token': 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}',
  'dropbox-token': 'sl\\.[A-Za-z0-9_=-]{60,}',
  'duffel-token': 'duffel_(?:test|live)_[\\w=-]{43}',
  'dynatrace-token': 'dt0[a-z]\\d{2}\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}',
  'easypost-key': 'EZ[AT]K[a-z0-9]{54}',
  'facebook-token': 'EAA[MC][a-z0-9]{20,}',
  'figma-token': 'fig[dou][rh]?_[A-Za-z0-9_-]{40,}',
  'flutterwave-key': 'FLW(?:PUB|SEC)K(?:_TEST)?-[a-h0-9]{12,32}-X',
  'fly-token': '(?:FlyV1 )?fm[12]_[A-Za-z0-9+/]{80,}={0,2}',
  'frameio-token': 'fio-u-[\\w=-]{64}',
  'github-token': '(?:gh[opusr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})',
  'gitlab-token': '(?:gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct|wt)-[\\w.-]{20,}|GR1348941[\\w-]{20})',
  'google-key': 'AIza[\\w-]{35}(?![\\w-])',
  'google-oauth-secret': 'GOCSPX-[\\w-]{28}',
  'google-oauth-token': '(?:ya29\\.[\\w-]{20,}|1//0[\\w-]{40,})',
  'grafana-token': 'gl(?:c|sa)_[A-Za-z0-9+/_=]{32,}',
  'harness-token': '(?:pat|sat)\\.[\\w-]{22}\\.[a-f0-9]{24}\\.[A-Za-z0-9]{20}',
  'heroku-key': 'HRKU-[\\w-]{36,}',
  'hugging-face-token': '(?:hf_[A-Za-z]{34}|api_org_[A-Za-z]{34})(?![A-Za-z0-9])',
  'infracost-key': 'ico-[A-Za-z0-9]{32}',
  'intra42-secret': 's-s4t2(?:ud|af)-[a-f0-9]{64}',
  'json-web-token': 'eyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\.[\\w-]{20,}',
  'launchdarkly-key': '(?:sdk|api|mob)-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}',
  'linear-token': 'lin_(?:api|oauth)_[A-Za-z0-9]{32,}',
  'lob-key': '(?:live|test)_(?:pub_)?[a-f0-9]{35}(?![a-f0-9])',
  'mailchimp-key': '[a-f0-9]{32}-us\\d{1,2}(?![a-z0-9])',
  'mailgun-key': '(?:key-[a-f0-9]{32}|[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8})(?![a-z0-9-])',
  'mapbox-token': 'sk\\.eyJ[\\w-]{60,100}\\.[\\w-]{22}',
  'maxmind-key': '[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk',
  'mongodb-atlas-key': 'mdb_sa_(?:id|sk)_[\\w-]{24,}',
  'new-relic-key': 'NR(?:AK|II|RA|JS)-[A-Za-z0-9_-]{19,40}',
  'notion-token': '(?:ntn_[0-9]{11}[A-Za-z0-9]{35}|secret_[A-Za-z0-9]{43})(?![A-Za-z0-9])',
  'npm-token': 'npm_[A-Za-z0-9]{36}',
  'nuget-key': 'oy2[a-z0-9]{43}(?![a-z0-9])',
  'okta-token': '00[\\w-]{40}(?![\\w-])(?=["\'\\s])',
  'onepassword-token':
    '(?:ops_eyJ[A-Za-z0-9+/]{100,}={0,3}|A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5})',
  'openai-key':
    'sk-(?:(?:proj|svcacct|admin|None|or-v1)-[\\w-]{32,}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|[A-Za-z0-9]{48}|[a-f0-9]{32})(?![\\w-])',
  'packagist-token': 'packagist_[ou][ru]t_[a-f0-9]{68}',
  'perplexity-key': 'pplx-[A-Za-z0-9]{48}',
  'planetscale-token': 'pscale_(?:tkn|pw|oauth)_[\\w.=-]{32,}',
  'postman-key': 'PMA[KT]-[a-f0-9]{24}-[a-f0-9]{34}',
  'prefect-key': 'pn[ub]_[A-Za-z0-9]{36}',
  'pulumi-token': 'pul-[a-f0-9]{40}',
  'pypi-token': 'pypi-(?:AgEIcHlwaS5vcmc|AgENdGVzdC5weXBpLm9yZ)[\\w-]{50,}',
  'razorpay-key': 'rzp_(?:live|test)_[A-Za-z0-9]{14}',
  'readme-key': 'rdme_[a-z0-9]{70}',
  'replicate-token': 'r8_[A-Za-z0-9]{37,40}',
  'resend-key': 're_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}',
  'rubygems-key': 'rubygems_[a-f0-9]{48}',
  'scalingo-token': 'tk-us-[\\w-]{48}',
  'sendgrid-key': 'SG\\.[\\w-]{20,24}\\.[\\w-]{39,50}',
  'sentry-token': '(?:sntrys_eyJ[\\w+/=-]{80,}|sntryu_[a-f0-9]{64})',
  'sentry-address': '(?<=https?://)([a-f0-9]{32}(?::[a-f0-9]{32})?)(?=@[\\w.-]+/\\d)',
  'shippo-token': 'shippo_(?:live|test)_[a-f0-9]{40}',
  'shopify-token': 'shp(?:at|ca|pa|ss|ua)_[A-Fa-f0-9]{32}',
  'slack-token': '(?:xox[a-z]|xapp)-(?:[\\w.]{1,3}-)?[A-Za-z0-9-]{20,}|xoxe\\.xox[bp]-\\d-[A-Za-z0-9]{100,}',
  'slack-webhook': '(?<=hooks\\.slack\\.com/)((?:services|workflows|triggers)/[A-Za-z0-9/]{30,})',
  'square-token': '(?:sq0(?:atp|csp|idp)-[\\w-]{22,43}|EAAA[lE][\\w-]{58,60})',
  'stripe-key': '(?:[rs]k_(?:live|test|prod)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{24,})',
  'sumologic-id': 'su[A-Za-z0-9]{12}(?=["\':]\\S*[A-Za-z0-9]{64})',
  'supabase-key': 'sb(?:p_[a-f0-9]{40}|_secret_[\\w-]{20,})',
  'tailscale-key': 'tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,}-[A-Za-z0-9]{20,}',
  'teams-webhook': '(?<=\\.webhook\\.office\\.com/webhookb2/)([\\w@-]{36,80}/IncomingWebhook/[\\w/-]{40,})',
  'discord-webhook': '(?<=discord(?:app)?\\.com/api/webhooks/)(\\d{16,20}/[\\w-]{50,})',
  'telegram-token': '\\d{8,10}:AA[\\w-]{32,34}(?![\\w-])',
  'terraform-cloud-token': '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w-]{60,70}',
  'twilio-key': 'SK[a-f0-9]{32}(?![A-Za-z0-9])',
  'twitch-token': 'oauth:[a-z0-9]{30}(?![a-z0-9])',
  'typeform-token': 'tfp_[\\w.=-]{40,60}',
  'vault-token': '(?:hv[sbr]\\.[\\w-]{24,}|s\\.[A-Za-z0-9]{24}(?![A-Za-z0-9.]))',
  'vercel-token': 'vc[pikar]_[A-Za-z0-9]{20,60}',
  'yandex-key': '(?:AQVN[\\w-]{35,38}|y0_[\\w-]{50,})',
  'xai-key': 'xai-[A-Za-z0-9]{80}',
  'groq-key': 'gsk_[A-Za-z0-9]{52}',
  'docker-token': 'dckr_(?:pat|oat)_[\\w-]{27,}',
  'password-hash':
    '(?:\\$2[abxy]\\$\\d\\d\\$[./A-Za-z0-9]{53}|\\$[156y]\\$(?:rounds=\\d+\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{22,86}|\\$argon2(?:id|i|d)\\$v=\\d+\\$[a-z0-9=,]+\\$[A-Za-z0-9+/]{11,64}\\$[A-Za-z0-9+/]{22,})',
  'encoded-private-key':
    'LS0tLS1CRUdJTi(?:BQUklWQVRF|BSU0EgUFJJ|BFQyBQUklW|BPUEVOU1NI|BFTkNSWVBU|BEU0EgUFJJ)[A-Za-z0-9+/=]{40,}',
  'shared-access-signature': '(?<=[?&;](?:amp;)?sig=)([A-Za-z0-9%+/=]{40,})',
  'signed-address': '(?<=[?&](?:amp;)?X-(?:Amz|Goog)-Signature=)([a-f0-9]{64,})',
};

const tokenShapes: readonly TokenShape[] = Object.entries(shapes).map(([kind, shape]) => ({
  kind,
  shape: new RegExp(shape.startsWith('(?<=') ? shape : `${b}(?:${shape})`, 'g'),
  beginning: /^[\w-]+(?![\w{*+?-])/.exec(shape.includes('|') && !shape.includes('(') ? '' : shape)?.[0] ?? '',
}));

/** Shapes that names can have too: what has them must be random besides. */
const ambiguous = new Set([
  'alibaba-key-id',
  'discord-token',
  'dropbox-token',
  'facebook-token',
  'google-oauth-token',
  'okta-token',
  'openai-key',
  'notion-token',
  'slack-token',
  'sumologic-id',
  'vault-token',
  'vercel-token',
]);

export function findTokens(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const { kind, shape, beginning } of tokenShapes) {
    if (!text.includes(beginning)) continue;
    for (const { index, 0: token } of text.matchAll(shape)) {
      const body = token.slice(Math.max(0, token.search(/[A-Za-z0-9]{12}/)));
      if (isRepetitive(body) || /example|x{5}|placeholder|your[-_]/i.test(token)) continue;
      if (ambiguous.has(kind) && !(/\d/.test(body) && looksRandom(body))) continue;
      found.push({ start: index, end: index + token.length, kind });
    }
  }
  return found;
}
