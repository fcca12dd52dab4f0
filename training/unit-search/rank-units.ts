import { Inspection, type InspectionOptions } from '@house-style/model/inspection/inspection';
import { UnitTracking } from '@house-style/model/inspection/unit-tracking';
import type { ModelFile } from '@house-style/model/model-file/model-file';
import type { Tracking } from '@house-style/protocol/inspection';

export interface RankedText {
  /** In its folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** The units that track each quantity most closely, over some texts; empty ones are passed over. */
export async function rankUnits(
  model: ModelFile,
  texts: Iterable<RankedText>,
  turn: InspectionOptions['turn'],
): Promise<Tracking[]> {
  const tracking = new UnitTracking();
  for (const { path, text } of texts) {
    if (text === '') continue;
    const inspection = await Inspection.of(model, text, { path, weights: 'exact', turn });
    await inspection.readCells();
    await tracking.add(inspection, turn);
  }
  return tracking.tracked;
}
