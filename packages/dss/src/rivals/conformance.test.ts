import { checkPathStrategy, type GivenOptions } from '@isthmus/core/conformance';
import type { Definition } from '@isthmus/core/contract';
import { describe, it } from 'vitest';
import { autoneb } from './autoneb.js';
import { bezier } from './bezier.js';
import { neb } from './neb.js';
import { polychain } from './polychain.js';

/** Searches that cannot succeed end by stalling; the shorter, the quicker. */
const quick = { judgeEvery: 10, stall: { window: 30 } };
const equal = { insert: 'equal', count: 1 };

describe('every rival keeps the contract of path strategies', () => {
  const variants: readonly (readonly [string, Definition<'pathStrategy'>, GivenOptions])[] = [
    ['a chain of one bend', polychain, quick],
    ['a chain of three bends by two samples', polychain, { ...quick, bends: 3, samplesPerStep: 2 }],
    ['a Bézier curve', bezier, { ...quick, bends: 2, vertices: 6, noise: 0 }],
    ['a band', neb, { ...quick, beads: 3 }],
    ['a band with springs', neb, { ...quick, spring: 2, beads: 3, maxSteps: 35 }],
    ['bands in cycles', autoneb, { ...quick, cycles: [{ repeat: 2 }, { ...equal, scale: 0.5 }] }],
  ]; // prettier-ignore
  const matrix = variants.flatMap(([title, strategy, options]) =>
    checkPathStrategy(strategy, { options }).map(({ name, run }) => [`${title}: ${name}`, run]),
  ) as readonly (readonly [string, () => void | Promise<void>])[];

  it.each(matrix)('%s', (_, run) => run());
});
