import { expect, it } from 'vitest';
import { decodeModel, importModel } from '@isthmus/files';
import { unroundedPoint } from '@isthmus/files/internal';
import { entryText, oneTensor, rawFile } from '@isthmus/files/testing';
import { buildNetwork } from '@isthmus/engine';
import { createRng } from '@isthmus/contract/base';
import { narrowed, sameBits } from '@isthmus/contract/parameters';
import { core } from '../builtin/index.js';
import { Registry } from '../registry/registry.js';
import { layersOf } from './open-network.js';

const bytesOf = (values: readonly number[]) => [
  ...new Uint8Array(Float64Array.from(values).buffer),
];

it.each([
  ['fits float32', [0, -0, 0.5, 1 / 1024]],
  ['is small', [2 ** -149, -(2 ** -126)]],
  ['is no number', [NaN]],
])('what %s is not rounded', (_, values) => {
  const file = oneTensor('F64', `[${values.length}]`, bytesOf(values));
  expect(unroundedPoint(file, 'a', (part) => decodeModel(part, 'a'))).toBeNull();
});

it('gives float64 numbers bit for bit, of every size that float32 reaches', () => {
  const rng = createRng(4);
  const values = Array.from({ length: 500 }, () => rng.normal() * 10 ** Math.round(60 * rng.next() - 25)); // prettier-ignore
  const file = oneTensor('F64', '[500]', bytesOf([...values, 1e8 + 1].slice(1)));
  const point = unroundedPoint(file, 'a', (part) => decodeModel(part, 'a'))!;
  expect([...point.w!.data]).toEqual([...values, 1e8 + 1].slice(1));
});

it('brings them into the places that their roundings have', () => {
  const registry = Registry.of(core);
  const shapes = { input: [4, 4, 2], output: [3] };
  const architecture = { use: 'core/convnet', options: { blocks: [{ filters: 2 }] } } as const;
  const { plugin } = registry.resolve('architecture', architecture, '/architecture');
  const network = buildNetwork(plugin.build(shapes), shapes, layersOf(registry));
  // A state dict of PyTorch: [out, in, h, w] and [out, in], channels slowest after the flattening.
  const [kernel, dense] = network.spec.leaves.filter(({ name }) => name.endsWith('.kernel'));
  const torch = [
    ['0.weight', [2, 2, kernel!.shape[0]!, kernel!.shape[1]!]],
    ['0.bias', [2]],
    ['1.weight', [3, dense!.shape[0]!]],
    ['1.bias', [3]],
  ] as const;
  const rng = createRng(5);
  let at = 0;
  const values: number[] = [];
  const entries = torch.map(([name, shape]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    for (let i = 0; i < size; i++) values.push(rng.normal());
    const begin = at;
    at += 8 * size;
    return entryText(name, 'F64', `[${shape.join()}]`, `[${begin},${at}]`);
  });
  const file = rawFile(`{${entries.join()}}`, bytesOf(values));
  const read = (bytes: Uint8Array) => importModel(bytes, 'a', network).params;
  const point = unroundedPoint(file, 'a', read)!;
  expect(sameBits(narrowed(point), read(file))).toBe(true);
  // All of them, each to the last bit.
  const found = Object.values(point).flatMap(({ data }) => [...data]);
  expect(found.toSorted((a, b) => a - b)).toEqual(values.toSorted((a, b) => a - b));
});
