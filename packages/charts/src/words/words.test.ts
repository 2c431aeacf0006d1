import { describe, expect, it } from 'vitest';
import { connectedPath, exampleEndpoint } from '../testing/result.js';
import { finishedSeries, trainedSeries } from '../data/series.js';
import { outcomeWords, trainingWords } from './words.js';

describe('short words', () => {
  it('state verdict, level and grade', () => {
    const connected = {
      tag: 'finished',
      verdict: 'connected',
      grade: 'sampled',
      reason: null,
    } as const;
    expect(outcomeWords(connected, 0.001)).toBe('connected at 0.001 (sampled)');
    const open = { ...connected, verdict: 'not-found', grade: null, reason: 'depth' } as const;
    expect(outcomeWords(open, 0.001)).toBe('not found (depth)');
    const { outcome } = finishedSeries(connectedPath({ ends: 'free' }), 'x');
    expect(outcomeWords(outcome, 0.001)).toBe('connected at 0.001 (sampled, free ends)');
    expect(outcomeWords({ tag: 'running', gradientEvaluations: 0 }, 0.001)).toBe('running');
  });

  it.each([
    [{}, 'reached the threshold after 812 steps, loss 0.00098'],
    [
      { outcome: 'diverged', attempts: 3, reached: false, loss: Number.NaN },
      'missed the threshold (diverged) after 812 steps, attempt 3, loss NaN',
    ],
    [{ outcome: 'imported', attempts: 0, steps: 0 }, 'imported, loss 0.00098'],
    [{ outcome: 'given', attempts: 0, steps: 0 }, 'given, loss 0.00098'],
  ] as const)('tell a training: %#', (changes, words) => {
    expect(trainingWords(trainedSeries(exampleEndpoint(changes)))).toBe(words);
  });
});
