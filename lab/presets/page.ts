import type { FigureRun } from './figure-runs';
import { figureRuns } from './figure-runs';
import type { Figures } from './figures';
import type { Preset } from '@house-style/training/options/preset';
import { presets } from '@house-style/training/options/presets';

/** The page `docs/presets.md`, from whatever figures there are. */
export function presetsPage(figures: readonly Figures[]): string {
  return [introduction, table(figures), ...presets.map((preset) => section(preset, figures))].join('\n\n');
}

const introduction = `<!-- Written by \`npm run presets\`; change \`lab/presets\` and run it again. -->

# Presets

Published set-ups, each repeated by one command:

\`\`\`sh
npx housestyle presets                                     # lists them
npx housestyle train TEXT --out model.onnx --preset NAME   # trains one
npx housestyle evaluate model.onnx TEXT
npx housestyle generate model.onnx --path NAME-OF-THE-TEXT --temperature 0.7
\`\`\`

\`TEXT\` is a file where the preset holds out a text’s last tenth (\`--split tail\`, nanoGPT’s split: the first 90 % of the
characters are trained on), else a folder, of which whole files are held out. Any option that is given goes before the
preset’s.

The figures below are of real trainings, which this command runs again and writes here:

\`\`\`sh
npm run presets -- --plays tinyshakespeare.txt --novel persuasion.txt --novels austen --code node_modules/rxjs/src
\`\`\`

The texts: tinyshakespeare, 1,115,394 characters of Shakespeare’s plays, comes with char-rnn and nanoGPT; the six novels of
Jane Austen come with R’s package janeaustenr (Debian: \`r-cran-janeaustenr\`), from which
\`Rscript -e 'writeLines(janeaustenr::persuasion, "persuasion.txt")'\` writes one; the code is that of RxJS, a
development dependency here.

They were trained on one or two cores of an AMD EPYC that others used at the same time, with low priority: **times say
how long it took there, not how fast it is** (\`docs/benchmarks.md\` has speeds). Where the published length would have
taken hours, a run is shorter, often with smaller batches so that it still makes a few hundred updates: the table says how
long it was, and what was given stands with each run. Its figures then show what came of so many updates and no more: they
say little of what the set-up can do, and nothing of one set-up against another that was trained for longer.

_Bits_ are bits per character over what is held out (of several texts, those that hold the first 150,000
characters), each text read once from its start with the state carried all the way; _nats_ is the same figure in the unit
of nanoGPT’s and char-rnn’s logs (bits · ln 2); _cold_ is nanoGPT’s way: nats over random windows of 256 characters, each
from an empty state.`;

function table(figures: readonly Figures[]): string {
  const rows = figures.map((one) => {
    const { run, text, given, parameters, epochs, steps, seconds, bitsPerCharacter: bits, coldWindows } = one;
    const length = 'epochs' in given ? `${decimal(epochs, 2)} (shorter)` : decimal(epochs, 2);
    return [
      ...[`[${run}](#${presetOf(one)})`, text, count(parameters), length, count(steps), duration(seconds)],
      ...[decimal(bits, 3), decimal(bits === null ? null : bits * Math.LN2, 3), decimal(coldWindows?.nats ?? null, 3)],
    ];
  });
  const head = ['run', 'text', 'parameters', 'epochs', 'updates', 'time', 'bits', 'nats', 'cold'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function section(preset: Preset, figures: readonly Figures[]): string {
  const options = Object.entries(preset.options).map(([name, value]) => `${name} ${String(value)}`);
  const runs = figureRuns.filter((run) => run.preset === preset.name);
  return [
    `## ${preset.name}`,
    `${preset.title}. ${preset.source}`,
    `Options: ${options.join(' · ')}.`,
    ...runs.map((run) =>
      outcome(
        run,
        figures.find((one) => one.run === run.name),
      ),
    ),
  ].join('\n\n');
}

function outcome(run: FigureRun, figures: Figures | undefined): string {
  if (figures === undefined) return `**${run.name}**: not run here yet.`;
  const { network, text, bitsPerCharacter: bits, coldWindows, unit, sample, characters, heldOutCharacters } = figures;
  const given = Object.entries(figures.given).map(([name, value]) => `${name} ${String(value)}`);
  const cold =
    coldWindows && `; cold windows ${decimal(coldWindows.nats, 3)} nats (${count(coldWindows.windows)} windows)`;
  return [
    `**${run.name}** on ${text}${given.length > 0 ? `, with ${given.join(', ')}` : ''}: ${network}; ` +
      `${count(characters)} characters to learn from, ${count(heldOutCharacters)} held out; ${count(figures.steps)} ` +
      `updates, ${decimal(figures.epochs, 2)} epochs, ${duration(figures.seconds)}. **${decimal(bits, 3)} bits** ` +
      `= ${decimal(bits === null ? null : bits * Math.LN2, 3)} nats a character${cold ?? ''}.`,
    ...(unit
      ? [
          `Of its units, ${unit.unit} follows the depth of nesting best: correlation **${decimal(unit.correlation, 3)}** ` +
            `over ${count(unit.characters)} characters of the language that it has never seen.`,
          `![The unit and the depth](presets/${run.name}-unit.svg)`,
        ]
      : []),
    `![Training curve](presets/${run.name}.svg)`,
    `A sample at temperature ${sample.temperature}:`,
    fenced(sample.text),
  ].join('\n\n');
}

function presetOf({ preset }: Figures): string {
  return preset;
}

/** As a code block whose fence no line of the text can end. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.replace(/\s+$/, '')}\n${fence}`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function decimal(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits);
}

function duration(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.round(seconds % 60)];
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}
