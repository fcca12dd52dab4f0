/**
 * Secondary estimation: curves that map the mixed probability to what it turned out to be, in small contexts
 * (Mahoney, "Data Compression Explained", section 4.3.3).
 */
import { calibrators, calibratorCell, calibratorFraction, calibratorSize, curveCells, curves } from './layout';
import { calibrationRate } from './tuning';

const cellWidth: f32 = 24.0 / 32;

export function resetCalibration(): void {
  for (let i = 0, n = calibrators * calibratorSize; i < n; i++)
    for (let cell = 0; cell < curveCells; cell++)
      store<f32>(
        curves + ((<usize>(i * curveCells + cell)) << 2),
        <f32>(1 / (1 + Math.exp(12 - <f64>cell * cellWidth))),
      );
}

/** Chooses a curve. Memory begins to fetch it while the mix is computed. */
@inline
export function selectCurve(calibrator: i32, context: i32): void {
  const curve = curves + <usize>(((calibrator * calibratorSize + context) * curveCells) << 2);
  store<usize>(calibratorCell + ((<usize>calibrator) << 2), curve);
  touched += load<f32>(curve) + load<f32>(curve + 64) + load<f32>(curve + 128);
}

let touched: f32 = 0;

/** The probability of a one that the chosen curve gives. */
@inline
export function calibrate(calibrator: i32, logistic: f32): f32 {
  const place = (logistic + 12) * (1 / cellWidth);
  const lower = min<i32>(curveCells - 2, <i32>place);
  const fraction = place - <f32>lower;
  const at = calibratorCell + ((<usize>calibrator) << 2);
  const cell = load<usize>(at) + ((<usize>lower) << 2);
  store<usize>(at, cell);
  store<f32>(calibratorFraction + ((<usize>calibrator) << 2), fraction);
  return load<f32>(cell) * (1 - fraction) + load<f32>(cell + 4) * fraction;
}

export function learnCalibration(bit: i32): void {
  const rate = calibrationRate;
  for (let i = 0; i < calibrators; i++) {
    const cell = load<usize>(calibratorCell + ((<usize>i) << 2));
    const fraction = load<f32>(calibratorFraction + ((<usize>i) << 2));
    const low = load<f32>(cell);
    const high = load<f32>(cell + 4);
    store<f32>(cell, low + (<f32>bit - low) * rate * (1 - fraction));
    store<f32>(cell + 4, high + (<f32>bit - high) * rate * fraction);
  }
}
