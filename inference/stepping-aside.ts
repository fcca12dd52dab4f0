import type { Predictor } from '@house-style/model/predictor';
import type { Scheduler } from './scheduler';

/** The same predictor, but each step waits until nobody waits for a completion. */
export function steppingAside(predictor: Predictor, scheduler: Scheduler): Predictor {
  return {
    vocabulary: predictor.vocabulary,
    contextBytes: predictor.contextBytes,
    start: () => predictor.start(),
    advance: async (contexts, tokens) => {
      await scheduler.afterCompletions();
      return predictor.advance(contexts, tokens);
    },
    read: async (context, tokens, signal) => {
      await scheduler.afterCompletions();
      return predictor.read(context, tokens, signal);
    },
  };
}
