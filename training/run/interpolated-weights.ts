/**
 * Weights between those that a training started from and those that it ended with. Fine-tuning makes a network better
 * at the code that it was tuned on and worse at all other; a mean of both weights keeps most of what either knows, and
 * costs nothing when it predicts (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
 */
import { type Network, type Parameter, type Parameters, tokenAxis } from '@house-style/model/network';

/**
 * @param learned how far to go from the start to the end, 0 to 1.
 * @param start of the same network as `end`.
 * @param known tokens that the start was trained with; those behind them have their weights from the end.
 */
export function interpolate(
  network: Network,
  { start, end }: { readonly start: Parameters; readonly end: Parameters },
  known: number,
  learned: number,
): Parameters {
  const mixed = new Map<string, Parameter>();
  for (const [name, { shape, data }] of end) {
    const from = start.get(name)?.data;
    if (from?.length !== data.length) throw new RangeError(`The networks differ in ${name}.`);
    const isKnown = knownTokens(network, name, shape, known);
    mixed.set(name, {
      name,
      shape,
      data: data.map((value, at) => {
        return isKnown(at) ? learned * value + (1 - learned) * (from[at] as number) : value;
      }),
    });
  }
  return mixed;
}

/** Whether a weight is of no token that the start has not read. */
function knownTokens(
  network: Network,
  name: string,
  [, columns = 1]: readonly number[],
  known: number,
): (at: number) => boolean {
  switch (tokenAxis(network, name)) {
    case 'rows':
      return (at) => at < known * columns;
    case 'columns':
      return (at) => at % columns < known;
    case undefined:
      return () => true;
  }
}
