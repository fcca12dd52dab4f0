import path from 'node:path';
import { format } from 'prettier';
import * as z from 'zod';
import {
  allDefinitions,
  defaultInWords,
  type Definition,
  flagOf,
  optimisers,
} from '@house-style/training/options/definitions';

export const published = path.resolve(import.meta.dirname, '../../docs/training-options.md');

/** `docs/training-options.md`, made from the options' definitions. */
export async function optionsPage(): Promise<string> {
  const chosen = allDefinitions.filter(([, { isChosen }]) => isChosen).map(([name]) => `\`${flagOf(name)}\``);
  const rows = allDefinitions.flatMap(([name, definition]) =>
    cellsOf(definition).map(
      ([value, source], row) => `| ${row === 0 ? `\`${flagOf(name)}\`` : ''} | ${value} | ${source} |`,
    ),
  );
  const page = `<!-- Written by \`npm run options-page\` from training/options/definitions.ts. -->

# Where the defaults come from

\`housestyle train --help\` lists the options; each default and its source. "Tuned" means for a run of ten
minutes on RxJS (\`docs/benchmarks.md\`); where a run is limited in time, ${chosen.slice(0, -1).join(', ')} and
${chosen.at(-1)} are chosen for it (\`docs/automatic-choice.md\`) and the values here are those of runs of so many epochs.

| option | default | where it comes from |
| --- | --- | --- |
${rows.join('\n')}
`;
  return format(page, { parser: 'markdown', printWidth: 120 });
}

/** The default and where it comes from, once or for each optimiser. */
function cellsOf(definition: Definition): (readonly [value: string, source: string])[] {
  if (!('defaults' in definition)) return [[valueOf(definition), definition.source]];
  const { defaults, source } = definition;
  if (typeof source === 'string') return [[valueOf(definition), source]];
  return optimisers.map((kind) => [`${String(defaults[kind])} with ${kind}`, source[kind]]);
}

/** The value itself, also where others are chosen for most runs. */
function valueOf(definition: Definition): string {
  const said = defaultInWords(definition, false) ?? 'none';
  const fixed = definition.withFixedContext;
  if (definition.schema instanceof z.ZodEnum) return `\`${said}\``;
  return fixed === undefined ? said : `${said}; ${String(fixed)} with a fixed context`;
}
