/** A text coloured by a unit's activation, for terminals with colours and without. */
import { activationColour } from '@house-style/protocol/activation-colour';
import { controlsWrittenOut } from '@house-style/protocol/control-characters';

/** Steps from nothing to the strongest: more cannot be told apart behind letters. */
const steps = 4;
/** Without colours, a sign below each character: the stronger the fuller. */
const signs = { negative: [' ', '-', '=', '≡', '█'], positive: [' ', '+', '‡', '#', '▓'] } as const;

/** Whether whoever reads standard output sees colours (https://no-color.org, https://force-color.org). */
export function wantsColour(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if ((environment['NO_COLOR'] ?? '') !== '') return false;
  return isTerminal || (environment['FORCE_COLOR'] ?? '') !== '';
}

/**
 * @param shares of the strongest activation, −1 to 1, one for each character.
 * @returns lines: blue where negative and orange where positive, or with a line of signs below each.
 */
export function colouredText(characters: readonly string[], shares: Float32Array, colour: boolean): string {
  let [text, line, below] = ['', '', ''];
  const endLine = (): void => {
    text += colour || below.trim() === '' ? `${line}\n` : `${line}\n${below.trimEnd()}\n`;
    [line, below] = ['', ''];
  };
  for (const [at, character] of characters.entries()) {
    const step = Math.round((shares[at] as number) * steps);
    const shown =
      character === '\n' ? (colour && step !== 0 ? '⏎' : '') : character === '\t' ? '→' : controlsWrittenOut(character);
    line += colour && shown !== '' ? painted(shown, step) : shown;
    below += signOf(step).repeat(Array.from(shown).length);
    if (character === '\n') endLine();
  }
  if (line !== '') endLine();
  return text;
}

function painted(shown: string, step: number): string {
  if (step === 0) return shown;
  const [red, green, blue] = activationColour(step / steps);
  // White on the full blue, black on all that is lighter: with contrast, whatever the terminal's own colours are.
  const ink = step === -steps ? '97' : '30';
  return `\u001b[${ink};48;2;${red};${green};${blue}m${shown}\u001b[0m`;
}

function signOf(step: number): string {
  return (step < 0 ? signs.negative : signs.positive)[Math.abs(step)] ?? ' ';
}
