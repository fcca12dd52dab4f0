/** Passwords inside addresses, and on command lines that give user and password together. */
import type { FoundSecret } from './found-secret';
import { isExample, isReference } from './placeholders';
import { isDistinctPassword, isKey } from './values';

/** `scheme://user:password@host`; the password may hold anything but what ends an address. */
const credentialAddress = /:\/\/([^\s:@/"'`<>]{0,100}):([^\s@/"'`<>]{3,200})@([^\s:@/"'`<>?#,)]{1,200})/dg;
/** `scheme://token@host`, where a token stands in the user's place. */
const tokenAddress = /:\/\/([\w.~+=-]{16,200})@[^\s:@/"'`<>?#,)]{1,200}/dg;
/** `user:password@tcp(host)`, as Go's database drivers have it. */
const driverAddress = /(?<![\w/:])([\w.-]{1,60}):([^\s@/"'`<>:]{3,200})@(?:tcp|udp|unix)\(/dg;
const ownMachine =
  /^(?:localhost|127\.0\.0\.1|\[?::1|0\.0\.0\.0|(?:.*\.)?example(?:\.\w+)?|(?:.*\.)?(?:test|local|invalid))$/i;

/** User and password, in quotes or not, as options of commands. */
const commands: readonly RegExp[] = [
  /\b(?:curl|wget|xh)\b[^\n|;]{0,300}?\s(?:-u|--user|--proxy-user|-a|--auth|-U)[ =]?["']?[^\s:"'$]{0,100}:([^\s"']{3,200})/dg,
  /\bsshpass\b[^\n|;]{0,60}?\s-p[ ]?["']?([^\s"']{3,200})/dg,
  /\bsmbclient\b[^\n|;]{0,200}?\s(?:-U|--user)[ =]?["']?[\w.\\/-]{1,60}%([^\s"']{3,200})/dg,
  /\bsqlplus\b[^\n|;]{0,60}?\s["']?[\w.$]{1,60}\/([^\s@/"']{3,200})@/dg,
  /\bunzip\b[^\n|;]{0,100}?\s-P[ ]?["']?([^\s"'-][^\s"']{2,200})/dg,
  /\bvault[ ]login[ ](?:-[\w=-]{1,40}[ ]){0,4}["']?(?:token=)?([\w.-]{16,200})/dg,
  /\becho[ ](?:-n[ ])?["']?([^\s"'|$]{3,200})["']?[ ]*\|[^\n]{0,200}--password-stdin\b/dg,
  /\b(?:mysql|mysqldump|mysqladmin|mariadb|mongo|mongosh|mongodump|7z|zip|unrar|redis-cli|docker login|podman login|helm registry login|az login|rclone|sqlcmd|bcp|smbclient|ldapsearch|ldapadd|rabbitmqadmin|influx|cqlsh|keytool|oc login)\b[^\n|;]{0,200}?\s-(?:p(?=[^\s"'-])|p[ ]|a[ ]|P[ ]|w[ ]|pw[ ])["']?([^\s"'-][^\s"']{2,200})/dg,
  /\b(?:openssl)\b[^\n|;]{0,300}?\s-pass(?:in|out)?[ ]["']?pass:([^\s"']{3,200})/dg,
  /\bConvertTo-SecureString[ ]{1,3}(?:-String[ ]{1,3})?["']([^\s"']{3,200})["']/dg,
  /\bhtpasswd\b[^\n|;]{0,80}\s-\w*b\w*[ ][^\n|;]{0,120}?\S+[ ]+["']?([^\s"']{5,200})["']?[ ]*(?=$|[|;>&])/dgm,
  /\becho[ ]+["']?[^\s:"']{1,60}:([^\s:"']{5,200})["']?[ ]*\|[ ]*(?:sudo[ ]+)?chpasswd\b/dg,
];

/** `user:password` in base64, as registries and HTTP's basic scheme have it. */
const encodedPair =
  /(?:(?<![A-Za-z])(?:_?auth|registryauth)["']?[ \t]{0,3}[:=][ \t]{0,3}["']?|\bBasic[ \t]{1,3})([A-Za-z0-9+/]{8,500}={0,2})(?![A-Za-z0-9+/=])/dgi;
/** User and password, perhaps after other strings, as the arguments of what opens a connection. */
const argumentPair =
  /(?:\bauth|\bjwt\.(?:sign|verify|encode|decode)|\bcreate(?:Hmac|Cipheriv|Decipheriv)|\bWiFi\.begin|[\w.]{0,60}(?:[bB]asic_?[aA]uth|[cC]redentials?|[lL]ogin|[sS]ign_?[iI]n|[aA]uthenticate|PDO|mysqli|[cC]onnect(?:ion)?)\w{0,20})[ \t]{0,3}(?:=[ \t]{0,3})?\([ \t]{0,3}(?:(?:[\w.]{1,60}|["'][^"'\n]{0,200}["'])[ \t]{0,3},[ \t]{0,3}){1,3}["']([^"'\s]{5,200})["']/dg;
/** `Authorization: Bearer …` and its like, wherever they stand. */
const bearer = /\b(?:Bearer|ApiKey|GenieKey|Bot)[ \t]{1,3}([\w.~+/=-]{16,1000})/dg;

export function findInAddresses(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  const add = (indices: readonly [number, number] | undefined, kind: string): void => {
    if (indices !== undefined) found.push({ start: indices[0], end: indices[1], kind });
  };
  for (const { indices, 1: user = '', 2: password = '', 3: host = '' } of text.matchAll(credentialAddress)) {
    if (isPasswordOf(user, password, ownMachine.test(host))) add(indices?.[2], 'address');
  }
  for (const { indices, 1: token = '' } of text.matchAll(tokenAddress)) {
    if (isKey(token)) add(indices?.[1], 'address');
  }
  for (const { indices, 1: user = '', 2: password = '' } of text.matchAll(driverAddress)) {
    if (isPasswordOf(user, password, false)) add(indices?.[2], 'address');
  }
  return found;
}

export function findOnCommandLines(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const command of commands) {
    for (const { indices, 1: password = '' } of text.matchAll(command)) {
      const [start, end] = indices?.[1] ?? [0, 0];
      if (isPasswordOf('', password, false)) found.push({ start, end, kind: 'command-line' });
    }
  }
  return found;
}

export function findInHeaders(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const { indices, 1: pair = '' } of text.matchAll(encodedPair)) {
    const [start, end] = indices?.[1] ?? [0, 0];
    if (isEncodedPair(pair)) found.push({ start, end, kind: 'encoded-password' });
  }
  for (const { indices, 1: password = '' } of text.matchAll(argumentPair)) {
    const [start, end] = indices?.[1] ?? [0, 0];
    if (isDistinctPassword(password)) found.push({ start, end, kind: 'argument' });
  }
  for (const { indices, 1: token = '' } of text.matchAll(bearer)) {
    const [start, end] = indices?.[1] ?? [0, 0];
    if (isKey(token)) found.push({ start, end, kind: 'bearer-token' });
  }
  return found;
}

function isPasswordOf(user: string, password: string, isOnOwnMachine: boolean): boolean {
  if (password === user || isReference(password) || isExample(password)) return false;
  return isOnOwnMachine ? isKey(password) : password.length >= 3;
}

function isEncodedPair(encoded: string): boolean {
  const decoded = Buffer.from(encoded, 'base64').toString('latin1');
  const [, user, password] = /^([\x21-\x39\x3b-\x7e]{1,100}):([\x20-\x7e]{3,300})$/.exec(decoded) ?? [];
  if (user === undefined || password === undefined) return isKey(encoded) && encoded.length >= 20;
  return password !== user && !isExample(password);
}
