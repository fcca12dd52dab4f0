/**
 * Best-first search over what a text may go on with: of all continuations found so far, the likeliest is always the one
 * that grows next, so that where the predictor is sure, one chain is followed, and where it hesitates, its alternatives
 * are weighed against each other.
 */
import type { Token, Vocabulary } from '../vocabulary/vocabulary';
import { Spelling } from '../vocabulary/spelling';
import type { Context, Predictor } from '../predictor';
import { isWordCharacter } from './words';

/** A continuation whose next character's distribution is known, so that a suggestion may end with it. */
export interface Continuation<C extends Context = Context> {
  /** One token shorter; undefined for the empty continuation. */
  readonly parent: Continuation<C> | undefined;
  readonly text: string;
  /** Probability that all of `text` is right: the product over its tokens. */
  readonly probability: number;
  /**
   * Characters that are typed, on average, until the first that is not as here, that one included, at most all of them:
   * the sum of the probabilities of all its beginnings, the empty one included and itself left out.
   */
  readonly expectedTyped: number;
  /** Probability that the next character does not go on with the word that the text ends in; 1 where it ends in none. */
  readonly wordEnds: number;
  /** Probability that the line ends here. */
  readonly lineEnds: number;
  /** Whether a character is spelled only in part, so that nothing can end here. */
  readonly incomplete: boolean;
  /** Everything known after this text, to go on from. */
  readonly context: C;
  /** Probability that the text is all that is missing before what stands after the cursor, where that was asked. */
  readonly completes?: number;
}

export interface SearchOptions {
  /** Continuations less likely than this are left out. */
  readonly minimumProbability: number;
  /** Steps of the predictor, which bound the time that a search takes. */
  readonly maximumSteps: number;
  /** Whether a continuation may go on with a character. */
  readonly mayGoOn: (text: string, character: string) => boolean;
}

/** A continuation that the predictor has not been asked about yet. */
interface Open<C extends Context> {
  readonly parent: Grown<C>;
  readonly token: Token;
  readonly probability: number;
}

interface Grown<C extends Context> extends Continuation<C> {
  readonly spelling: Spelling;
  /** Tokens of the character that is being spelled. */
  readonly pending: readonly Token[];
}

/**
 * @returns all continuations that were grown, likeliest first at each length; the first is the empty one.
 * @throws the signal's reason when it is aborted.
 */
export async function search<C extends Context>(
  predictor: Predictor<C>,
  context: C,
  options: SearchOptions,
  signal?: AbortSignal,
): Promise<Continuation<C>[]> {
  const { vocabulary } = predictor;
  const tokens = kindsOf(vocabulary);
  const root: Grown<C> = {
    parent: undefined,
    text: '',
    probability: 1,
    expectedTyped: 0,
    wordEnds: 1,
    lineEnds: 0,
    incomplete: false,
    context,
    spelling: new Spelling(vocabulary),
    pending: [],
  };
  const grown = [root];
  const frontier = openAfter(vocabulary, root, options);
  for (let step = 0; step < options.maximumSteps; step++) {
    const next = takeLikeliest(frontier);
    if (next === undefined) break;
    signal?.throwIfAborted();
    const [reached] = await predictor.advance([next.parent.context], [next.token]);
    const continuation = grow(vocabulary, tokens, next, reached as C);
    grown.push(continuation);
    frontier.push(...openAfter(vocabulary, continuation, options));
  }
  return grown;
}

function grow<C extends Context>(
  vocabulary: Vocabulary,
  tokens: TokenKinds,
  { parent, token, probability }: Open<C>,
  context: C,
): Grown<C> {
  const spelling = parent.spelling.push(token);
  const spelled = [...parent.pending, token];
  const character = spelling.incomplete ? '' : vocabulary.decode(spelled);
  return {
    parent,
    text: parent.text + character,
    probability,
    // Only at a character's first token: what is spelled in part is not typed yet.
    expectedTyped: parent.expectedTyped + (parent.incomplete ? 0 : parent.probability),
    wordEnds: isWordCharacter(character) ? 1 - massOf(context.probabilities, tokens.goingOnWithWord) : 1,
    lineEnds: massOf(context.probabilities, tokens.endingLine),
    incomplete: spelling.incomplete,
    context,
    spelling,
    pending: spelling.incomplete ? spelled : [],
  };
}

/** What may be tried after a continuation. */
function openAfter<C extends Context>(
  vocabulary: Vocabulary,
  parent: Grown<C>,
  { minimumProbability, mayGoOn }: SearchOptions,
): Open<C>[] {
  const { probabilities } = parent.context;
  const open: Open<C>[] = [];
  for (let token = 0; token < vocabulary.size; token++) {
    const probability = parent.probability * (probabilities[token] as number);
    if (!(probability >= minimumProbability) || token === vocabulary.endOfFile) continue;
    if (!parent.spelling.allows(token)) continue;
    const character = vocabulary.character(token);
    if (character === undefined || mayGoOn(parent.text, character)) open.push({ parent, token, probability });
  }
  return open;
}

function takeLikeliest<C extends Context>(frontier: Open<C>[]): Open<C> | undefined {
  let best = 0;
  for (let index = 1; index < frontier.length; index++) {
    if ((frontier[index] as Open<C>).probability > (frontier[best] as Open<C>).probability) best = index;
  }
  const last = frontier.pop();
  if (last === undefined || best === frontier.length) return last;
  const taken = frontier[best];
  frontier[best] = last;
  return taken;
}

interface TokenKinds {
  readonly goingOnWithWord: readonly Token[];
  readonly endingLine: readonly Token[];
}

const knownKinds = new WeakMap<Vocabulary, TokenKinds>();

function kindsOf(vocabulary: Vocabulary): TokenKinds {
  const known = knownKinds.get(vocabulary) ?? classify(vocabulary);
  knownKinds.set(vocabulary, known);
  return known;
}

function classify(vocabulary: Vocabulary): TokenKinds {
  const tokens = Array.from({ length: vocabulary.size }, (_, token) => token);
  const character = (token: Token): string => vocabulary.character(token) ?? '';
  return {
    // Half bytes mostly spell letters of other scripts.
    goingOnWithWord: tokens.filter((token) => vocabulary.isHalfByte(token) || isWordCharacter(character(token))),
    endingLine: tokens.filter((token) => token === vocabulary.endOfFile || /[\r\n]/.test(character(token))),
  };
}

function massOf(probabilities: Float32Array, tokens: readonly Token[]): number {
  return tokens.reduce((sum, token) => sum + (probabilities[token] as number), 0);
}
