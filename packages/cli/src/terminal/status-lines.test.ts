import { describe, expect, it } from 'vitest';
import type { RunEvent } from '@isthmus/core/contract';
import { milestone, nextStatus } from './status-lines.js';
import { finished, found, searching, started, trained, training } from './testing/events.js';

const after = (...events: readonly RunEvent[]) => [
  ...events.reduce(nextStatus, new Map<string, string>()).values(),
];

describe('nextStatus', () => {
  it('has a line for whatever is under way, until it ends', () => {
    const b = training({ endpoint: 'b' });
    expect(after(started, training(), b)).toHaveLength(2);
    expect(after(started, training(), b, training({ step: 1300 }))).toHaveLength(2);
    expect(after(started, training(), b, trained())).toEqual([
      expect.stringMatching(/^training b/),
    ]);
    expect(after(searching(), searching({ index: 0 }))).toHaveLength(2);
    expect(after(searching(), searching({ index: 0 }), found())).toHaveLength(1);
    expect(after(searching(), searching({ pair: ['a', 'c'] }), found())).toHaveLength(1);
  });

  it.each([finished, started])('is empty at $type', (event) => {
    expect(after(training(), searching(), event)).toEqual([]);
  });

  it('shows how far a loss has come down, in decades', () => {
    expect(after(training())).toEqual([
      'training a  ██████████░░░░░░░░░░  loss 0.01, threshold 0.001  step 1,200 of at most 20,000',
    ]);
    expect(after(training({ attempt: 2 }))[0]).toMatch(/^training a \(attempt 2\) {2}█{10}░{10} /);
  });

  it.each([
    [0.1, 0],
    [0.2, 0],
    [0.001, 20],
    [1e-9, 20],
    ['NaN', 0],
    ['Infinity', 0],
  ])('has a bar for a loss of %s', (loss, filled) => {
    // Over the wire a loss that is no finite number comes as text.
    const [line] = after(training({ loss: loss as number }));
    expect(line).toContain(`${'█'.repeat(filled)}${'░'.repeat(20 - filled)}`);
  });

  it('shows a search by its peak, beads and gradients', () => {
    expect(after(searching())).toEqual([
      'dss/greedy a – b  peak 0.0042, level 0.001  1 bead  1,500 gradients',
    ]);
    expect(after(searching({ peak: null, vertices: 2, gradientEvaluations: 1 }))).toEqual([
      'dss/greedy a – b  0 beads  1 gradient',
    ]);
    expect(after(searching({ tried: 2, level: 0.002 }))).toEqual([
      'dss/greedy a – b  try 3  peak 0.0042, level 0.002  1 bead  1,500 gradients',
    ]);
  });
});

describe('milestone', () => {
  it.each<readonly [RunEvent, string | null]>([
    [started, 'quadratic: 2 endpoints, then core/linear, dss/greedy'],
    [training(), null],
    [searching(), null],
    [finished, null],
    [trained(), 'endpoint a: reached, loss 0.0009987 after 1,200 steps'],
    [
      trained({ attempts: 2, steps: 1 }),
      'endpoint a: reached, loss 0.0009987 after 1 step of attempt 2',
    ],
    [
      trained({ reached: false, outcome: 'stalled', attempts: 3 }),
      'endpoint a: missed the threshold (stalled), loss 0.0009987 after 1,200 steps of attempt 3',
    ],
    [trained({ outcome: 'imported' }), 'endpoint a: imported, loss 0.0009987'],
    [trained({ outcome: 'given' }), 'endpoint a: given, loss 0.0009987'],
    [
      found(),
      'dss/greedy a – b: connected at 0.001 (sampled), peak 0.0009987, 1 bead; 34 samples 1/32 apart',
    ],
    [
      found({ verdict: 'not-found', grade: null, reason: 'depth', beads: 0 }),
      'dss/greedy a – b: not found at 0.001 (depth), peak 0.0009987',
    ],
    [
      { ...trained({ outcome: 'imported' }), reused: true },
      'endpoint a: imported, loss 0.0009987 (done before)',
    ],
    [
      { ...found(), reused: true },
      'dss/greedy a – b: connected at 0.001 (sampled), peak 0.0009987, 1 bead; 34 samples 1/32 apart (done before)',
    ],
    [{ type: 'log', level: 'warning', message: 'odd' }, 'warning: odd'],
  ])('%j', (event, text) => {
    expect(milestone(event)).toBe(text);
  });
});
