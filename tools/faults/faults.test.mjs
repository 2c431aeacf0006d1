// Holds the catalogue of faults to be complete, and runs a small share of it by the built command.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KINDS } from '@isthmus/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../packages/cli/bin/build.mjs';
import { prepared } from './cases.mjs';
import { catalogue, phasesOf, share } from './catalogue.mjs';
import { AGAINST_THE_RECORD, MISDEEDS } from './misdeeds.mjs';
import { faultsOf, runCommand } from './run-case.mjs';
import { kindOf, SOUND } from './sound.mjs';

const root = mkdtempSync(join(tmpdir(), 'isthmus-faults-test-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

describe('the catalogue of faults', () => {
  it('has a sound plugin of every kind', () => {
    expect(new Set(Object.keys(SOUND).map(kindOf))).toEqual(new Set(KINDS));
  });

  it('tries every function of every kind that is run, and every misdeed', () => {
    const cases = catalogue();
    const tried = new Set(cases.map(({ form, phase }) => `${form} ${phase}`));
    for (const form of Object.keys(SOUND).filter((form) => form !== 'certifier'))
      for (const phase of phasesOf(form)) expect(tried).toContain(`${form} ${phase}`);
    const misdeeds = new Set(cases.map(({ misdeed }) => misdeed));
    expect(misdeeds).toEqual(
      new Set([...Object.keys(MISDEEDS), ...Object.keys(AGAINST_THE_RECORD)]),
    );
    expect(new Set(share().map(({ misdeed }) => misdeed))).toEqual(misdeeds);
  });
});

/** One of each sort; `npm run faults` runs all of them. */
const SHARE = [
  ['optimizer', 'update', 'throwsNull'],
  ['optimizer', 'update', 'changesArguments'],
  ['optimizer', 'update', 'patchesFloat32Array'],
  ['pathStrategy', 'step', 'ticksForEver'],
  ['optimizer', 'update', 'leaksArrays'],
  ['pathStrategy', 'status', 'loops'],
  ['pathStrategy', 'status', 'givesUnknownReason'],
  ['symmetry', 'align', 'exits0'],
  ['analysis', 'analyze', 'changesArguments'],
  ['architecture as code', 'build.apply', 'killsItself'],
  ['task', 'load', 'neverSettles'],
  ['objective', 'value', 'throwsInTimer'],
  ['reporter', 'render', 'loops'],
  ['reporter', 'render', 'overwritesRecord'],
  ['module', 'import', 'patchesJson'],
  ['module', 'import', 'loops'],
  ['module', 'import', 'floods'],
];

describe('a faulty plugin is named, bounded, and leaves the record as it was', () => {
  beforeAll(() => void build('ignore'));

  it.each(SHARE)('%s, %s: %s', async (form, phase, misdeed) => {
    const folder = join(root, `${form} ${phase} ${misdeed}`.replaceAll(/\W+/g, '-'));
    const out = join(folder, 'out');
    const one = { form, phase, misdeed, kind: kindOf(form) };
    const { file, expected } = prepared(folder, one, out);
    const run = await runCommand([file, '--out', out, '--quiet'], folder, 110_000);
    expect({ faults: faultsOf(run, out, expected), said: run.stderr }).toEqual({
      faults: [],
      said: run.stderr,
    });
  });
});
