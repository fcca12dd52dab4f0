import type { TrainingEvent } from '@house-style/protocol/training-events';
import type { Log } from '../log';

/** What the log says of an event, and how loudly. */
export function eventText(event: TrainingEvent): { readonly level: keyof Log; readonly text: string } {
  switch (event.event) {
    case 'corpus': {
      const leftOut = Object.entries(event.leftOut).flatMap(([rule, count]) => (count > 0 ? [`${count} ${rule}`] : []));
      const sentences = [
        `Corpus: ${event.files} files, ${event.characters} characters, and ${event.heldOutFiles} files held out.`,
        ...(leftOut.length > 0 ? [`Left out: ${leftOut.join(', ')}.`] : []),
        ...(event.secrets.length > 0 ? [`Left out because they look like secrets: ${event.secrets.join(', ')}.`] : []),
        ...(event.secretsMasked > 0 ? [`Secrets taken out of what is learned: ${event.secretsMasked}.`] : []),
      ];
      return { level: 'info', text: sentences.join(' ') };
    }
    case 'plan': {
      const network = `Network: ${event.network}, ${event.parameters} parameters, on ${event.device} with ${event.engine}.`;
      return { level: 'info', text: [network, ...event.reasons].join(' ') };
    }
    case 'step': {
      const speed = `${Math.round(event.charactersPerSecond)} characters/s`;
      return { level: 'trace', text: `Step ${event.step}: ${event.bitsPerCharacter.toFixed(3)} bits, ${speed}.` };
    }
    case 'validation': {
      const bits =
        event.bitsPerCharacter === null ? 'nothing held out' : `${event.bitsPerCharacter.toFixed(3)} bits held out`;
      return { level: 'info', text: `Step ${event.step}: ${bits}${event.best ? ', the best so far' : ''}.` };
    }
    case 'sample':
      return { level: 'trace', text: `Step ${event.step} writes: ${JSON.stringify(event.text)}` };
    case 'checkpoint':
      return { level: 'debug', text: `Checkpoint at step ${event.step}.` };
    case 'notice':
      return { level: 'warn', text: event.message };
    case 'compared': {
      const { before, after, files, characters, better, learned = 1 } = event;
      const measured = `${before.bitsPerCharacter.toFixed(3)} bits before, ${after.bitsPerCharacter.toFixed(3)} after`;
      const kept = better ? `${100 * learned} % of what was learned is kept` : 'the network as it was is kept';
      return { level: 'info', text: `Blend over ${files} files (${characters} characters): ${measured}; ${kept}.` };
    }
    case 'done':
      return { level: 'info', text: `Trained ${event.steps} steps in ${Math.round(event.seconds)} s: ${event.model}` };
    case 'kept':
      return {
        level: 'info',
        text: event.better ? `The best weights so far are kept: ${event.model}` : 'The model that was there is better.',
      };
    case 'error':
      // To be stopped on request is no error, though it ends the run as one.
      return { level: event.code === 'interrupted' ? 'info' : 'error', text: `${event.message} (${event.code})` };
  }
}
