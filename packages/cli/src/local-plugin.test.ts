import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPlugins } from '@isthmus/core/node';
import { tfjsRuntime } from '@isthmus/tfjs';
import { checkArchitecture, checkOptimizer } from '@isthmus/core/conformance';
import type { Definition } from '@isthmus/core/contract';
import { isthmus, PATIENCE_MS, readJson, ROOT, temporaryFolder } from './testing/command.js';

const SPARSE = './examples/plugins/soft-threshold.mjs';
const RADIAL = './examples/plugins/radial-basis.mjs';
const EXAMPLE = 'examples/local-plugin.isthmus.json';

const bundles = await loadPlugins([SPARSE, RADIAL], ROOT);

describe('the example plugins do what the contract asks', () => {
  for (const definition of bundles.flat()) {
    if (definition.kind === 'architecture')
      for (const check of checkArchitecture(definition as Definition<'architecture'>, {
        tensors: tfjsRuntime,
        shapes: [
          { input: [3], output: [2] },
          { input: [1], output: [1] },
        ],
      }))
        it(`${definition.name} ${check.name}`, () => check.run());
    if (definition.kind === 'optimizer')
      for (const check of checkOptimizer(definition as Definition<'optimizer'>))
        it(`${definition.name} ${check.name}`, () => check.run());
  }
});

describe('a local plugin appears wherever the built-in ones do', { timeout: PATIENCE_MS }, () => {
  it('in the list', async () => {
    const { code, stdout } = await isthmus(['list', '--plugin', SPARSE, '--plugin', RADIAL]);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^architecture +core\/mlp /m);
    expect(stdout).toMatch(/^architecture +example\/skip +A linear model plus/m);
    expect(stdout).toMatch(/^architecture +example\/radial-basis /m);
    expect(stdout).toMatch(/^optimizer +example\/soft-threshold /m);
  });

  it('in the list for programs, with its options', async () => {
    const { stdout } = await isthmus(['list', 'optimizer', '--json', '--plugin', SPARSE]);
    const listed = JSON.parse(stdout) as { name: string; options: { properties: object } }[];
    const mine = listed.find(({ name }) => name === 'example/soft-threshold');
    expect(mine?.options.properties).toMatchObject({ strength: { default: 0.001 } });
  });

  it('in the schema', async () => {
    const { code, stdout } = await isthmus(['schema', '--plugin', SPARSE]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toBeTypeOf('object');
    expect(stdout).toContain('"example/skip"');
    expect(stdout).toContain('"Hidden units."');
    expect((await isthmus(['schema'])).stdout).not.toContain('example/skip');
  });

  it('in messages', async () => {
    const { code, stderr } = await isthmus([
      ...['run', EXAMPLE, '--out', join(temporaryFolder(), 'out')],
      ...[
        '--set',
        '/train/optimizer=example/soft-treshold',
        '--set',
        '/architecture/options/unit=2',
      ],
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /\/train\/optimizer: .*Did you mean "example\/soft-threshold".*core\/adam/,
    );
    expect(stderr).toMatch(/\/architecture\/options\/unit: .*Did you mean "units"/);
  });

  it('in a run of its own', async () => {
    const out = join(temporaryFolder(), 'out');
    expect((await isthmus(['run', EXAMPLE, '--out', out, '--quiet'])).code).toBe(0);
    const result = readJson(out, 'result.json');
    expect(result.arithmetic).toBe('float64-reference');
    expect(result.model?.layers.map(({ id }) => id)).toEqual([
      'straight',
      'hidden',
      'tanh',
      'read',
      'sum',
    ]);
    expect(result.config).toMatchObject({
      train: { optimizer: { use: 'example/soft-threshold', options: { learningRate: 0.1 } } },
    });
    // Its hidden units are found and permuted by the symmetry of another package.
    expect(result.pairs[0]?.alignment?.spaces).toHaveLength(1);
  });

  it('as plain tfjs code, and the record says so', async () => {
    const out = join(temporaryFolder(), 'out');
    const { code, stderr } = await isthmus([
      ...['run', EXAMPLE, '--out', out, '--require', 'connected'],
      ...['--set', '/plugins=["./plugins/radial-basis.mjs"]'],
      ...['--set', '/architecture=example/radial-basis', '--set', '/train/optimizer=core/adam'],
      ...['--set', '/align=[]', '--set', '/paths=["dss/greedy"]'],
    ]);
    expect(stderr).toMatch(/connected at 0\.001 \(sampled\)/);
    expect(code).toBe(0);
    const result = readJson(out, 'result.json');
    expect(result.arithmetic).toBe('float32-tfjs');
    expect(result.environment.engine).toMatch(/^tfjs-(wasm|cpu) 4\./);
    expect(result.model?.layers).toEqual([
      { id: 'apply', layer: 'code', output: [1], parameters: 24 },
    ]);
  });
});
