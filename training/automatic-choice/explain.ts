import { type Candidate, widthOf } from './candidates';
import type { Assessment, Choice } from './choose';
import { epochsOf } from './expected-bits';

/** Why a candidate was chosen, one plain sentence each. */
export function reasonsFor({ best, assessments }: Choice, minutes: number, characters: number): string[] {
  const timed = assessments.filter((assessment) => assessment.timed);
  const smaller = bestAmong(assessments, (units) => units < widthOf(best.candidate));
  const larger = bestAmong(assessments, (units) => units > widthOf(best.candidate));
  const passes = epochsOf({ ...best.candidate, characters, updates: best.updates, units: 0 });
  return [
    `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} and ${characters.toLocaleString('en')} characters: ` +
      `${nameOf(best.candidate)} is expected to reach ${best.expectedBits.toFixed(2)} bits per character.`,
    `A step of it takes ${milliseconds(best.secondsAStep)} here, which makes some ` +
      `${best.updates.toLocaleString('en')} updates and ${passes.toFixed(1)} passes over the code.`,
    ...[smaller, larger].flatMap((other) =>
      other === undefined
        ? []
        : [
            `${nameOf(other.candidate)} would come to ${other.expectedBits.toFixed(2)} with ` +
              `${other.updates.toLocaleString('en')} updates.`,
          ],
    ),
    `Timed: ${timed.map(({ candidate, secondsAStep }) => `${nameOf(candidate)} ${milliseconds(secondsAStep)}`).join('; ')}.`,
  ];
}

function bestAmong(assessments: readonly Assessment[], wanted: (units: number) => boolean): Assessment | undefined {
  return assessments.find(({ candidate }) => wanted(widthOf(candidate)));
}

/** As `1×512, batch 32, window 64`. */
export function nameOf({ hidden, batch, window }: Candidate): string {
  const same = hidden.every((units) => units === hidden[0]);
  return `${same ? `${hidden.length}×${hidden[0] ?? 0}` : hidden.join('+')}, batch ${batch}, window ${window}`;
}

function milliseconds(seconds: number): string {
  return `${(1000 * seconds).toFixed(seconds < 0.1 ? 1 : 0)} ms`;
}
