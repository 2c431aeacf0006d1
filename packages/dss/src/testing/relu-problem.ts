import {
  createRng,
  exactLandscape,
  leafOf,
  mapLeaves,
  type Params,
  type ReluUnit,
  type Rng,
} from '@isthmus/core';
import type { ChainForm, Problem } from '@isthmus/core/contract';
import { linearProblem } from './linear-networks.js';

/** A network of one hidden ReLU layer on few samples, told as data. */
export interface ReluSetting {
  readonly seed: number;
  readonly hidden: number;
  readonly samples: number;
  /** Changes an end. */
  readonly edit?: (params: Params, end: 'a' | 'b', rng: Rng) => Params;
}

/** Two such networks with random weights, and the exact level at which they are connected. */
export async function reluProblem({ seed, hidden, samples, edit }: ReluSetting) {
  const rng = createRng(seed).fork(`relu ${hidden} ${samples}`);
  const normals = (tag: string, count: number) => {
    const stream = rng.fork(tag);
    return Float32Array.from({ length: count }, () => stream.normal());
  };
  const data = { size: samples, x: normals('x', samples), y: normals('y', samples) };
  const changed = (params: Params, end: 'a' | 'b') => edit?.(params, end, rng.fork(end)) ?? params;
  const made = await linearProblem({
    widths: [1, hidden, 1],
    activation: 'relu',
    seed,
    data,
    edit: changed,
  });
  const form: ChainForm = {
    kind: 'chain',
    layers: [
      {
        kernel: 'dense1.kernel',
        bias: 'dense1.bias',
        inputs: 1,
        units: hidden,
        activation: 'relu',
      },
      {
        kernel: 'dense2.kernel',
        bias: 'dense2.bias',
        inputs: hidden,
        units: 1,
        activation: 'none',
      },
    ],
    inputs: [...data.x].map((x) => [x]),
    targets: [...data.y].map((y) => [y]),
  };
  const problem: Problem = { ...made, form: () => form };
  const landscape = exactLandscape({
    inputs: [...data.x].map((x) => [x, 1]),
    targets: [...data.y],
    hidden,
    outputBias: true,
  });
  const exact = landscape.between(pointOf(made.a), pointOf(made.b)).level;
  return { problem, exact };
}

function pointOf(params: Params) {
  const at = (name: string) => leafOf(params, name).data;
  const units = Array.from(at('dense2.kernel'), (v, j): ReluUnit => ({
    sign: v < 0 ? -1 : 1,
    u: [at('dense1.kernel')[j]!, at('dense1.bias')[j]!].map((entry) => Math.abs(v) * entry),
  }));
  return { units, outputBias: at('dense2.bias')[0]! };
}

/** The weight that reads a unit is 0. */
export function unread(params: Params, unit: number): Params {
  return mapLeaves(params, ({ data }, name) =>
    name === 'dense2.kernel' ? data.with(unit, 0) : data,
  );
}
