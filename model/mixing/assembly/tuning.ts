/** Constants that experiments vary; their values are set by the host (parameters.ts). */
import { tuning } from './layout';

@inline
export function tune(index: i32): f32 {
  return load<f32>(tuning + (<usize>index << 2));
}
