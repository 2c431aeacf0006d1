import { expF32, logF32 } from './functions';
import { value4 } from './generated/activations';

const EXP: i32 = -2;
const LOG: i32 = -1;

/**
 * A function of `n` floats (a multiple of 4): -2 exp, -1 log, else that activation. By it a host can
 * check the numbers that its processor makes.
 */
export function mapF32(which: i32, parameter: f32, from: usize, to: usize, n: i32): void {
  const by = f32x4.splat(parameter);
  for (let at: usize = 0; at < <usize>n * 4; at += 16) {
    const x = v128.load(from + at);
    let y = x;
    if (which == EXP) y = expF32(x);
    else if (which == LOG) y = logF32(x);
    else y = value4(which, x, by);
    v128.store(to + at, y);
  }
}
