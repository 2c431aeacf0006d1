/** Activations in place; what their derivatives need is computed once. */
import {
  bellF32, geluDerivativeOfF32, normalOfF32, sigmoidDerivativeOfF32, sigmoidExponentialF32, sigmoidOfF32,
  softplusOfF32, tanhDerivativeOfF32, tanhExponentialF32, tanhOfF32,
} from './functions';
import { LEAKY_RELU, SIGMOID, SOFTPLUS, TANH, UNIT } from './tiny-net';
import { storePair, zero } from './tiny-pairs';

/** Values of an activation in place, and its derivatives where `d` is not 0. */
export function activate(kind: i32, slope: f32, h: usize, d: usize, units: i32, slots: i32): void {
  const bytes = <usize>slots * 32;
  for (let j = 0; j < units; j++) {
    for (let at: usize = 0; at < bytes; at += 32) {
      if (kind == LEAKY_RELU) leakyRelu(slope, h + at, d ? d + at : 0);
      else if (kind == TANH) tanh(h + at, d ? d + at : 0);
      else if (kind == SIGMOID) sigmoid(h + at, d ? d + at : 0);
      else if (kind == SOFTPLUS) softplus(h + at, d ? d + at : 0);
      else gelu(h + at, d ? d + at : 0);
    }
    h += UNIT;
    if (d) d += UNIT;
  }
}

@inline
function leakyRelu(slope: f32, h: usize, d: usize): void {
  const a = f32x4.splat(slope);
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const above0 = f32x4.gt(x0, zero());
  const above1 = f32x4.gt(x1, zero());
  storePair(h, v128.bitselect(x0, f32x4.mul(a, x0), above0), v128.bitselect(x1, f32x4.mul(a, x1), above1));
  const one = f32x4.splat(1);
  if (d) storePair(d, v128.bitselect(one, a, above0), v128.bitselect(one, a, above1));
}

@inline
function tanh(h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const e0 = tanhExponentialF32(x0);
  const e1 = tanhExponentialF32(x1);
  storePair(h, tanhOfF32(x0, e0), tanhOfF32(x1, e1));
  if (d) storePair(d, tanhDerivativeOfF32(e0), tanhDerivativeOfF32(e1));
}

@inline
function sigmoid(h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const e0 = sigmoidExponentialF32(x0);
  const e1 = sigmoidExponentialF32(x1);
  storePair(h, sigmoidOfF32(x0, e0), sigmoidOfF32(x1, e1));
  if (d) storePair(d, sigmoidDerivativeOfF32(e0), sigmoidDerivativeOfF32(e1));
}

@inline
function softplus(h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const e0 = sigmoidExponentialF32(x0);
  const e1 = sigmoidExponentialF32(x1);
  storePair(h, softplusOfF32(x0, e0), softplusOfF32(x1, e1));
  if (d) storePair(d, sigmoidOfF32(x0, e0), sigmoidOfF32(x1, e1));
}

@inline
function gelu(h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
  const bell0 = bellF32(x0);
  const bell1 = bellF32(x1);
  const normal0 = normalOfF32(x0, bell0);
  const normal1 = normalOfF32(x1, bell1);
  storePair(h, f32x4.mul(x0, normal0), f32x4.mul(x1, normal1));
  if (d) storePair(d, geluDerivativeOfF32(x0, bell0, normal0), geluDerivativeOfF32(x1, bell1, normal1));
}
