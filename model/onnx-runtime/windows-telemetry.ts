/**
 * The telemetry of ONNX Runtime's library for Windows, taken out of it. It sends nothing itself: it hands events to
 * Windows, as a tracing provider that belongs to the group from which Windows' diagnostic service collects. No variable
 * turns that off, and the Node binding has no call for it. So the copy that House Style loads leaves the group and the
 * name under which it is known: two identifiers become others that nobody listens to. All else stays as it was, but for
 * the signature, which no longer holds and is dropped. DirectML's library is such a provider too; its licence does not
 * let it be changed, so it is left out.
 *
 * Sources: TraceLoggingProvider.h in the Windows SDK, for how a provider describes itself; the PE format,
 * https://learn.microsoft.com/windows/win32/debug/pe-format.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** {4f50731a-89cf-4782-b3e0-dce8c90476ba}, the provider group of Microsoft's telemetry, as it lies in memory. */
const telemetryGroup = Buffer.from('1a73504fcf898247b3e0dce8c90476ba', 'hex');
/** Drawn by chance; a group and a provider of these names exist nowhere. */
const nobodysGroup = Buffer.from('5be1d4c9a2174f3e8d60b97a14c8f205', 'hex');
const nobodysProvider = Buffer.from('c07a93e51d2b4846916ef4280bd37c5a', 'hex');

const guidLength = 16;
/** A trait of a provider is its own size, its type and its value. */
const groupTrait = Buffer.from([guidLength + 3, 0, 1]);
/** First byte of what a provider says of itself. */
const providerType = 4;
const longestDescription = 256;

const marker = 'telemetry-removed.txt';

/** Whether the libraries in a folder have been through {@link removeTelemetryIn}. */
export function isMarkedWithoutTelemetry(folder: string): boolean {
  return existsSync(path.join(folder, marker));
}

/**
 * Takes the telemetry out of the libraries in a folder, and marks it. Twice is as good as once.
 *
 * @throws if a library is not as expected; the folder is then not marked.
 */
export async function removeTelemetryIn(folder: string): Promise<void> {
  // Loaded for its device alone, which House Style does not offer.
  await rm(path.join(folder, 'DirectML.dll'), { force: true });
  await replace(path.join(folder, 'onnxruntime.dll'), withoutTelemetry);
  for (const name of await readdir(folder)) {
    // A later version may bring another.
    if ((await readFile(path.join(folder, name))).includes(telemetryGroup)) throw new Error(`${name} has telemetry.`);
  }
  await writeFile(path.join(folder, marker), 'House Style took the telemetry out of onnxruntime.dll.\n');
}

/** Not by writing into it, for another folder may hold the same file by a link. */
async function replace(file: string, change: (before: Buffer) => Buffer): Promise<void> {
  await writeFile(`${file}.new`, change(await readFile(file)));
  await rename(`${file}.new`, file);
}

/**
 * A library without membership in the group of Microsoft's telemetry; itself where it has none.
 *
 * @throws if what holds the group's identifier is no description of a provider.
 */
export function withoutTelemetry(library: Buffer): Buffer {
  let at = library.indexOf(telemetryGroup);
  if (at < 0) return library;
  const changed = Buffer.from(library);
  for (; at >= 0; at = changed.indexOf(telemetryGroup, at)) {
    nobodysProvider.copy(changed, providerOf(changed, at));
    nobodysGroup.copy(changed, at);
  }
  return withoutSignature(changed);
}

/** Where the identifier of a provider lies, given where that of its group does. */
function providerOf(library: Buffer, group: number): number {
  if (library.subarray(group - groupTrait.length, group).equals(groupTrait)) {
    // Type, identifier, then the size of all that follows, itself included, up to the last trait.
    for (let size = group - groupTrait.length; size > group - longestDescription; size--) {
      const provider = size - guidLength;
      const ends = size + library.readUInt16LE(size);
      if (ends === group + guidLength && library[provider - 1] === providerType) return provider;
    }
  }
  throw new Error(`The telemetry group is named at ${String(group)}, where no provider describes itself.`);
}

/** A signature stands behind everything else; the headers say where. */
function withoutSignature(library: Buffer): Buffer {
  const header = library.readUInt32LE(0x3c);
  const optional = header + 24;
  if (library.toString('latin1', header, header + 4) !== 'PE\0\0' || library.readUInt16LE(optional) !== 0x20b) {
    throw new Error('It is no 64-bit library for Windows.');
  }
  const checksum = optional + 64;
  const signature = optional + 144;
  const [from, length] = [library.readUInt32LE(signature), library.readUInt32LE(signature + 4)];
  if (from > 0 && from + length !== library.length) throw new Error('Something stands behind the signature.');
  library.fill(0, checksum, checksum + 4);
  library.fill(0, signature, signature + 8);
  return from > 0 ? library.subarray(0, from) : library;
}
