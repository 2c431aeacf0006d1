import { expF32, geluF32, logF32, sigmoidF32, softplusF32, tanhF32 } from './functions';

/**
 * A function of `n` floats (a multiple of 4): 0 exp, 1 log, 2 tanh, 3 sigmoid, 4 softplus, 5 gelu. By it
 * a host can check the numbers that its processor makes.
 */
export function mapF32(which: i32, from: usize, to: usize, n: i32): void {
  for (let at: usize = 0; at < <usize>n * 4; at += 16) {
    const x = v128.load(from + at);
    let y = x;
    if (which == 0) y = expF32(x);
    else if (which == 1) y = logF32(x);
    else if (which == 2) y = tanhF32(x);
    else if (which == 3) y = sigmoidF32(x);
    else if (which == 4) y = softplusF32(x);
    else y = geluF32(x);
    v128.store(to + at, y);
  }
}
