import { describe, expect, it } from 'vitest';
import { failureWords, runNotes } from './notes.js';
import { exampleEndpoint, examplePair, examplePath, exampleResult } from '../testing/result.js';

const missed = (id: string, loss: number) =>
  exampleEndpoint({ id, loss, reached: false, outcome: 'budget', attempts: 3, steps: 900 });

describe('runNotes', () => {
  it('has the warnings, endpoints that missed the threshold, and those above a level', () => {
    const profile = { t: [0, 1], loss: [0.0005, 0.004] };
    const pairs = [examplePair({ paths: [examplePath({ profile, level: 0.001 })] })];
    const warnings = [{ code: 'data/unscaled', message: 'scale the inputs.' }];
    const endpoints = [exampleEndpoint(), missed('b', 0.004)];
    const notes = runNotes({ pairs, warnings, endpoints, threshold: 0.001 });
    expect(notes.slice(0, 2)).toEqual([
      'scale the inputs. (data/unscaled)',
      'Endpoint b missed the threshold 0.001: loss 0.004 after 900 steps of attempt 3 (train.maxSteps used up).',
    ]);
    expect(notes[2]).toMatch(/^No path can stay at or below level 0\.001: b itself .* 0\.004\./);
    expect(runNotes(exampleResult())).toEqual([]);
  });

  it('names several endpoints in one sentence, and not all of many', () => {
    const endpoints = Array.from({ length: 10 }, (_, i) => missed(`e${i}`, 0.002 + i / 1000));
    const [note] = runNotes({ pairs: [], endpoints, threshold: 0.001 });
    expect(note).toBe(
      '10 endpoints of 10 missed the threshold 0.001: e0 (0.002), e1 (0.003), e2 (0.004), e3 (0.005), e4 (0.006), e5 (0.007), e6 (0.008), e7 (0.009) and 2 more; the highest loss is 0.011.',
    );
  });
});

it('a failed strategy is not named twice', () => {
  expect(failureWords('a/b', 'The path strategy "a/b" failed in init: no')).toBe('in init: no');
  expect(failureWords('a/b', 'Out of memory.')).toBe('Out of memory.');
});
