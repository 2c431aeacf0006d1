import {
  analyticProblem,
  checkPathStrategy,
  doubleWell,
  type KnownProblem,
  type PathStrategyCheckSetup,
} from '@isthmus/core/conformance';
import type { Definition } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { dss } from './index.js';
import { doubleWellForm } from './testing/double-well-form.js';
import { reluProblem } from './testing/relu-problem.js';
import { linearProblem } from './testing/linear-networks.js';

/** Searches that cannot succeed end by stalling; the shorter, the quicker. */
const stall = { stall: { window: 200 } };
const quick = { ...stall, maxDepth: 5, restarts: 1 };
const certified = { edges: 'certified' };
const rival = { judgeEvery: 10, stall: { window: 30 } };
const equal = { insert: 'equal', count: 1 };

/** Constructions know networks only, and refuse formulas: they are asked about networks of theirs. */
const linear = await linearProblem({ widths: [2, 4, 3, 1] });
const wide = await linearProblem({ widths: [1, 8, 1], activation: 'relu', room: 10 });
const tiny = await reluProblem({ seed: 1, hidden: 2, samples: 4 });
const solved = { ...tiny.problem, level: tiny.exact * 1.001 };
const wells = (level: number) => ({
  ...analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level }),
  form: () => doubleWellForm,
});
const problems = (name: string, problem: typeof linear): readonly KnownProblem[] => [
  {
    name,
    create: () => ({ ...problem, ...structuredClone({ a: problem.a, b: problem.b }) }),
    answer: 'path',
  },
];

/** Every strategy of this package in its variants, by what a variant is. */
const setups: Readonly<Record<string, Readonly<Record<string, PathStrategyCheckSetup>>>> = {
  'dss/greedy': {
    'as it is': { options: stall },
    'split in the middle': { options: { ...stall, insertAt: 'middle', alpha: 0.5 } },
    'of one depth': { options: { maxDepth: 1, restarts: 0, evaluateEvery: 1 } },
    'that shortens': { options: { ...stall, shorten: true } },
    'by certified edges': { options: { ...stall, ...certified }, needsProofs: true },
    'that shortens by certified edges': {
      options: { ...stall, ...certified, shorten: true },
      needsProofs: true,
    },
  },
  'dss/constrained': {
    equidistant: { options: quick },
    'free with springs': { options: { ...quick, mode: 'free', spring: 'length' } },
    'transversal with springs': {
      options: { ...quick, mode: 'transversal', spring: 'squared', insertAt: 'middle' },
    },
    'by certified edges': {
      options: { ...quick, ...certified, mode: 'transversal' },
      needsProofs: true,
    },
  },
  'dss/breadth-first': {
    'as it is': { options: quick },
    'from the endpoints': { options: { ...quick, start: 'endpoints' } },
    'by certified edges': {
      options: { ...quick, ...certified, start: 'endpoints' },
      needsProofs: true,
    },
  },
  'dss/connector': { 'of wide networks': { problems: problems('eight units', wide) } },
  'dss/linear-network': {
    'by segments': { problems: problems('a deep linear network', linear) },
    'that shortens': {
      options: { shorten: true },
      problems: problems('a deep linear network', linear),
    },
  },
  'dss/polychain': {
    'of one bend': { options: rival },
    'of three bends by two samples': { options: { ...rival, bends: 3, samplesPerStep: 2 } },
  },
  'dss/bezier': {
    'whose path is proved': {
      options: { ...rival, ...certified, bends: 2, vertices: 6 },
      needsProofs: true,
    },
    'of six vertices': { options: { ...rival, bends: 2, vertices: 6, noise: 0 } },
  },
  'dss/neb': {
    'of three beads': { options: { ...rival, beads: 3 } },
    'with springs': { options: { ...rival, spring: 2, beads: 3, maxSteps: 35 } },
  },
  'dss/autoneb': {
    'in cycles': { options: { ...rival, cycles: [{ repeat: 2 }, { ...equal, scale: 0.5 }] } },
  },
  'dss/relu-layer': { 'of two units': { problems: problems('a ReLU network', solved) } },
  'dss/cells': {
    'of two wells': {
      options: { maxCells: 2000 },
      problems: [
        { name: 'wells that the level parts', create: () => wells(0.5), answer: 'none' },
        { name: 'wells that it joins', create: () => wells(1.0625), answer: 'line' },
      ],
    },
  },
  'dss/auto': {
    'of three tries': { options: { tries: ['core/linear', 'dss/connector', 'dss/greedy'] } },
    'by certified edges': {
      options: { ...certified, tries: ['core/linear', 'dss/connector', 'dss/greedy'] },
      needsProofs: true,
    },
  },
};

describe.each(dss.map((strategy) => [strategy.name, strategy] as const))('%s', (name, strategy) => {
  it('is a path strategy, and has a setup here', () => {
    expect(strategy.kind).toBe('pathStrategy');
    expect(setups[name]).toBeDefined();
  });
  for (const [variant, setup] of Object.entries(setups[name] ?? {}))
    for (const check of checkPathStrategy(strategy as Definition<'pathStrategy'>, setup))
      it(`${variant}: ${check.name}`, () => check.run());
});
