import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { core } from '../builtin/index.js';
import { define } from '@isthmus/contract';
import { isIsthmusError } from '@isthmus/contract/base';
import { extremeOptions } from '../registry/testing/extreme-options.js';
import { rejectionOf } from '@isthmus/contract/testing';
import { memoryLimit } from './memory-limit.js';
import { tinySession } from './testing/tiny-run.js';

/** Small tasks by the number of axes that their inputs have. */
const TASKS = ['core/xor', { use: 'core/fashion-mnist-mini', options: { splits: { train: [0, 4], probe: [4, 8], test: [8, 12] } } }]; // prettier-ignore

const open = (change: object, plugins: Parameters<typeof tinySession>[2] = []) =>
  tinySession({ align: [], engine: 'auto', ...change }, undefined, plugins);

describe('what a network needs', () => {
  it.each([
    ['mlp', { use: 'core/mlp', options: { hidden: [1e6, 1e6] } }, /1,000,00\d,000,001 parameters \(dense2\.kernel \[1000000, 1000000\] alone 1,000,000,000,000\)\. That needs at least 16 TB/], // prettier-ignore
    ['mlp beyond whole numbers', { use: 'core/mlp', options: { hidden: [2 ** 53 - 1, 2 ** 53 - 1] } }, /8\.1e\+31 parameters/], // prettier-ignore
  ])('is too much of an %s', async (_, architecture, words) => {
    const error = await rejectionOf(() => open({ architecture }));
    expect(error.code).toBe('config/too-large');
    expect(error.message).toMatch(/^\/architecture\/options: /);
    expect(error.message).toMatch(words);
  });

  it('of an architecture given as code is known before its parameters are made', async () => {
    const made: string[] = [];
    const wide = define({
      kind: 'architecture',
      name: 'test/wide',
      summary: 'One array that no machine holds.',
      sources: [],
      options: z.strictObject({}),
      create: () => ({
        build: () => ({
          spec: { leaves: [{ name: 'w', shape: [1e8, 1e8], axes: [null, null] }] },
          init: () => {
            made.push('parameters');
            return {};
          },
          apply: (_, x) => x,
        }),
      }),
    });
    const error = await rejectionOf(() => open({ architecture: 'test/wide' }, [wide]));
    expect(error).toMatchObject({ code: 'config/too-large' });
    expect(error.message).toMatch(/^\/architecture: "test\/wide" makes 1\.0e\+16 parameters/);
    expect(made).toEqual([]);
  });

  it('of an objective is known too', async () => {
    const flat = define({
      kind: 'objective',
      name: 'test/flat',
      summary: 'Flat, of very many parameters.',
      sources: [],
      options: z.strictObject({}),
      create: () => ({
        spec: { leaves: [{ name: 'w', shape: [1e12], axes: [null] }] },
        unit: 'units',
        init: () => ({}),
        value: () => 0,
        gradient: () => new Float64Array(0),
      }),
    });
    const subject = { task: undefined, architecture: undefined, objective: 'test/flat' };
    const error = await rejectionOf(() => open(subject, [flat]));
    expect(error.message).toMatch(
      /^\/objective: "test\/flat" makes 1,000,000,000,000 parameters\. /,
    );
  });

  const architectures = core.filter(({ kind }) => kind === 'architecture');
  const matrix = architectures.flatMap((definition) =>
    extremeOptions(definition).flatMap(({ place, options }) =>
      TASKS.map((task, i) => ({ use: definition.name, place, options, task, axes: 1 + 2 * i })),
    ),
  );

  const tooLarge = new Set<string>();

  it('is tried at every option of every architecture', () => {
    expect(new Set(matrix.map(({ use }) => use)).size).toBe(architectures.length);
  });

  // A machine that could hold them would be given one of 1 MB, so that the test is the same on all.
  it.each(matrix)(
    'is bounded for $use at $place, inputs of $axes axes',
    { timeout: 60_000 },
    async ({ use, options, task }) => {
      const before = process.env['ISTHMUS_MEMORY'];
      process.env['ISTHMUS_MEMORY'] = '20MB';
      try {
        const session = await open({ task, architecture: { use, options }, loss: 'core/mse' });
        expect(session.demand.bytes).toBeLessThanOrEqual(20e6);
        session.dispose();
      } catch (thrown) {
        if (!isIsthmusError(thrown)) throw thrown;
        if (thrown.code === 'config/too-large') tooLarge.add(use);
        expect(thrown.code).toMatch(/^(config|architecture|network|layer)\//);
        expect(thrown.message.length).toBeLessThan(2000);
      } finally {
        if (before === undefined) delete process.env['ISTHMUS_MEMORY'];
        else process.env['ISTHMUS_MEMORY'] = before;
      }
    },
  );

  it('was too much for every architecture somewhere', () => {
    expect([...tooLarge].sort()).toEqual(architectures.map(({ name }) => name).sort());
  });
});

describe('the limit', () => {
  it.each([
    ['8GB', 8e9],
    ['512 MiB', 512 * 1024 ** 2],
    ['1.5kB', 1500],
    ['1000', 1000],
    ['2t', 2e12],
  ])('%s is %d bytes', (text, bytes) => {
    expect(memoryLimit({ ISTHMUS_MEMORY: text })).toEqual({
      bytes,
      origin: 'as ISTHMUS_MEMORY says',
    });
  });

  it.each(['much', '-1', '0', '8XB', '1e400', '8GB8'])('is refused as %s', (text) => {
    expect(() => memoryLimit({ ISTHMUS_MEMORY: text })).toThrow(/such as 8GB, got/);
  });

  it('is a part of the memory where none is set', () => {
    const { bytes, origin } = memoryLimit({});
    expect(bytes).toBeGreaterThan(2 ** 27);
    expect(bytes).toBeLessThan(2 ** 50);
    expect(origin).toMatch(/^three quarters of the \d/);
  });
});
