import path from 'node:path';
import { type Tracking, type TrackedQuantity, trackedQuantities } from '@house-style/protocol/inspection';
import type { Inspection } from './inspection';
import { quantitiesOf } from './tracked-quantities';
import { UnitRanking } from './unit-ranking';

/** Units that are told of each quantity. */
const toldUnits = 3;

/** Which units track what, over any number of texts. */
export class UnitTracking {
  readonly #ranking = new UnitRanking<TrackedQuantity>(trackedQuantities);

  /** @param turn as of {@link UnitRanking.add}. */
  async add(inspection: Inspection, turn: () => Promise<void>): Promise<void> {
    const extension = path.extname(inspection.path).toLowerCase();
    await this.#ranking.add(inspection, quantitiesOf(inspection.characters.join(''), extension), turn);
  }

  /** The units that track each quantity most closely. */
  get tracked(): Tracking[] {
    return trackedQuantities.map((quantity) => ({
      quantity,
      units: this.#ranking.by(quantity).slice(0, toldUnits),
    }));
  }
}
