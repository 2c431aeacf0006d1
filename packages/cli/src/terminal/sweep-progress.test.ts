import { describe, expect, it } from 'vitest';
import { allProgress, jsonProgress, liveProgress, plainProgress } from './progress.js';
import { createScreen } from './testing/screen.js';
import { training } from './testing/events.js';
import type { SweepEvent, SweepRow } from '../protocol/sweep-events.js';
import { sweepLines, sweepTableText } from './sweep-progress.js';

const rowAt = (i: number, change: Partial<SweepRow> = {}): SweepRow => ({
  values: [`0.${i}`],
  strategy: 'dss/greedy',
  trials: { total: 20, finished: i, failed: 0 },
  ...{ pairs: i, reached: i, connected: Math.min(i, 7), low: 0.25, high: 1 },
  ...{ normalizedLength: 1.25, beads: 3.125 },
  ...change,
});

const table = {
  names: ['threshold'],
  rows: Array.from({ length: 50 }, (_, i) => rowAt(i)),
  ...{ before: 0, after: 0, active: 30 },
};
const progress = {
  ...{ count: 1000, finished: 612, failed: 2, table },
  running: Array.from({ length: 9 }, (_, i) => `/seed = ${i}: training a`),
};

const started: SweepEvent = {
  type: 'sweep/started',
  ...{ name: 'widths', folder: '/runs/widths', count: 6, workers: 2 },
  axes: [{ pointer: '/seed', count: 6 }],
};
const ended = (change: object): SweepEvent => ({
  type: 'trial/finished',
  ...{ trial: '0a', values: { '/seed': 3 }, status: 'finished', found: false, error: null },
  ...{ outcome: 'core/linear connected at 0.1 (sampled)', ended: 4, count: 6, ...change },
});

describe('the table of a sweep', () => {
  it('says beside each mean how many pairs are connected', () => {
    expect(
      sweepTableText({ ...table, rows: [rowAt(9), rowAt(0, { normalizedLength: null })] }),
    ).toBe(
      [
        'threshold  strategy    trials  connected  95 % interval  mean length  mean beads  reached',
        '─────────  ──────────  ──────  ─────────  ─────────────  ───────────  ──────────  ───────',
        '      0.9  dss/greedy    9/20        7/9    0.25 – 1.00        1.250         3.1      9/9',
        '      0.0  dss/greedy    0/20        0/0              –            –         3.1      0/0',
      ].join('\n'),
    );
  });

  it.each([40, 60, 80, 200])('keeps what is connected at %i columns', (width) => {
    const text = sweepTableText({ ...table, after: 12 }, width);
    expect(text).toContain('connected');
    expect(text).toMatch(/12 more rows stand in sweep\.json\.$/);
    if (width > 40) for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width); // prettier-ignore
  });
});

describe('a sweep on a terminal', () => {
  it.each([5, 10, 24, 100])('fits %i rows, around what changes', (rows) => {
    const lines = sweepLines(progress, { columns: 100, rows });
    expect(lines.length).toBeLessThan(Math.max(rows, 12));
    expect(lines.at(-1)).toBe('612 of 1,000 trials finished, 2 failed');
    expect(lines.join('\n')).toContain('0.30');
  });

  it('is drawn live, and leaves what failed on the screen', async () => {
    const screen = createScreen(100);
    const live = liveProgress(screen);
    live.show(started);
    live.show({ type: 'sweep/progress', ...progress, table: { ...table, rows: [rowAt(3)], active: 0 } }); // prettier-ignore
    live.show(ended({}));
    live.show(ended({ status: 'failed', error: { code: 'x/y', message: 'out of memory' } }));
    await new Promise((ok) => setTimeout(ok, 150));
    const lines = screen.lines();
    expect(lines[0]).toBe('widths: 6 trials over /seed (6), 2 at once');
    expect(lines[1]).toBe('trial 4 of 6: /seed = 3: failed: out of memory');
    expect(lines.some((line) => line.includes('3/20'))).toBe(true);
    live.end();
    expect(screen.lines()).toHaveLength(3);
  });

  it('is told in plain lines and as events elsewhere', () => {
    const [plain, json] = [[] as string[], [] as string[]];
    const shown = allProgress(
      plainProgress({ write: (text: string) => plain.push(text) > 0 }),
      jsonProgress({ write: (text: string) => json.push(text) > 0 }),
    );
    const event = training();
    for (const one of [
      started,
      { type: 'trial/event', trial: '0a', event } as const,
      { type: 'sweep/progress', ...progress } as const,
      ended({ found: true }),
    ])
      shown.show(one);
    expect(plain).toEqual([
      'widths: 6 trials over /seed (6), 2 at once\n',
      'trial 4 of 6: /seed = 3: core/linear connected at 0.1 (sampled) (as found)\n',
    ]);
    expect(json.map((line) => JSON.parse(line) as unknown)).toEqual([
      started,
      { trial: '0a', ...event },
      ended({ found: true }),
    ]);
  });
});
