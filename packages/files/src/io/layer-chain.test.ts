import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IsthmusError } from '@isthmus/contract/base';
import type { Leaf } from '@isthmus/contract/parameters';
import { asView, caught, mutants } from './formats/testing/faults.js';
import { readLayerChain, type ChainChoices } from './layer-chain.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

type Shapes = Readonly<Record<string, readonly number[]>>;

/** Every number another one. */
function fileOf(shapes: Shapes, format = 'pt'): Uint8Array {
  let next = 0;
  const tensors = Object.entries(shapes).map(([name, shape]): [string, Leaf] => {
    const size = shape.reduce((product, length) => product * length, 1);
    return [name, { shape, data: Float32Array.from({ length: size }, () => ++next / 64) }];
  });
  return writeSafetensors(new Map(tensors), { format });
}

const chainOf = (shapes: Shapes, choices?: ChainChoices, format?: string) =>
  readLayerChain(fileOf(shapes, format), 'm.safetensors', choices);
const order = (shapes: Shapes, choices?: ChainChoices, format?: string) =>
  chainOf(shapes, choices, format).layers.map(({ prefix }) => prefix);
const fault = (shapes: Shapes, choices?: ChainChoices, format?: string) =>
  caught(() => chainOf(shapes, choices, format)) as IsthmusError;

describe('a chain of layers', () => {
  it('is in the order of the numbers in names, two before ten', () => {
    const shapes = Object.fromEntries([10, 2, 0, 4].map((n) => [`net.${n}.weight`, [3, 3]]));
    expect(order(shapes)).toEqual(['net.0', 'net.2', 'net.4', 'net.10']);
  });

  it('is in the only order that shapes allow, whatever the words', () => {
    expect(order({ 'zed.weight': [8, 3], 'alpha.weight': [2, 5], 'mid.weight': [5, 8] })).toEqual(['zed', 'mid', 'alpha']); // prettier-ignore
    // Square layers among them by their numbers.
    expect(order({ 'out.weight': [2, 4], 'fc2.weight': [4, 4], 'fc1.weight': [4, 4], 'stem.weight': [4, 9] })).toEqual(['stem', 'fc1', 'fc2', 'out']); // prettier-ignore
  });

  it('leads through convolutions, a flattening and dense layers, in either axis order', () => {
    const pytorch = chainOf({ 'a.0.weight': [4, 2, 3, 3], 'a.0.bias': [4], 'a.1.weight': [6, 4, 1, 1], 'fc.weight': [5, 54], 'fc.bias': [5] }); // prettier-ignore
    expect(pytorch).toMatchObject({ layout: 'pytorch', places: 9, leftOut: [] });
    expect(pytorch.layers).toMatchObject([
      { id: 'a_0', kind: 'conv2d', inputs: 2, outputs: 4, kernelSize: 3, bias: true },
      { id: 'a_1', kind: 'conv2d', inputs: 4, outputs: 6, kernelSize: 1, bias: false },
      { id: 'fc', kind: 'dense', inputs: 54, outputs: 5 },
    ]);
    const ours = chainOf({ 'conv1.kernel': [3, 3, 2, 4], 'dense1.kernel': [16, 5] }, {}, 'isthmus/model@1'); // prettier-ignore
    expect(ours).toMatchObject({ layout: 'isthmus', places: 4 });
    expect([...readSafetensors(ours.bytes, '').tensors.keys()]).toEqual(['conv1.kernel', 'dense1.kernel']); // prettier-ignore
  });

  it('is in the other axis order where PyTorch wrote our names and ours is no chain', () => {
    const shapes = { 'a1.kernel': [8, 3], 'a2.kernel': [2, 8] };
    expect(chainOf(shapes).layout).toBe('pytorch');
    expect(fault(shapes, {}, 'isthmus/model@1').code).toBe('model/mismatch');
    expect(chainOf(shapes, { layout: 'pytorch' }, 'isthmus/model@1').layout).toBe('pytorch');
  });

  it('has ids that nodes may have, each once', () => {
    const shapes = { '0.weight': [4, 3], 'Input.weight': [5, 4], 'a.b.weight': [6, 5], 'a_b.weight': [7, 6], 'x-y.weight': [8, 7] }; // prettier-ignore
    expect(chainOf(shapes).layers.map(({ id }) => id)).toEqual(['layer_0', 'layer_input', 'a_b', 'a_b_2', 'x_y']); // prettier-ignore
    expect(chainOf({ weight: [2, 3] }).layers).toMatchObject([{ prefix: '', id: 'layer' }]);
  });

  it('is that of the layers which are named, in their order', () => {
    const two = { 'g.0.weight': [6, 2], 'g.2.weight': [3, 6], 'd.0.weight': [6, 9], 'd.2.weight': [1, 6] }; // prettier-ignore
    const failed = fault(two);
    expect(failed.code).toBe('model/mismatch');
    expect(failed.message).toMatch(/no single chain.*"g\.0" \[6, 2\] \(2 → 6\).*--layers/);
    const chain = chainOf(two, { layers: ['d.0', 'd.2'] });
    expect(chain.layers.map(({ prefix }) => prefix)).toEqual(['d.0', 'd.2']);
    expect(chain.leftOut).toEqual(['g.0.weight', 'g.2.weight']);
    expect(fault(two, { layers: ['d.2', 'd.0'] }).message).toMatch(
      /"d\.0".*cannot read what "d\.2"/,
    );
    expect(fault(two, { layers: ['d.1'] }).message).toMatch(/no layer "d\.1"/);
    expect(fault(two, { layers: [] }).message).toMatch(/no layer with a weight/);
  });
});

