import { describe, expect, it } from 'vitest';
import type { FileSource } from '@isthmus/contract';
import { entryText, rawFile } from '@isthmus/files/testing';
import { parseExperiment } from '../registry/parse.js';
import { resolveExperiment } from '../registry/resolve.js';
import { roundingWarning } from './rounding-warning.js';
import { runEndpointStep } from './endpoint-step.js';
import { openSession } from './session.js';
import { registry } from './testing/tiny-run.js';

const endpoint = (loss: number, before: number | null) => ({
  ...{ id: 'a', loss, source: 'a.safetensors' },
  rounding: { parameters: 2, loss: before },
});

describe('a loss before and after rounding', () => {
  it.each([
    [1.5, 0, true],
    [1, 1 + 2e-6, true],
    [1, 1 + 1e-7, false],
    [0, 0, false],
    [NaN, 1, true],
    [Infinity, Infinity, false],
  ])('%d, before %d: %s', (loss, before, warned) => {
    expect(roundingWarning(endpoint(loss, before)) !== null).toBe(warned);
  });

  it('is not known of what computes in float32, and of what was not rounded', () => {
    expect(roundingWarning(endpoint(1, null))).toBeNull();
    expect(roundingWarning({ ...endpoint(1, 2), rounding: null })).toBeNull();
  });
});

// f = x (k + 1 - k): in float32 the 1 is lost, and with it all of the function.
const data = new TextEncoder().encode('x,y\n1,1\n2,2\n-1,-1\n-0.5,-0.5\n');
const big = 2 ** 27;
const weights = (values: readonly number[]) => {
  const entries = [
    entryText('dense1.kernel', 'F64', '[1,2]', '[0,16]'),
    entryText('dense2.kernel', 'F64', '[2,1]', '[16,32]'),
  ];
  return rawFile(`{${entries.join()}}`, new Uint8Array(Float64Array.from(values).buffer));
};
const files: FileSource = {
  read: async (name) => (name === 'd.csv' ? data : weights([big + 1, big, 1, -1])),
};
const hooks = { signal: new AbortController().signal, emit: () => undefined };

const subjects = {
  'a file for a network': {
    task: { use: 'core/csv', options: { file: 'd.csv', inputs: ['x'], targets: ['y'] } },
    architecture: { use: 'core/mlp', options: { hidden: [2], activation: 'none', bias: false } },
    endpoints: { files: ['a.safetensors', 'b.safetensors'] },
  },
  'a point for a network': {
    task: { use: 'core/csv', options: { file: 'd.csv', inputs: ['x'], targets: ['y'] } },
    architecture: { use: 'core/mlp', options: { hidden: [2], activation: 'none', bias: false } },
    endpoints: { points: [[big + 1, big, 1, -1], [big + 1, big, 1, -1]] }, // prettier-ignore
  },
  'a point of an objective': {
    objective: { use: 'core/double-well', options: {} },
    endpoints: { points: [[1 + 1e-9, 0], [1, 0]] }, // prettier-ignore
  },
};

it.each(Object.entries(subjects))('%s: both losses are in the record', async (_, subject) => {
  const raw = { name: 'rounded', ...subject, paths: ['core/linear'] };
  const experiment = resolveExperiment(parseExperiment(raw), registry);
  const session = await openSession(experiment, registry, files);
  const { record } = await runEndpointStep(session, { kind: 'endpoint', id: 'a' }, hooks);
  session.dispose();
  expect(record.rounding?.parameters).toBe(1);
  const warning = roundingWarning(record);
  expect(warning?.message).toContain(String(record.loss));
  expect(warning?.message).toContain(String(record.rounding!.loss));
  if ('objective' in subject) {
    expect(record.loss).toBe(0);
    expect(record.rounding!.loss).toBeGreaterThan(0);
  } else expect([record.rounding!.loss, record.loss]).toEqual([0, 1.5625]);
});
