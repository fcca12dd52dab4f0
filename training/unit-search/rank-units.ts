import path from 'node:path';
import { Inspection, type InspectionOptions } from '@house-style/model/inspection/inspection';
import {
  quantitiesOf,
  trackedQuantities,
  type TrackedQuantity,
} from '@house-style/model/inspection/tracked-quantities';
import { type UnitCorrelation, UnitRanking } from '@house-style/model/inspection/unit-ranking';
import type { ModelFile } from '@house-style/model/model-file/model-file';

export interface RankedText {
  /** In its folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Tracking {
  readonly quantity: TrackedQuantity;
  /** The closest first. */
  readonly units: readonly UnitCorrelation[];
}

/** The units that track each quantity most closely, over some texts. @param count of them that are told of each. */
export async function rankUnits(
  model: ModelFile,
  texts: AsyncIterable<RankedText> | Iterable<RankedText>,
  count: number,
  turn: InspectionOptions['turn'],
): Promise<Tracking[]> {
  const ranking = new UnitRanking(trackedQuantities);
  for await (const { path: name, text } of texts) {
    if (text === '') continue;
    const inspection = await Inspection.of(model, text, { path: name, weights: 'exact', turn });
    await inspection.readCells();
    ranking.add(inspection, quantitiesOf(inspection.characters.join(''), path.extname(name).toLowerCase()));
  }
  return trackedQuantities.map((quantity) => ({ quantity, units: ranking.by(quantity).slice(0, count) }));
}
