import { Failure } from '@house-style/protocol/failure';
import { Option } from 'commander';
import type { z } from 'zod';

/** Far more than the options that the schema allows take. */
const maximumBytes = 8 * 1024 * 1024;

/**
 * For programs that start this one: what they were told by others (paths, patterns, settings) is no word of the command
 * line, where it could be taken for an option.
 */
export function optionsFromStdin(): Option {
  return new Option('--options-from-stdin', 'take folder and options as one JSON object from standard input');
}

/** @throws Failure `usage` where standard input holds anything else than what the schema says. */
export async function readOptions<Schema extends z.ZodType>(
  schema: Schema,
  input: AsyncIterable<Uint8Array> = process.stdin,
): Promise<z.infer<Schema>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of input) {
    length += piece.length;
    if (length > maximumBytes) throw new Failure('usage', 'Standard input holds too much to be options.');
    pieces.push(piece);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch (cause) {
    throw new Failure('usage', 'Standard input must hold the options as one JSON object.', { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] as z.core.$ZodIssue;
  throw new Failure('usage', `The options on standard input are refused: ${path.join('.') || 'they'}: ${message}.`, {
    cause: parsed.error,
  });
}