describe('what is no chain', () => {
  it.each([
    ['several orders', { 'enc.weight': [4, 4], 'dec.weight': [4, 4] }, 'model/ambiguous', /enc → dec or dec → enc/],
    ['an embedding alone', { 'embedding.weight': [100, 8] }, 'model/unsupported', /"embedding\.weight" looks like a part of an embedding/],
    ['a token embedding', { 'model.embed_tokens.weight': [100, 8], 'lm.weight': [2, 8] }, 'model/unsupported', /an embedding/],
    ['a batch norm', { 'c.weight': [4, 3], 'bn1.weight': [4], 'bn1.running_mean': [4] }, 'model/unsupported', /normalization/],
    ['a norm by its axes alone', { 'a.weight': [4, 3], 'b.weight': [4] }, 'model/unsupported', /normalization/],
    ['a residual network', { 'layer1.0.conv1.weight': [4, 4, 3, 3], 'layer1.0.conv2.weight': [4, 4, 3, 3] }, 'model/unsupported', /residual/],
    ['a recurrent layer', { 'lstm.weight_ih_l0': [4, 3], 'lstm.weight_hh_l0': [4, 4] }, 'model/unsupported', /recurrent/],
    ['attention', { 'h.0.attn.q_proj.weight': [4, 4] }, 'model/unsupported', /attention/],
    ['a path', { '0/dense1.kernel': [2, 3], '1/dense1.kernel': [2, 3] }, 'model/unsupported', /a vertex of a path/],
    ['a convolution of one axis', { 'a.weight': [4, 3, 5] }, 'model/unsupported', /shape \[4, 3, 5\]; a dense layer has 2 axes/],
    ['a window that is not square', { 'a.weight': [4, 3, 5, 3] }, 'model/unsupported', /square/],
    ['no numbers', { 'a.weight': [0, 3] }, 'model/unsupported', /\[0, 3\]/],
    ['a bias of another length', { 'a.weight': [4, 3], 'a.bias': [3] }, 'model/mismatch', /4 outputs .* bias has the shape \[3\]/],
    ['other tensors', { 'a.weight': [4, 3], 'a.table': [3] }, 'model/mismatch', /"a\.table" is neither/],
    ['nothing', {}, 'model/mismatch', /no layer with a weight/],
    ['both conventions', { 'a.weight': [4, 3], 'b.kernel': [4, 3] }, 'model/mixed-names', /--layout/],
    ['pictures out of a dense layer', { 'a.weight': [4, 3], 'b.weight': [2, 4, 3, 3] }, 'model/mismatch', /no single chain/],
  ] as const)('%s is refused by name', (_, shapes, code, message) => {
    const failed = fault(shapes);
    expect(failed.code).toBe(code);
    expect(failed.message).toMatch(message);
    expect(failed.message).toMatch(/^m\.safetensors: /);
  }); // prettier-ignore

  it('takes no long search, however many layers could follow one another', () => {
    const names = Array.from({ length: 120 }, (_, i) => String.fromCharCode(97 + (i % 26)).repeat(1 + Math.floor(i / 26))); // prettier-ignore
    const square = Object.fromEntries(names.map((name) => [`${name}.weight`, [2, 2]]));
    const begun = performance.now();
    expect(fault(square).code).toBe('model/ambiguous');
    expect(fault({ ...square, 'odd.weight': [3, 7] }).code).toBe('model/mismatch');
    // Seconds where each of 10^5 tries looks at all layers.
    expect(performance.now() - begun).toBeLessThan(10_000);
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`l${i}.weight`, [2, 2]])); // prettier-ignore
    expect(order(many)).toHaveLength(3000);
  });

  it('nor a damaged file is read as one, and none fails but by name', () => {
    const whole = fileOf({ 'a1.weight': [3, 2], 'a1.bias': [3], 'a2.weight': [1, 3] });
    fc.assert(
      fc.property(mutants(whole), (bytes) => {
        try {
          return readLayerChain(asView(bytes), 'm.safetensors').layers.length > 0;
        } catch (thrown) {
          return thrown instanceof IsthmusError && /^m\.safetensors: /.test(thrown.message);
        }
      }),
      { numRuns: 500 },
    );
  });
});
