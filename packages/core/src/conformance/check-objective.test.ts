import { describe, expect, it } from 'vitest';
import type { Objective } from '@isthmus/contract';
import { runChecks } from './check.js';
import { checkObjective } from './check-objective.js';
import { codesOf } from './testing/planted.js';
import { sound, making, planted } from './testing/planted-objectives.js';

const failures = async (change: Partial<Objective>) =>
  (await runChecks(checkObjective(making(() => ({ ...sound, ...change })))))
    .filter(({ passed }) => !passed)
    .map(({ error }) => (error as { code?: string }).code);

describe('checkObjective', () => {
  it('finds nothing in a sound objective', async () => {
    expect(await failures({})).toEqual([]);
    const terms = [
      { factor: 1, powers: [2, 0] },
      { factor: 4, powers: [0, 2] },
    ];
    expect(await failures({ form: { kind: 'polynomial', terms } })).toEqual([]);
  });

  it.each(planted)('finds $fault', async ({ code, checks }) => {
    expect(await codesOf(checks())).toContain(code);
  });

  it('asks at the points that it is given', async () => {
    const odd = making(() => ({ ...sound, value: ([x = 0]) => (x === 100 ? -1 : x * x) }));
    const checks = checkObjective(odd, { points: [[100, 0]] });
    const found = (await runChecks(checks)).filter(({ passed }) => !passed);
    expect(found.map(({ error }) => (error as { code?: string }).code)).toContain(
      'conformance/objective-negative',
    );
  });
});
