/** Entries copied, cleared and rectified. */
import { value as relu4 } from './activations/relu';
import { copyRun } from './tfjs-runs';

/** Sets `bytes` bytes to zero. */
export function clear(at: usize, bytes: usize): void {
  memory.fill(at, 0, bytes);
}

/** Copies `rows` rows of `count` float32 from one place, where they lie `fromStep` floats apart, to another. */
export function copyRows(
  to: usize, from: usize, rows: i32, count: i32, toStep: i32, fromStep: i32,
): void {
  for (let r = 0; r < rows; r++) {
    if (count >= 64) memory.copy(to, from, (<usize>count) << 2);
    else copyRun(to, from, count);
    to += (<usize>toStep) << 2;
    from += (<usize>fromStep) << 2;
  }
}

/** `x < 0 ? 0 : x` in place; NaN stays NaN. */
export function relu(x: usize, count: i32): void {
  let i = 0;
  for (; i <= count - 4; i += 4) {
    const at = x + ((<usize>i) << 2);
    v128.store(at, relu4(v128.load(at)));
  }
  for (; i < count; i++) {
    const at = x + ((<usize>i) << 2);
    const value = load<f32>(at);
    store<f32>(at, value < 0 ? 0 : value);
  }
}
