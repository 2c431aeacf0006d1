import { atLeastF32, log1pF32, splat } from '../functions';
import { shared as exponential, value as sigmoid } from './sigmoid';

/** `exp(-|x|)`, of which value and derivative are made. */
@inline
export function shared(x: v128): v128 {
  return exponential(x);
}

/** `log(1 + exp(x))`, without overflow. */
@inline
export function value(x: v128, e: v128): v128 {
  return f32x4.add(atLeastF32(x, splat(0)), log1pF32(e));
}

/** The derivative is the sigmoid. */
@inline
export function slope(x: v128, e: v128): v128 {
  return sigmoid(x, e);
}
