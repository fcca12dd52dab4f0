/** Whether a value that stands under a secret's name is the secret. */
import type { Strength } from './names';
import { isExample, isReference } from './placeholders';
import { looksRandom, surprise } from './surprise';

export const longestValue = 1000;
const shortestPassword = 5;
const shortestKey = 8;

/** Names of algorithms, formats and fields, which end in figures as passwords do. */
const technical =
  /^(?:utf-?\d+|sha-?\d+|md\d|base-?\d+|aes-?\d+\w*|rsa\d*|hs\d+|rs\d+|es\d+|ed\d+|x\d+|bcrypt\d?|scrypt|argon2\w*|pbkdf2\w*|oauth\d?|v\d+|http\d?|ipv\d|i18n|l10n|a11y|k8s|e2e|s3|ec2|win\d+|x?html\d?|level\d|step\d|field\d|input\d|col(?:umn)?\d|item\d|option\d|row\d|page\d|h\d|latin\d|iso-?\d+\S*|cp\d+|[\d.]+(?:px|em|rem|%|s|ms|m|h|d|k|kb|mb|gb)|\d*\.[\d.]*)$/i;

/** Whether a value under such a name is a secret. */
export function isSecretValue(value: string, strength: Strength): boolean {
  if (value.length > longestValue) return false;
  if (/\s/.test(value)) return isDrawnWithSpaces(value);
  if (isEncoded(value)) return !isExample(value);
  if (isReference(value)) return false;
  return strength === 'password' ? isPassword(value) : isKey(value);
}

/** Four words or more, as wallets and careful people have them. */
export function isPhrase(value: string): boolean {
  return /^[a-z0-9]{2,12}(?: [a-z0-9]{2,12}){3,24}$/.test(value) && !isExample(value);
}

/** Random text, as keys and tokens are. */
export function isKey(value: string): boolean {
  if (value.length < shortestKey || technical.test(value) || !/^[\x21-\x7e]+$/.test(value)) return false;
  if (isUuid(value)) return true;
  const random = isAnyRandom(value);
  if (random) return !isExample(value);
  return isSymbolRich(value) && !isExample(value);
}

/** A password is anything that is no word, name or sentence. */
function isPassword(value: string): boolean {
  if (value.length < shortestPassword || technical.test(value) || isExample(value)) return false;
  // Labels: `Password:`, `Required!`; other languages' words.
  const trimmed = value.replace(/[:?!.,…*]+$/, '');
  if (/^[\p{L}\p{M}'’-]+$/u.test(trimmed)) return isAnyRandom(trimmed);
  if (/[^\x21-\x7e]/.test(value)) return /\d/.test(value) && /[!@#$%^&*]/.test(value);
  if (/^\d+$/.test(value)) return value.length >= 6 && value.length <= 16;
  // Names and keys of several words: `new-password`, `user.password`, `LOGIN_FORM`.
  if (/^[A-Za-z]+(?:[-_.:/][A-Za-z]+)+$/.test(value)) return isAnyRandom(value);
  if (/^[a-z]+(?:-[a-z]+)+-?\d{1,2}$/.test(value)) return false;
  // Names of columns and variables: `user_2`, `passwordHash2`.
  if (/^[a-z]+(?:[_-][a-z\d]+)+$/i.test(value) && !/\d{2}/.test(value)) return isAnyRandom(value);
  if (/^[A-Za-z]+$/.test(value)) return isAnyRandom(value);
  return /[A-Za-z]/.test(value) && /[^A-Za-z]/.test(value);
}

/** Whether a value is a secret even where it could be any other argument. */
export function isDistinctPassword(value: string): boolean {
  if (isDrawnWithSpaces(value)) return true;
  if (isReference(value) || isExample(value) || technical.test(value)) return false;
  if (isKey(value)) return true;
  return value.length >= 6 && /[A-Za-z]/.test(value) && /\d/.test(value) && /^[^_.:/\s-]*$/.test(value);
}

/** Looks random as a whole, or without the padding and words that tokens carry in front. */
function isAnyRandom(value: string): boolean {
  if (looksRandom(value)) return true;
  // Of a key with a readable beginning, the longest part between separators decides.
  const longest = value.split(/[-_.:=]/).reduce((best, part) => (part.length > best.length ? part : best), '');
  return longest.length < value.length && longest.length >= 16 && looksRandom(longest);
}

/** A long key in base64, which may start like a path. */
function isEncoded(value: string): boolean {
  return value.length >= 40 && /^[A-Za-z0-9+/]+={0,2}$/.test(value) && looksRandom(value);
}

/** Letters, figures and several kinds of signs that no name has. */
function isSymbolRich(value: string): boolean {
  const signs = new Set(value.match(/[!@#$%^&*()+=?~<>{}|]/g));
  return signs.size >= 3 && value.length >= 10 && /[A-Za-z]/.test(value) && /\d/.test(value) && surprise(value) > 3;
}

/** Keys drawn from all of ASCII, the space included, as WordPress has them. */
function isDrawnWithSpaces(value: string): boolean {
  const signs = new Set(value.match(/[^\w\s.,:;'"()-]/g));
  return value.length >= 32 && signs.size >= 8 && /\d/.test(value) && !/ {3}|[^ -~]|[a-z]{6}/.test(value);
}

function isUuid(value: string): boolean {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)) return false;
  return new Set(value).size > 8;
}
