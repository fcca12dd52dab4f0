/** What the files of one code base come to. */
import type { Diagnostics } from './diagnostics';
import type { FileFigures } from './file-figures';
import { mean, median, shareOf, type Share } from './intervals';

type Checked = FileFigures & { readonly diagnostics?: Diagnostics | undefined };
type Timed = FileFigures & { readonly endsByItself: boolean; readonly seconds: number };

/** One file as it is, and as it was written anew. */
export interface Measured {
  readonly real: Checked;
  /** The nearest file with its names replaced. */
  readonly nearest: Checked;
  readonly written: Timed & Checked;
  /** Without the grammar. */
  readonly unchecked?: FileFigures;
  readonly prompted?: Timed;
  readonly before?: Timed & Checked;
}

interface OfMany {
  readonly parses: Share;
  readonly importsResolve: Share;
  readonly namesExported: Share;
  readonly twice: number;
  readonly named: Share;
  readonly endsByItself?: Share;
  readonly similarity: { readonly mean: number | null; readonly median: number | null };
  /** Characters, the median. */
  readonly longestRun: number | null;
  readonly shareInLongRuns: number | null;
  readonly charactersPerSecond?: number;
  readonly typeScript?: { readonly withoutSyntacticErrors: Share; readonly semanticErrors: number | null };
}

const kinds = ['written', 'unchecked', 'prompted', 'before', 'nearest', 'real'] as const;

export interface Summary {
  readonly files: number;
  readonly figures: Readonly<Partial<Record<(typeof kinds)[number], OfMany>>>;
  /** Files whose similarity is above that of the nearest file renamed, of those that differ. */
  readonly aboveNearest: Share;
}

export function summaryOf(measured: readonly Measured[]): Summary {
  const figures: Partial<Record<(typeof kinds)[number], OfMany>> = {};
  for (const kind of kinds) {
    const files = measured.flatMap((file): readonly (Checked & Partial<Timed>)[] => {
      const of = file[kind];
      return of === undefined ? [] : [of];
    });
    if (files.length > 0) figures[kind] = ofMany(files);
  }
  const differ = measured.filter(({ written, nearest }) => written.similarity !== nearest.similarity);
  const aboveNearest = shareOf(differ.map(({ written, nearest }) => written.similarity > nearest.similarity));
  return { files: measured.length, figures, aboveNearest };
}

function ofMany(files: readonly (Checked & Partial<Timed>)[]): OfMany {
  const seconds = files.reduce((sum, file) => sum + (file.seconds ?? 0), 0);
  const ends = files.flatMap(({ endsByItself }) => endsByItself ?? []);
  const diagnostics = files.flatMap((file) => file.diagnostics ?? []);
  const similarities = files.map(({ similarity }) => similarity);
  return {
    parses: shareOf(files.flatMap(({ parses }) => parses ?? [])),
    importsResolve: shareOf(files.flatMap(({ importsResolve }) => importsResolve)),
    namesExported: shareOf(files.flatMap(({ namesExported }) => namesExported)),
    twice: files.filter(({ twice }) => twice).length,
    named: shareOf(files.flatMap(({ named }) => named ?? [])),
    ...(ends.length > 0 && { endsByItself: shareOf(ends) }),
    similarity: { mean: mean(similarities), median: median(similarities) },
    longestRun: median(files.map(({ longestRun }) => longestRun)),
    shareInLongRuns: mean(files.map(({ shareInLongRuns }) => shareInLongRuns)),
    ...(seconds > 0 && {
      charactersPerSecond: Math.round(files.reduce((sum, { characters }) => sum + characters, 0) / seconds),
    }),
    ...(diagnostics.length > 0 && {
      typeScript: {
        withoutSyntacticErrors: shareOf(diagnostics.map(({ syntactic }) => syntactic === 0)),
        semanticErrors: mean(diagnostics.map(({ semantic }) => semantic)),
      },
    }),
  };
}

export function table(summaries: Readonly<Record<string, Summary>>): string {
  const head = [
    '| code | written by | parses | imports resolve | names exported | twice | named | ends | similarity | longest copy | in copies | chars/s |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  const rows = Object.entries(summaries).flatMap(([name, { figures }]) =>
    Object.entries(figures).map(([kind, of]) => {
      const cells = [
        name,
        kind,
        percent(of.parses),
        percent(of.importsResolve),
        percent(of.namesExported),
        `${of.twice}`,
        percent(of.named),
        of.endsByItself ? percent(of.endsByItself) : '',
        of.similarity.mean?.toFixed(3) ?? '–',
        `${of.longestRun ?? '–'}`,
        of.shareInLongRuns === null ? '–' : `${Math.round(100 * of.shareInLongRuns)} %`,
        `${of.charactersPerSecond ?? ''}`,
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  );
  const typeScript = Object.entries(summaries).flatMap(([name, { figures }]) =>
    Object.entries(figures).flatMap(([kind, { typeScript: of }]) =>
      of === undefined
        ? []
        : `${name}, ${kind}: ${percent(of.withoutSyntacticErrors)} without syntactic diagnostics, ${of.semanticErrors?.toFixed(1) ?? '–'} semantic ones a file`,
    ),
  );
  return [...head, ...rows, ...(typeScript.length > 0 ? ['', ...typeScript] : [])].join('\n');
}

function percent({ of, share, interval }: Share): string {
  if (share === null || interval === null) return '–';
  const [low, high] = interval.map((value) => Math.round(100 * value));
  return `${Math.round(100 * share)} % (${low ?? 0}–${high ?? 0}, of ${of})`;
}
