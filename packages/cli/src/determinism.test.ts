import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  isthmus,
  PATIENCE_MS,
  readJson,
  ROOT,
  temporaryFolder,
  writeExperiment,
} from './testing/command.js';

/** Batches, dropout and tfjs: all that draws numbers or computes outside the reference. */
const DRAWING = {
  name: 'drawing',
  seed: 0,
  task: 'core/digits',
  architecture: { use: 'core/mlp', options: { hidden: [12], dropout: 0.1 } },
  loss: 'core/cross-entropy',
  engine: 'tfjs',
  regularizers: [{ use: 'core/l2', options: { strength: 1e-5 } }],
  train: {
    optimizer: { use: 'core/adam', options: { learningRate: 0.01 } },
    threshold: 0.6,
    batchSize: 64,
  },
  endpoints: { count: 3 },
  align: ['symmetry/weight-matching'],
  paths: ['core/linear', { use: 'dss/greedy', options: { maxDepth: 3 } }],
};

/** `result.json` as text, without the fields that tell where and how long. */
function repeatable(out: string): string {
  const { environment: _, ...result } = readJson(out, 'result.json');
  return JSON.stringify(result, (key, value: unknown) => (key === 'seconds' ? undefined : value));
}

describe('two processes', () => {
  const examples = join(ROOT, 'examples');
  it.each([
    ['the reference', () => join(examples, 'quadratic.isthmus.json')],
    [
      'tfjs, batches, dropout and three endpoints',
      (folder: string) => writeExperiment(folder, DRAWING),
    ],
  ])(
    'give the same bytes, on one thread and on two: %s',
    { timeout: 2 * PATIENCE_MS },
    async (_, fileIn) => {
      const folder = temporaryFolder();
      const file = fileIn(folder);
      const outs = ['1', '2'].map((workers) => join(folder, workers));
      for (const [i, out] of outs.entries())
        expect(
          (await isthmus(['run', file, '--workers', String(i + 1), '--out', out, '--quiet'])).code,
        ).toBe(0);
      const [one, two] = outs as [string, string];
      expect(readJson(one, 'result.json').pairs[0]?.paths).toHaveLength(2);
      expect(repeatable(two)).toBe(repeatable(one));
      const models = readdirSync(join(one, 'models'));
      expect(readdirSync(join(two, 'models'))).toEqual(models);
      for (const model of models)
        expect(
          readFileSync(join(two, 'models', model)).equals(readFileSync(join(one, 'models', model))),
        ).toBe(true);
    },
  );

  it('give other networks for another seed', { timeout: 2 * PATIENCE_MS }, async () => {
    const folder = temporaryFolder();
    const run = (seed: string) =>
      isthmus([
        ...['run', 'examples/linear-regression.isthmus.json', '--seed', seed, '--quiet'],
        ...['--out', join(folder, seed)],
      ]);
    for (const seed of ['0', '1']) expect((await run(seed)).code).toBe(0);
    const results = ['0', '1'].map((seed) => readJson(folder, seed, 'result.json'));
    expect(results.map(({ seed }) => seed)).toEqual([0, 1]);
    expect(results[0]!.endpoints[0]!.loss).not.toBe(results[1]!.endpoints[0]!.loss);
  });
});
