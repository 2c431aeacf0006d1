import { describe, expect, it } from 'vitest';
import { core } from '../builtin/index.js';
import { experimentIssues } from './every-issue.js';
import { Registry } from './registry.js';

const registry = Registry.of(core);
const SOUND = {
  name: 'x',
  task: 'core/polynomial',
  architecture: { use: 'core/mlp', options: { hidden: [4] } },
  train: { threshold: 0.1 },
  paths: ['core/linear'],
};

const pointers = (raw: unknown) => experimentIssues(raw, registry).map(({ pointer }) => pointer);

describe('all faults of an experiment at once', () => {
  it('are none of a sound one', () => {
    expect(experimentIssues(SOUND, registry)).toEqual([]);
  });

  it('are those of its shape and of its plugins together', () => {
    const architecture = { use: 'core/mpl', options: { hidden: [4] } };
    const raw = { ...SOUND, sed: 1, architecture, paths: ['core/liner', 'core/linear'] };
    const issues = experimentIssues(raw, registry);
    expect(issues.map(({ pointer, meant }) => [pointer, meant])).toEqual([
      ['/sed', 'seed'],
      ['/architecture', 'core/mlp'],
      ['/paths/0', 'core/linear'],
    ]);
  });

  it('name the task and the architecture that are missing while keys are unknown', () => {
    const { task: _, architecture: __, ...rest } = SOUND;
    expect(pointers({ ...rest, sed: 1 })).toEqual(['/sed', '/task', '/architecture']);
    expect(pointers({ ...rest, taks: 'core/xor' })).toEqual(['/taks', '/architecture']);
  });

  it('say nothing twice of one place', () => {
    const raw = { ...SOUND, paths: [{ use: 'core/liner', optons: {} }], sed: 1 };
    expect(pointers(raw)).toEqual(['/paths/0/optons', '/sed']);
  });

  it.each([
    null,
    1,
    'text',
    [],
    [[]],
    { task: 1 },
    { paths: { use: 1 } },
    { train: [] },
    {
      format: 'isthmus/result@1',
    },
  ])('are told of %j too', (raw) => {
    expect(pointers(raw).length).toBeGreaterThan(0);
  });
});
