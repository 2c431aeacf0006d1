import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { activations } from '../../operations/activations/index.js';
import { activationKernel, ruleKernel } from '../../kernels/operation-kernels.js';
import { ACTIVATIONS } from '../../testing/with-kernels.js';
import { createAdamRule } from '../../operations/optimizers/adam-rule.js';
import { createMomentum } from '../../operations/optimizers/momentum.js';
import { createNesterov } from '../../operations/optimizers/nesterov.js';
import { createRmsprop } from '../../operations/optimizers/rmsprop.js';
import { createSgd } from '../../operations/optimizers/sgd.js';
import type { Optimizer } from '@isthmus/contract';
import { addScaled, sameBits, zerosLike, type Params } from '@isthmus/contract/parameters';
import { createCorrections, slotOf, type FusedState } from '../optimizer-state.js';
import { createTinyHost } from './host.js';

const host = createTinyHost();
const COUNT = 4096;
const [from, to] = [host.alloc(COUNT * 4), host.alloc(COUNT * 4)];

/** Numbers whose bit patterns are spread evenly over all of float32: every magnitude, both signs. */
function spread(offset: number): Float32Array {
  const step = 2 ** 32 / COUNT;
  return new Float32Array(
    Uint32Array.from({ length: COUNT }, (_, i) => i * step + ((offset * 7919) % step)).buffer,
  );
}

function mapped(which: number, x: Float32Array): Float32Array {
  host.f32.set(x, from / 4);
  host.tiny.mapF32({ which, parameter: 0, from, to, n: COUNT });
  return host.f32.slice(to / 4, to / 4 + COUNT);
}

/** The distance of two neighbouring float32 near a number. */
function unitOf(value: number): number {
  const size = Math.abs(value);
  return size < 2 ** -126 ? 2 ** -149 : 2 ** (Math.floor(Math.log2(size)) - 23);
}

/** The largest errors over all float32 that were met, rounded up; gelu's is where it is subnormal. */
const UNITS: Readonly<Record<string, number>> = { exp: 1, log: 2, tanh: 2, gelu: 10 };

/** What a few roundings lose. */
const UNITS_ELSE = 3;

/** As `mapF32` knows them. */
const FUNCTIONS: readonly (readonly [string, number, (x: number) => number])[] = [
  ['exp', -2, Math.exp],
  ['log', -1, Math.log],
  ...ACTIVATIONS.map((name) => [name, activationKernel({ name })!.code, valueOf(name)] as const),
];

/** Of leaky-relu with the slope 0, a parameter of 0. */
function valueOf(name: string): (x: number) => number {
  const layer = activations.find((each) => each.name === `core/${name}`)!.create({ slope: 0 });
  const rule = layer.interpreters.reference?.([[1]]);
  if (rule?.kind !== 'elementwise') throw new Error(`${name} is no activation`);
  return rule.value;
}

describe('functions of float32 are right to a few units in the last place, at every magnitude', () => {
  it.each(FUNCTIONS.map(([name, which, f]) => ({ name, which, f })))(
    '$name',
    ({ name, f, which }) => {
      let worst = 0;
      for (let offset = 0; offset < 40; offset++) {
        const x = spread(offset);
        const y = mapped(which, x);
        x.forEach((each, i) => {
          const exact = f(each);
          if (Number.isFinite(Math.fround(exact)))
            worst = Math.max(worst, Math.abs(y[i]! - exact) / unitOf(exact));
          else if (!Object.is(y[i], Math.fround(exact))) worst = NaN;
        });
      }
      expect(worst).toBeLessThanOrEqual(UNITS[name] ?? UNITS_ELSE);
    },
  );

  it.each(FUNCTIONS.map(([name, which, f]) => ({ name, f, which })))(
    '$name of infinities, zeros and NaN',
    ({ f, which }) => {
      const x = new Float32Array(COUNT);
      x.set([Infinity, -Infinity, 0, -0, NaN]);
      const y = mapped(which, x);
      x.subarray(0, 5).forEach((each, i) => expect(y[i]! + 0).toBe(Math.fround(f(each)) + 0));
    },
  );
});

const rates = { learningRate: 0.3, epsilon: 1e-7 };
const OPTIMIZERS: readonly (readonly [string, Optimizer<unknown>])[] = [
  ['sgd', createSgd(0.3)],
  ['momentum', createMomentum({ learningRate: 0.3, momentum: 0.9 })],
  ['nesterov', createNesterov({ learningRate: 0.3, momentum: 0.7 })],
  ['rmsprop', createRmsprop({ ...rates, decay: 0.9 })],
  ['adam', createAdamRule({ ...rates, beta1: 0.9, beta2: 0.999, weightDecay: 0 })],
  ['adamw', createAdamRule({ ...rates, beta1: 0.8, beta2: 0.97, weightDecay: 0.1 })],
];

describe('fused updates are those of the optimizers, bit for bit', () => {
  it.each(OPTIMIZERS)('%s', (_, optimizer) => {
    const rng = createRng(5);
    const size = 64;
    const vector = (f: () => number): Params => ({
      w: { shape: [size], data: Float32Array.from({ length: size }, f) },
    });
    // From subnormal squares to some that overflow float32.
    const gradient = () => vector(() => rng.normal() * 10 ** (rng.integer(60) - 30));
    let params = vector(() => rng.normal());
    let state = optimizer.init(params);
    const kernel = ruleKernel(optimizer.fused!)!;
    const correct = createCorrections(kernel.betas);
    const at = [0, 1, 2, 3].map(() => host.alloc(size * 4)) as [number, number, number, number];
    const settings = host.alloc(40);
    host.f64.set(kernel.settings, settings / 8);
    host.f32.set(params['w']!.data, at[0] / 4);
    for (let step = 1; step <= 20; step++) {
      const descent = gradient();
      host.f32.set(descent['w']!.data, at[1] / 4);
      const [correction1, correction2] = correct(step);
      host.tiny.update({
        rule: kernel.code,
        n: size,
        theta: at[0],
        gradient: at[1],
        slot0: at[2],
        slot1: at[3],
        settings,
        correction1,
        correction2,
      });
      const [updates, next] = optimizer.update(descent, state, params);
      [params, state] = [addScaled(params, updates, 1), next];
      const read = (place: number): Params => ({
        w: { shape: [size], data: host.f32.slice(place / 4, place / 4 + size) },
      });
      expect(sameBits(read(at[0]), params)).toBe(true);
      kernel.slots.forEach((name, k) =>
        expect(
          sameBits(read(at[k + 2]!), slotOf(state as FusedState, name, zerosLike(params))),
        ).toBe(true),
      );
    }
  });
});
