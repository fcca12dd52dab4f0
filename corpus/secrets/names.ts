/** Names under which secrets are kept. */

/** What a value under a name must be like to be taken for a secret: any password, or random text. */
export type Strength = 'password' | 'key';

export interface SecretName {
  readonly strength: Strength;
  /** Whether its value may be a sentence. */
  readonly isPhrase: boolean;
  /** Offsets of the whole name. */
  readonly start: number;
  readonly end: number;
}

/** Words in names, in lower case without separators between them. */
const passwordWord =
  /passw(?:or)?d|passwrd|passphrase|passcode|pwd|requirepass|identified[ \t]{1,3}by|(?<![a-z])psk(?![a-z])|(?<![A-Za-z])pass(?![a-z])|(?<=[a-z])Pass(?![a-z])|(?<![A-Za-z])pw(?![A-Za-z])|(?<=[a-z])P[wW](?![a-z])|(?<=bind|root)pw(?![a-z])|contrase(?:n|ñ)a|kennwort|passwort|mot[ _]?de[ _]?passe/;
const keyWord =
  /secret|token|credential|bearer|authorization|api[-_. ]?key|(?:access|auth|logged[-_]in|nonce|private|secret|account|shared|master|encrypt(?:ion)?|crypt|cipher|sign(?:ing|ature)?|session|consumer|app(?:lication)?|client|service|licen[cs]e|webhook|storage|subscription|deploy|ssh|admin|root|host|write|rest|integration|primary|secondary|preshared|pre[-_ ]shared|symmetric|hmac|jwt|aes|integration|ingest|routing|x|server)[-_. ]?key|(?<![A-Za-z])_?auth(?![A-Za-z])|(?<=[a-z])Auth(?![a-z])|session[-_]?id|(?<![a-z])(?:hmac|salt|dsn|jwt|sas|otp|sig|pat|cookie|sid|mfa|totp)(?![a-z])|signature|mnemonic|(?<=[a-z])(?:Salt|Jwt|Cookie)(?![a-z])|webhook[-_]?(?:url|uri)?/;
export const nameWord = new RegExp(`(${passwordWord.source})|${keyWord.source}`, 'gi');

/** Names that go on like this name something about a secret. */
const aboutIt =
  /^s?[-_. ]?(?:field|label|hint|placeholder|input|policy|rule|length|len|min|max|size|reset|forgot|url(?!.*key)|uri|link|path|file|dir|type|kind|name|count|limit|index|idx|pattern|regex|format|schema|class|style|icon|title|text|message|msg|error|errors|valid\w*|required|confirm\w*|strength|manager|provider|service|store|storage|cache|list|map|set|expir\w*|ttl|lifetime|age|issuer|audience|scope|endpoint|header|prefix|suffix|version|arn|ref\w*|alg\w*|hash(?:er|ing|_?alg\w*)|encoder|izer|ize|ized|izes|ization|s?_used|id|ids|kid|usage|rotation|check\w*|mode|page|form|screen|view|route|column|attr\w*|prop\w*|param\w*|var|variable|event|handler|callback|fn|func\w*|method|enabled?|disabled?|visible|visibility|toggle|show\w*|position|pos|start|end|offset|stream|source|sources|span|range|value_?type|kind)(?![a-z])/i;

const phrase = /passphrase|mnemonic|seed[-_ ]?phrase/i;

const isNamePart = /[\w$.-]/;
/** Longest part of a name on either side of its word. */
const longestPart = 60;

/** The name around a word of it, or undefined where it is not a secret's. */
export function nameAt(text: string, wordStart: number, wordEnd: number, strength: Strength): SecretName | undefined {
  let start = wordStart;
  while (start > 0 && wordStart - start < longestPart && isNamePart.test(text.charAt(start - 1))) start--;
  let end = wordEnd;
  while (end < text.length && end - wordEnd < longestPart && /[\w$-]/.test(text.charAt(end))) end++;
  // A hyphen or dot before an operator belongs to what follows: `${PASSWORD:-default}`.
  while (end > wordEnd && text[end - 1] === '-') end--;
  if (aboutIt.test(text.slice(wordEnd, end))) return undefined;
  const before = text.slice(start, wordStart);
  if (
    /(?:no|without|is|has|needs|with|show|hide|forgot|reset|public|publishable|csrf[-_]?|xsrf[-_]?)[-_.]?$/i.test(
      before,
    ) &&
    strength === 'key'
  )
    return undefined;
  const name = text.slice(start, end);
  // Who sets a secret by hand makes it up as a password.
  const isSecret = /secret$/i.test(name);
  return { strength: isSecret ? 'password' : strength, isPhrase: phrase.test(name), start, end };
}
