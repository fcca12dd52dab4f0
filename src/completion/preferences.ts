import { acceptances, defaultAcceptance } from '@house-style/protocol/settings';
import type { CompletionPreferences } from '@house-style/protocol/inference-messages';

/**
 * What the settings say of suggestions. Settings are written by hand: what is no number is as if it were not there, and
 * what lies beyond the limits counts as the limit.
 */
export function asPreferences(acceptance: unknown, multiLine: unknown): CompletionPreferences {
  const wanted = typeof acceptance === 'number' && !Number.isNaN(acceptance) ? acceptance : defaultAcceptance;
  return {
    acceptance: Math.min(acceptances.highest, Math.max(acceptances.lowest, wanted)),
    multiLine: multiLine !== false,
  };
}
