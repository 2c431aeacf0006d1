import { describe, expect, it } from 'vitest';
import type { SweepEvent } from '@isthmus/cli/runner';
import { newRun } from '../protocol/run-view.js';
import { withSweepEvent } from './sweep-view.js';

const table = { names: [], rows: [], before: 0, after: 0, active: 0 };
const started: SweepEvent = {
  type: 'sweep/started',
  ...{ name: 'widths', folder: '/runs/widths', axes: [], count: 12, workers: 2 },
};
const progress: SweepEvent = {
  type: 'sweep/progress',
  ...{ count: 12, finished: 3, failed: 1, table },
  running: Array.from({ length: 9 }, (_, i) => `/seed = ${i}: training a`),
};
const finished: SweepEvent = {
  type: 'sweep/finished',
  ...{ status: 'failed', folder: '/runs/widths', reports: ['/runs/widths/sweep.html'] },
  ...{ finished: 11, failed: 1, count: 12 },
};

describe('the view of a sweep', () => {
  const begun = withSweepEvent(newRun('x', 'x.isthmus.json', 'the bundled isthmus'), started);

  it('tells how many trials are done', () => {
    expect(begun).toMatchObject({ name: 'widths', state: 'running' });
    const { messages } = withSweepEvent(begun, progress);
    expect(messages).toEqual(['A sweep: 3 of 12 trials finished, 1 failed.']);
  });

  it('stays cancelling while trials end', () => {
    expect(withSweepEvent({ ...begun, state: 'cancelling' }, progress).state).toBe('cancelling');
  });

  it('ends with the folder and the report to open', () => {
    expect(withSweepEvent(begun, finished)).toMatchObject({
      state: 'failed',
      folder: '/runs/widths',
      reports: ['/runs/widths/sweep.html'],
      messages: ['A sweep: 11 of 12 trials finished, 1 failed.'],
    });
  });

  it('leaves the events of trials aside', () => {
    const event: SweepEvent = { type: 'trial/started', trial: 'a', values: {} };
    expect(withSweepEvent(begun, event)).toBe(begun);
  });
});
