import { defaultFrequency, frequencies, patternSchema } from '@house-style/protocol/settings';
import { InvalidArgumentError, Option } from 'commander';

/** A number as people write it: decimal, perhaps with an exponent. Which numbers make sense is checked later. */
function parseNumber(text: string): number {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
}

/** Widths of layers: `512`, or one for each layer as `1000,800`. */
export function parseWidths(text: string): number[] {
  return text.split(',').map(parseNumber);
}

export function numberOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(parseNumber);
}

export interface NumberRange {
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
}

/** An option for a number in a range, refused with a sentence where it lies outside. */
export function rangedOption(flags: string, description: string, { from, to, whole }: NumberRange): Option {
  return new Option(flags, description).argParser((text) => {
    const value = parseNumber(text);
    if (value < from || value > to) throw new InvalidArgumentError(`It must be from ${from} to ${to}.`);
    if (whole && !Number.isInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
    return value;
  });
}

/** How often suggestions come that nobody asks for. */
export function frequencyOption(description: string): Option {
  return new Option('--frequency <frequency>', description).choices(frequencies).default(defaultFrequency);
}

/** One pattern each time it is given, so that no word after it is taken for one more. */
export function excludeOption(): Option {
  return new Option(
    '--exclude <pattern>',
    'leave out files that match, as in files.exclude; may be repeated',
  ).argParser((text: string, before: readonly string[] | undefined) => {
    if (!patternSchema.safeParse(text).success) throw new InvalidArgumentError('It must have 1 to 1000 characters.');
    return [...(before ?? []), text];
  });
}

/** Whether links are followed out of the folders. */
export function linksOption(): Option {
  return new Option('--no-follow-links', 'leave out folders outside that links in the code lead to');
}
