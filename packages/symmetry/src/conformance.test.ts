import { createRng } from '@isthmus/core';
import {
  checkAnalysis,
  checkPathStrategy,
  checkSymmetry,
  type PluginCheck,
  type GivenOptions,
  type KnownProblem,
  type SymmetryCase,
} from '@isthmus/core/conformance';
import type { Definition, Params, Problem } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { act, symmetry } from './index.js';
import {
  ACTIVATIONS,
  mlp,
  networksWith,
  predictor,
  randomElement,
  randomParams,
} from './testing/networks.js';
import { measuresOf } from './testing/drawn-measures.js';
import { problemOf } from './testing/problem.js';

const cases = await Promise.all(
  ACTIVATIONS.flatMap((activation) =>
    Object.entries(networksWith(activation)).map(async ([kind, network]): Promise<SymmetryCase> => {
      const rng = createRng(17).fork(`${kind} ${activation}`);
      return {
        name: `${kind}, ${activation}`,
        network: network.view,
        a: randomParams(network, rng.fork('a')),
        b: randomParams(network, rng.fork('b')),
        planted: randomElement(network, rng.fork('planted')),
        predict: predictor(network, rng.fork('inputs')),
        measures: await measuresOf(network, rng.fork('measures')),
      };
    }),
  ),
);

/** Paths join networks: a permuted copy with an unread unit, one without, and networks of other functions. */
const ends = mlp([2, 4, 1], 'tanh');
const full = randomParams(ends, createRng(21));
const unread = structuredClone(full);
unread['out.kernel']!.data[3] = 0;
const turned = (params: Params) =>
  act(ends.view, { dense1: [{ kind: 'permutation', map: Int32Array.of(1, 2, 0, 3) }] }, params);
const solvable = await problemOf(ends, unread, turned(unread));
const unsolvable = await problemOf(ends, full, turned(full));
const near = structuredClone(full);
near['out.bias']!.data[0]! += 0.01;
const low = await problemOf(ends, full, near, { room: 1 });
const known = (name: string, answer: KnownProblem['answer'], problem: Problem): KnownProblem => ({
  name,
  answer,
  create: () => ({ ...problem, ...structuredClone({ a: problem.a, b: problem.b }) }),
});
const problems = [
  known('a copy with an unread unit', 'path', solvable),
  known('a copy without a free unit', 'path', unsolvable),
  known('two networks with a low line', 'line', low),
];

/** How the work of a plugin is made quick, and how many of the cases a symmetry takes. */
interface Setup {
  readonly options: GivenOptions;
  /** All of them where left out. */
  readonly takes?: number;
}

/** Every plugin of this package. */
const setups: Readonly<Record<string, Setup>> = {
  'symmetry/weight-matching': { options: { restarts: 1 } },
  'symmetry/activation-matching': { options: {} },
  'symmetry/straight-through': { options: { steps: 4, weighEvery: 2 } },
  'symmetry/sinkhorn': { options: { steps: 4, weighEvery: 2 } },
  'symmetry/learned': { options: { permuteSteps: 2, scaleSteps: 2, weighEvery: 2 } },
  // Those with one hidden layer.
  'symmetry/exact': { options: {}, takes: ACTIVATIONS.length },
  'symmetry/repair': { options: { points: 5, rows: 8 } },
  'symmetry/merge': { options: {} },
  'symmetry/accounting': { options: { points: 5 } },
  'symmetry/orbit': { options: { copies: 4, draws: 2 } },
  'symmetry/units': { options: {} },
  'symmetry/tracks': { options: { points: 5 } },
  'symmetry/curvature': { options: { steps: 20 } },
  'symmetry/gluing': { options: { draws: 2, points: 5 } },
  'symmetry/free-unit': { options: {} },
};

it('every plugin has a setup here, and every setup a plugin', () => {
  expect(symmetry.map(({ name }) => name).sort()).toEqual(Object.keys(setups).sort());
});

// What it does by default has no frames.
describe('symmetry/weight-matching, many together', () => {
  const options = { many: 'together' };
  const plugin = symmetry.find(({ name }) => name === 'symmetry/weight-matching')!;
  for (const check of checksOf(plugin, options)) it(check.name, () => check.run());
});

describe.each(symmetry.map((plugin) => [plugin.name, plugin] as const))('%s', (name, plugin) => {
  const { options, takes = cases.length } = setups[name]!;
  if (plugin.kind === 'symmetry')
    it('takes the cases that it is made for', () => {
      const { refusal } = (plugin as Definition<'symmetry'>).create(options);
      const taken = cases.filter(({ network }) => (refusal?.(network) ?? null) === null);
      expect(taken).toHaveLength(takes);
    });
  for (const check of checksOf(plugin, options)) it(check.name, () => check.run());
});

function checksOf(plugin: Definition, options: GivenOptions): readonly PluginCheck[] {
  switch (plugin.kind) {
    case 'symmetry':
      return checkSymmetry(plugin as Definition<'symmetry'>, { cases, options });
    case 'analysis':
      return checkAnalysis(plugin as Definition<'analysis'>, { options });
    case 'pathStrategy':
      return checkPathStrategy(plugin as Definition<'pathStrategy'>, { options, problems });
    default:
      throw new Error(`no checks are known for ${plugin.name} here`);
  }
}
