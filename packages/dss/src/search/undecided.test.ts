import { lengthOf, type ChosenCertifier } from '@isthmus/core';
import { affineProofs, analyticProblem, ring } from '@isthmus/core/conformance';
import { describe, expect, it } from 'vitest';
import { judged } from '../testing/judged.js';
import { breadthFirst } from './breadth-first.js';
import { constrained } from './constrained.js';
import { greedy } from './greedy.js';

const circle = analyticProblem(ring(), { a: [-1, 0], b: [0.96, 0.28], level: 0.1 });
const strategies = [
  ['greedy', greedy, {}],
  ['constrained', constrained, { mode: 'free' }],
  ['breadth-first', breadthFirst, { start: 'endpoints' }],
] as const;

/** As core/affine, of segments up to a length. */
function shortSighted(most: number): ChosenCertifier {
  const proofs = affineProofs(ring());
  return {
    ...proofs,
    plugin: {
      ...proofs.plugin,
      prove: (claim) =>
        claim.path.elements.length > 1 || lengthOf(claim.path) <= most
          ? proofs.plugin.prove(claim)
          : { step: () => UNDECIDED },
    },
  };
}

const UNDECIDED = {
  tag: 'undecided',
  reason: 'it is too long',
  ...{ lower: 0.01, at: { element: 0, t: 0.5 } },
  ...{ upper: 0.2, errorRate: null, leaves: 1, evaluations: 4 },
} as const;

describe.each(strategies)('%s with a certifier that proves', (_, strategy, options) => {
  const ask = (most: number, more = {}) =>
    judged(strategy, { ...options, ...more, edges: 'certified' }, circle, 1, shortSighted(most));

  it('short edges: those that stay undecided are split until they are proved', async () => {
    const { record } = await ask(0.3);
    expect(record).toMatchObject({ verdict: 'connected', grade: 'certified' });
    expect(record.search.proofs!.undecided).toBeGreaterThan(0);
    const { record: free } = await ask(10);
    expect(record.beads).toBeGreaterThan(free.beads);
  });

  it('none: it ends by that word, with the path that samples let pass', async () => {
    const { record } = await ask(0, { maxVertices: 33 });
    expect(record).toMatchObject({ verdict: 'not-found', grade: null, reason: 'undecided' });
    expect(record.certification).toMatchObject({ outcome: 'undecided', reason: expect.stringContaining('alone: it is too long') as string }); // prettier-ignore
    expect(record.peak.loss).toBeLessThanOrEqual(circle.level);
  });
});

it('ends at once where an end is as high as the level: nothing can be proved of any path', async () => {
  const loss = ring();
  const far = analyticProblem(loss, { a: [-1.25, 0], b: [0.96, 0.28], level: 1 });
  const problem = { ...far, level: far.value(far.a) };
  const ask = (edges: string) => judged(greedy, { edges }, problem, 1, affineProofs(loss));
  const sampled = await ask('sampled');
  expect(sampled.record).toMatchObject({ verdict: 'connected', grade: 'sampled' });
  const { record } = await ask('certified');
  expect(record).toMatchObject({ verdict: 'not-found', reason: 'undecided' });
  expect(record.certification!.reason).toMatch(/needs slack/);
  // The first edge, and the end alone.
  expect(record.search.proofs!.undecided).toBe(2);
  expect(record.cost.gradientEvaluations).toBe(sampled.record.cost.gradientEvaluations);
});
