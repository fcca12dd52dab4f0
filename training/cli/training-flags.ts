/** Training options as flags of the command line, made from their definitions. */
import { Failure } from '@house-style/protocol/failure';
import { type Command, Option } from 'commander';
import * as z from 'zod';
import { allDefinitions, defaultInWords, type Definition, definitions, flagOf } from '../options/definitions';
import type { TrainingOptions } from '../options/options';
import { numberOption, parseWidths, rangedOption } from './option-values';

/** What the flags give: options, and `--layers`, which with `--hidden` makes one. */
interface TrainingFlags extends Partial<TrainingOptions> {
  layers?: number;
}

export function addTrainingOptions(command: Command): void {
  for (const [name, definition] of allDefinitions) {
    // Read together with the widths, and so beside them in the help.
    if (name === 'hidden') command.addOption(layersOption().helpGroup(definition.group));
    const { group, conflicts = [] } = definition;
    command.addOption(
      optionOf(flagOf(name), definition)
        .conflicts([...conflicts])
        .helpGroup(group),
    );
  }
}

function optionOf(flag: string, definition: Definition): Option {
  const { schema, placeholder, help } = definition;
  if (schema instanceof z.ZodBoolean) return new Option(flag, help);
  const said = defaultInWords(definition);
  const description = said === undefined ? help : `${help} (default: ${said})`;
  const flags = placeholder === undefined ? flag : `${flag} <${placeholder}>`;
  if (schema instanceof z.ZodEnum) return new Option(flags, description).choices(schema.options.map(String));
  if (schema instanceof z.ZodArray) return new Option(flags, description).argParser(parseWidths);
  return numberOption(flags, description);
}

function layersOption(): Option {
  const layers = definitions.hidden.default.length;
  return rangedOption('--layers <layers>', `(default: ${layers})`, { from: 1, to: 4, whole: true });
}

/** The options that were given, no others, so that a resumed run can compare them with its own. */
export function givenOptions(flags: TrainingFlags): Partial<TrainingOptions> {
  const all = { ...flags, hidden: widthsOf(flags) };
  return Object.fromEntries(
    allDefinitions.map(([name]) => [name, all[name]] as const).filter(([, value]) => value !== undefined),
  );
}

/** `--hidden 512 --layers 2` is `512,512`; several widths say themselves how many layers there are. */
function widthsOf({ hidden, layers }: TrainingFlags): number[] | undefined {
  if (layers === undefined || layers === hidden?.length) return hidden;
  if (hidden !== undefined && hidden.length > 1) {
    throw new Failure('usage', `--layers ${layers} does not go with the ${hidden.length} widths of --hidden.`);
  }
  const [units] = hidden ?? definitions.hidden.default;
  return new Array<number>(layers).fill(units as number);
}
