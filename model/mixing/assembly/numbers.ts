/** Logistic functions, hashing, and adaptive probabilities. */
import { reciprocalTable, squashTable, stretchTable } from './layout';

export const logisticLimit: f32 = 11.99;

export function fillNumberTables(): void {
  for (let i = 0; i < 4096; i++) {
    const p = (<f64>i + 0.5) / 4096;
    store<f32>(stretchTable + ((<usize>i) << 2), <f32>Math.log(p / (1 - p)));
    const x = (<f64>i + 0.5) * (24.0 / 4096) - 12;
    store<f32>(squashTable + ((<usize>i) << 2), <f32>(1 / (1 + Math.exp(-x))));
  }
  for (let n = 0; n < 1024; n++) store<i32>(reciprocalTable + ((<usize>n) << 2), <i32>(65536 / (<f64>n + 1.5)));
}

/** ln(p / (1 - p)) of a probability in units of 2^-22. */
@inline
export function stretch22(p: u32): f32 {
  return load<f32>(stretchTable + ((<usize>(p >> 10)) << 2));
}

@inline
export function stretch(p: f32): f32 {
  return load<f32>(stretchTable + ((<usize>min<i32>(4095, <i32>(p * 4096))) << 2));
}

@inline
export function clampLogistic(x: f32): f32 {
  return min<f32>(logisticLimit, max<f32>(-logisticLimit, x));
}

/** 1 / (1 + e^-x), x within the logistic limit. */
@inline
export function squash(x: f32): f32 {
  return load<f32>(squashTable + ((<usize>(<i32>((x + 12) * (4096.0 / 24)))) << 2));
}

@inline
export function combine(hash: u64, value: u64): u64 {
  const h = (hash ^ (value + 0x632be59bd9b4e019)) * 0x9e3779b97f4a7c15;
  return h ^ (h >> 29);
}

/** Moves an adaptive probability (22 bits probability, 10 bits count) towards a bit, at the rate 1 / (count + 1.5). */
@inline
export function adapt(entry: usize, bit: i32, limit: u32): void {
  const value = load<u32>(entry);
  const n = value & 1023;
  const p = <i32>(value >> 10);
  const target = bit ? 4194303 : 0;
  const next = p + <i32>((<i64>(target - p) * <i64>load<i32>(reciprocalTable + ((<usize>n) << 2))) >> 16);
  store<u32>(entry, ((<u32>next) << 10) | (n < limit ? n + 1 : n));
}

/** An adaptive probability's first value. */
export function adaptiveProbability(p: f64, count: u32): u32 {
  return ((<u32>min<f64>(4194303, max<f64>(1, p * 4194304))) << 10) | count;
}
