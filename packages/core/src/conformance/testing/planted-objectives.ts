import { z } from 'zod';
import { define, type Definition } from '@isthmus/contract';
import type { Objective } from '@isthmus/contract';
import { normalPoint, specOf } from '../../landscapes/analytic.js';
import { checkObjective } from '../check-objective.js';
import type { Planted } from './planted.js';

const spec = specOf({ w: [2] });
export const sound: Objective = {
  spec,
  unit: 'height',
  init: (rng) => normalPoint(spec, rng),
  value: ([x = 0, y = 0]) => x * x + 4 * y * y,
  gradient: ([x = 0, y = 0]) => Float64Array.of(2 * x, 8 * y),
};

export const making = (create: () => Objective): Definition<'objective'> =>
  define({
    kind: 'objective',
    name: 'test/objective',
    summary: 'An objective to find faults in.',
    sources: [],
    options: z.strictObject({}),
    create,
  });
let calls = 0;
const shared = new Float64Array(2);
const faults: readonly (readonly [string, Partial<Objective>, string])[] = [
  ['no arrays', { spec: { leaves: [] } }, 'conformance/objective-spec'],
  ['no unit', { unit: ' ' }, 'conformance/objective-unit'],
  ['parameters of another shape', { init: () => ({}) }, 'parameters/mismatch'],
  [
    'an infinite start',
    { init: () => ({ w: { shape: [2], data: Float32Array.of(Infinity, 0) } }) },
    'conformance/objective-start',
  ],
  [
    'one start for all',
    { init: () => ({ w: { shape: [2], data: new Float32Array(2) } }) },
    'conformance/objective-start',
  ],
  [
    'a start of its own chance',
    { init: () => ({ w: { shape: [2], data: Float32Array.of(++calls, 0) } }) },
    'conformance/objective-start',
  ],
  [
    'a form of another function',
    { form: { kind: 'polynomial', terms: [{ factor: 1, powers: [2, 0] }] } },
    'conformance/objective-form',
  ],
  [
    'a form of activations that no proof knows',
    {
      form: {
        kind: 'chain',
        layers: [{ kernel: 'w', bias: null, inputs: 2, units: 1, activation: 'wave' }],
        inputs: [[1, 2]],
        targets: [[0]],
      },
    },
    'conformance/objective-form',
  ],
  ['a negative loss', { value: ([x = 0]) => x - 10 }, 'conformance/objective-negative'],
  ['a short gradient', { gradient: () => new Float64Array(1) }, 'conformance/objective-gradient'],
  [
    'a wrong gradient',
    { gradient: ([x = 0, y = 0]) => Float64Array.of(2 * x, 4 * y) },
    'conformance/objective-gradient',
  ],
  [
    'a gradient that is a little wrong',
    { gradient: ([x = 0, y = 0]) => Float64Array.of(2.001 * x, 8 * y) },
    'conformance/objective-gradient',
  ],
  ['a loss that changes', { value: () => ++calls }, 'conformance/objective-not-deterministic'],
  [
    'a point that is written into',
    { gradient: (w) => w.map((_, i) => ((w[i]! *= 1.5), 0)) },
    'conformance/objective-impure',
  ],
  [
    'one array for all gradients',
    {
      gradient: ([x = 0, y = 0]) => {
        shared.set([2 * x, 8 * y]);
        return shared;
      },
    },
    'conformance/objective-impure',
  ],
];

export const planted: readonly Planted[] = faults.map(([fault, change, code]) => ({
  fault,
  code,
  checks: () => checkObjective(making(() => ({ ...sound, ...change }))),
}));
