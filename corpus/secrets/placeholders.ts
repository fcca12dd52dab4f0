/** What stands where a secret would, and is none: examples, references to where it is kept, expressions. */

/** Words that examples and tests put in a secret's place. */
const longWords =
  'example|sample|placeholder|change[-_ ]?(?:me|this|it)|your|dummy|fake|mock|test|todo|redacted|masked|hidden|' +
  'passw(?:or)?d|secret|token|user(?:name)?|admin|root|guest|postgres|mysql|default|string|value|insert|replace|enter|' +
  'none|null|empty|undefined|invalid|wrong|correct|horse|battery|staple|lorem|ipsum|some|goes|here|demo|local|real|super|very|this|' +
  'please|fixme|passphrase|phrase|xxx+|foobar';
/** In random text these come up by chance, so they count as whole words alone. */
const shortWords = 'foo|bar|baz|any|my|api|key|pass|the|new|old|dev|not|is|a|an|to|be|in|use|qwerty';
const exampleWord = new RegExp(`${longWords}|(?<![A-Za-z])(?:${shortWords})(?![A-Za-z])`, 'gi');
/** Part of a value's letters that stand in such words. */
const mostInExamples = 0.6;

const counted = /0123|1234|2345|4321|abcd|qwert|(.)\1{4}|\*\*\*|\.\.\.|…|x{4}/i;

/** Whether a value is one that examples use; `value` is not random text. */
export function isExample(value: string): boolean {
  if (counted.test(value) && value.length < 40) return true;
  const letters = value.replace(/[^A-Za-z]/g, '').length;
  let inWords = 0;
  for (const [word] of value.matchAll(exampleWord)) inWords += word.length;
  return letters > 0 && inWords >= mostInExamples * letters;
}

/** `${NAME}`, `{{ name }}`, `<password>`, `%NAME%`, `$(command)`, `#{name}`, `@name@`, `:name`, `!vault`, `ENC[…]`. */
const substitution =
  /\$\{|\$\(|\{\{|\{%|<%|#\{|^\$[A-Za-z_(]|^\$\d|^<.*>$|^%[\w.-]+%$|^%\(|^%[sdvq]$|^@[\w.-]+@$|^@?\{[\w.:$ -]*\}|^:[a-z_]+$|^!(?:vault|secret|Ref|Sub|GetAtt|reference|env|include|Import)\w*|^--?[a-z]|^ENC[[(]|^\[[\w .-]+\]$|^\{\w*\}/;
/** Where it is kept, by scheme or path. */
const place =
  /^(?:arn|vault|op|env|file|ref|keyring|secret|ssm|gcp|aws|azure|kms|https?|wss?|data|urn|sha\d+|md5|[a-z]+\+?[a-z]*):|^(?:\.{0,2}|~|[A-Za-z]:)[\\/]|^projects\/|\/secrets?\//;
const fileName =
  /^[\w./-]+\.(?:[cm]?[jt]sx?|json|ya?ml|txt|pem|key|crt|env|html?|css|scss|md|py|go|rb|java|php|png|svg|jpe?g|toml|ini|conf|lock)$/i;
/** `process.env.NAME`, `config.password`, `read(name)`, `list[0]`, `&name`, `*name`. */
const expression =
  /^(?:process|os|config|cfg|settings|options|opts|env|self|this|props|state|args|params|req|request|ctx|context|data|user|account|credentials|secrets?|vars?|local|module|each|github|ENV|System|Environment|import)\b[.[(]|^[\w$.:>-]*[A-Za-z_$]\w*(?:\(|\[(?!\w*$))|^[&*][A-Za-z_]|^[\w$]+(?:(?:\.|->|::)[A-Za-z_$][\w$]*)+\(?/;
/** Regular expressions and formats. */
const pattern = /\\[dwsbDWS]|\[[a-zA-Z0-9]-[a-zA-Z0-9]|\(\?[:=!<]|\][*+?]|\{\d+,\d*\}|^\^|\\\\/;

/** Whether a value says where a secret comes from, or what it looks like, rather than being one. */
export function isReference(value: string): boolean {
  return substitution.test(value) || place.test(value) || fileName.test(value) || pattern.test(value);
}

/** Whether what stands without quotes in code is an expression. */
export function isExpression(value: string): boolean {
  return expression.test(value);
}
