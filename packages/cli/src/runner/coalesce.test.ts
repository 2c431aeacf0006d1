import { describe, expect, it } from 'vitest';
import type { RunEvent } from '@isthmus/core/contract';
import { found, searching, started, trained, training } from '../terminal/testing/events.js';
import { coalesced } from './coalesce.js';

const pause = (ms: number) => new Promise((ok) => setTimeout(ok, ms));

function collected() {
  const events: RunEvent[] = [];
  return { events, ...coalesced((event) => events.push(event)) };
}

describe('coalesced', () => {
  it('passes at most ten snapshots a second on, the latest of each', async () => {
    const { events, emit } = collected();
    const begun = performance.now();
    for (let step = 0; performance.now() - begun < 350; step++) {
      emit(training({ step }));
      emit(training({ endpoint: 'b', step: 2 * step }));
      await pause(1);
    }
    await pause(150);
    const steps = events.map((event) => (event.type === 'endpoint/progress' ? event.step : -1));
    expect(events.length).toBeGreaterThanOrEqual(4);
    expect(events.length).toBeLessThanOrEqual(2 * 5);
    // Pairs of one moment: a's latest, and b's of the same turn.
    for (let i = 0; i < steps.length; i += 2) expect(steps[i + 1]).toBe(2 * steps[i]!);
    expect(steps.filter((_, i) => i % 2 === 0)).toEqual(
      [...steps.filter((_, i) => i % 2 === 0)].sort((a, b) => a - b),
    );
  });

  it('passes milestones on at once, behind the snapshots that wait', () => {
    const { events, emit } = collected();
    const first = training({ step: 1 });
    const last = training({ step: 2 });
    for (const event of [started, first, last, trained()]) emit(event);
    expect(events).toEqual([started, last, trained()]);
  });

  it('tells paths apart by their pair and their place', () => {
    const { events, emit, flush } = collected();
    const paths = [searching(), searching({ index: 0 }), searching({ pair: ['a', 'c'] })];
    for (const event of [...paths, ...paths]) emit(event);
    flush();
    expect(events).toEqual(paths);
    emit(found());
    expect(events).toHaveLength(4);
  });

  it('passes the latest graph on', () => {
    const { events, emit, flush } = collected();
    const graph = { nodes: [], edges: [], merges: [], counts: [], atThreshold: null };
    const told = [0.1, 0.2].map(
      (loss) =>
        ({ type: 'graph/progress', graph: { ...graph, nodes: [{ id: 'a', loss }] } }) as const,
    );
    for (const event of told) emit(event);
    flush();
    expect(events).toEqual([told[1]]);
  });

  it('passes nothing on twice', async () => {
    const { events, emit, flush } = collected();
    emit(training());
    flush();
    await pause(150);
    expect(events).toHaveLength(1);
  });
});
