import type { Rng } from '@isthmus/contract/base';
import { createRng } from '@isthmus/contract/base';
import type { PredictionLoss } from '@isthmus/contract';

/** The prediction `z` and the target `y` of one sample, of K numbers each. */
export interface Sample {
  readonly z: Float64Array;
  readonly y: Float32Array;
}

/** Samples of every number of outputs. */
const SAMPLES = 12;

/** A stream of its own for every question, the same every time. */
export function stream(tag: string): Rng {
  return createRng(0).fork('check-loss').fork(tag);
}

/**
 * Predictions of the size of 2 as float32 numbers, which every interpreter can be given, with targets as
 * the loss says that it takes them; of `any`, values and classes in turn.
 */
export function samplesFor({ targets }: PredictionLoss, outputs: number): readonly Sample[] {
  const rng = stream(`samples ${outputs}`);
  return Array.from({ length: SAMPLES }, (_, i) => ({
    z: Float64Array.from({ length: outputs }, () => Math.fround(2 * rng.normal())),
    y: targetFor(targets === 'any' ? (i % 2 === 0 ? 'values' : 'classes') : targets, outputs, rng),
  }));
}

function targetFor(
  targets: Exclude<PredictionLoss['targets'], 'any'>,
  outputs: number,
  rng: Rng,
): Float32Array {
  const chosen = Math.floor(outputs * rng.next());
  const entry = (i: number): number => {
    if (targets === 'classes') return Number(i === chosen);
    return targets === 'binary' ? Number(rng.next() < 0.5) : rng.normal();
  };
  return Float32Array.from({ length: outputs }, (_, i) => entry(i));
}

/** The loss in float64 of one sample by itself. */
export interface SampleLoss {
  value(z: Float64Array): number;
  gradient(z: Float64Array): Float64Array;
  hessianVector(z: Float64Array, v: Float64Array): Float64Array;
}

/** The reference of a loss at a fixed target. */
export function atTarget({ reference }: PredictionLoss, y: Float32Array): SampleLoss {
  const size = y.length;
  return {
    value: (z) => reference.value(z, y, 0, size),
    gradient: (z) => {
      const out = new Float64Array(size);
      reference.gradient(z, y, 0, size, out);
      return out;
    },
    hessianVector: (z, v) => {
      const out = new Float64Array(size);
      reference.hessianVector(z, y, 0, size, v, out);
      return out;
    },
  };
}
