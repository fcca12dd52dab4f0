import { percentiles, type Percentiles } from './percentiles';
import type { Replay } from './replay';

/** What a replay says about a model, as `docs/metrics.md` defines each figure. */
export interface ReplayFigures {
  readonly keystrokesSaved: number;
  /** The same without line breaks and indentation. */
  readonly savedWithinLines: number;
  readonly completedRatio: number;
  /** Null where nothing was shown. */
  readonly acceptance: number | null;
  readonly shownPerLine: number;
  /** Characters; null where nothing was accepted. */
  readonly meanAcceptedLength: number | null;
  /** Milliseconds. */
  readonly latencyMs: Percentiles;
}

/** @param replays of files, at least one character in all. */
export function replayFigures(replays: readonly Replay[]): ReplayFigures {
  const total = (count: (replay: Replay) => number): number => replays.reduce((sum, replay) => sum + count(replay), 0);
  const characters = total((replay) => replay.characters);
  const completed = total((replay) => replay.completed);
  const shown = total((replay) => replay.shown.length);
  const accepted = total((replay) => replay.shown.filter((suggestion) => suggestion.accepted).length);
  return {
    keystrokesSaved: 1 - total(({ keystrokes }) => keystrokes) / characters,
    savedWithinLines:
      1 - total(({ withinLines }) => withinLines.keystrokes) / total(({ withinLines }) => withinLines.characters),
    completedRatio: completed / characters,
    acceptance: shown === 0 ? null : accepted / shown,
    shownPerLine: shown / total(({ lines }) => lines),
    meanAcceptedLength: accepted === 0 ? null : completed / accepted,
    latencyMs: percentiles(replays.flatMap(({ latencies }) => latencies)),
  };
}
