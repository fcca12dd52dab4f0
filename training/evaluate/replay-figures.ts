import { attentionCost } from '@house-style/model/completion/attention';
import { percentiles, type Percentiles } from './percentiles';
import { countCharacters } from '@house-style/corpus/character-counts';
import type { Replay } from './replay';

/** What a replay says about a model, as `docs/metrics.md` defines each figure. */
export interface ReplayFigures {
  readonly keystrokesSaved: number;
  /** The same less what reading suggestions costs. */
  readonly netSaved: number;
  /** `keystrokesSaved` without line breaks and indentation. */
  readonly savedWithinLines: number;
  readonly completedRatio: number;
  /** Null where nothing was shown. */
  readonly acceptance: number | null;
  readonly shownPerLine: number;
  /** Suggestions for a hundred keystrokes. */
  readonly shownPer100: number;
  /** Of these, those that were not accepted. */
  readonly wrongPer100: number;
  /** Of what was shown, characters; null where nothing was. */
  readonly medianLength: number | null;
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
  const keystrokes = total((replay) => replay.keystrokes);
  const suggestions = replays.flatMap((replay) => replay.shown);
  const shown = suggestions.length;
  const accepted = suggestions.filter((suggestion) => suggestion.accepted).length;
  // The keys that accept suggestions are keystrokes already.
  const attention = suggestions.reduce((sum, suggestion) => sum + attentionCost(suggestion), 0) - accepted;
  return {
    keystrokesSaved: 1 - keystrokes / characters,
    netSaved: 1 - (keystrokes + attention) / characters,
    savedWithinLines:
      1 - total(({ withinLines }) => withinLines.keystrokes) / total(({ withinLines }) => withinLines.characters),
    completedRatio: completed / characters,
    acceptance: shown === 0 ? null : accepted / shown,
    shownPerLine: shown / total(({ lines }) => lines),
    shownPer100: (100 * shown) / keystrokes,
    wrongPer100: (100 * (shown - accepted)) / keystrokes,
    medianLength: shown === 0 ? null : percentiles(suggestions.map(({ text }) => countCharacters(text))).p50,
    meanAcceptedLength: accepted === 0 ? null : completed / accepted,
    latencyMs: percentiles(replays.flatMap(({ latencies }) => latencies)),
  };
}
