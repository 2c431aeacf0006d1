import { tfjsRuntime } from '@isthmus/tfjs';
import { describe, expect, it } from 'vitest';
import { architectures } from '../builtin/architectures/index.js';
import type { SampleShapes } from '@isthmus/contract';
import { type Definition } from '@isthmus/contract';
import { runChecks } from './check.js';
import { checkArchitecture, type ArchitectureCheckSetup } from './check-architecture.js';
import { codesOf } from './testing/planted.js';
import { doubled, doublingLayer, planted, plugin, sound } from './testing/planted-architectures.js';

const rows: SampleShapes = { input: [3], output: [2] };
const images: SampleShapes = { input: [6, 6, 2], output: [4] };

/** Every built-in architecture, so that every layer that it may have is in one of its graphs. */
const setups: Readonly<Record<string, readonly ArchitectureCheckSetup[]>> = {
  'core/mlp': [
    { options: { hidden: [] }, shapes: [rows, images] },
    { options: { hidden: [5, 4], activation: 'relu' }, shapes: [rows, images] },
    {
      options: { hidden: [5], activation: 'gelu', dropout: 0.3, bias: false },
      shapes: [rows],
    },
    { options: { hidden: [5], activation: 'tanh', outputActivation: 'sigmoid' }, shapes: [rows] },
  ],
  'core/convnet': [
    { options: { blocks: [{ filters: 3 }], dense: [5] }, shapes: [images] },
    {
      options: { blocks: [{ filters: 3 }], residual: true, pooling: 'average' },
      shapes: [images],
    },
  ],
  'core/resnet': [
    { options: { stages: [{ width: 2 }, { width: 3 }] }, shapes: [images] },
    {
      options: { stages: [{ width: 4, blocks: 2 }], norm: 'layer', activation: 'tanh' },
      shapes: [images],
    },
    { options: { stages: [{ width: 2 }], norm: 'none' }, shapes: [images] },
  ],
};

describe.each(architectures.map((each) => [each.name, each] as const))(
  'the built-in architecture %s',
  (name, architecture) => {
    it('has a setup here', () => expect(setups[name]).toBeDefined());
    for (const [i, setup] of (setups[name] ?? []).entries())
      for (const check of checkArchitecture(architecture, { ...setup, tensors: tfjsRuntime }))
        it(`${check.name} (${i})`, () => check.run());
  },
);

const trying = async (
  definition: Definition<'architecture'>,
  setup: ArchitectureCheckSetup = {},
) => [...new Set(await codesOf(checkArchitecture(definition, { tensors: tfjsRuntime, ...setup })))];

describe('checkArchitecture', () => {
  it('finds nothing in a sound architecture given as code', async () => {
    expect(await trying(plugin(() => sound))).toEqual([]);
  });

  it.each(planted)('finds $fault', async ({ code, checks }) => {
    expect(await codesOf(checks())).toContain(code);
  });

  it('finds a layer that says different things to its interpreters', async () => {
    expect(await trying(doubled, { layers: [doublingLayer] })).toEqual([
      'conformance/architecture-interpreters-differ',
      'conformance/layer-tfjs',
    ]);
  });

  it('says which layer it is that fails', async () => {
    const setup = { tensors: tfjsRuntime, layers: [doublingLayer] };
    const results = await runChecks(checkArchitecture(doubled, setup));
    const messages = results.flatMap(({ error }) => (error instanceof Error ? error.message : []));
    expect(messages).toContainEqual(expect.stringMatching(/^Layer "twice" \(test\/doubling\): tfjs computes/)); // prettier-ignore
  });

  it('names a layer that is not there', async () => {
    expect(await trying(doubled)).toEqual(['config/unknown-plugin']);
  });
});
