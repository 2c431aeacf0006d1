import type { PairRecord } from '@isthmus/core/contract';
import { expect, it } from 'vitest';
import { foundPath, reportResult } from '../report/testing/result.js';
import { verdictsText } from './verdicts.js';

const [first] = reportResult().pairs;
const pair = (b: string, count = 1): PairRecord => ({
  ...first!,
  b,
  paths: Array.from({ length: count }, () => foundPath({ strategy: 'x/y', level: 0.5 })),
});

it('names the pair where there are several', () => {
  expect(verdictsText({ pairs: [pair('b')] })).toBe('x/y connected at 0.5 (sampled)');
  expect(verdictsText({ pairs: [pair('b'), pair('c')] })).toBe(
    'x/y a – b connected at 0.5 (sampled); x/y a – c connected at 0.5 (sampled)',
  );
});

it('counts what one line has no room for', () => {
  expect(verdictsText({ pairs: [pair('b', 6)] })).toMatch(/^(?:x\/y [^;]+; ){4}and 2 more$/);
});
