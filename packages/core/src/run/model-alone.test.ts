import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { Leaf } from '@isthmus/contract/parameters';
import { tiedAxes } from '@isthmus/engine';
import { layers } from '@isthmus/engine/operations';
import { writeSafetensors } from '@isthmus/files';
import { caught } from '@isthmus/files/testing';
import { Registry } from '../registry/registry.js';
import { modelAlone, type ModelChoices } from './model-alone.js';

const registry = Registry.of(layers);

function fileOf(shapes: Readonly<Record<string, readonly number[]>>): Uint8Array {
  const rng = createRng(1);
  const tensors = Object.entries(shapes).map(([name, shape]): [string, Leaf] => {
    const size = shape.reduce((product, length) => product * length, 1);
    return [name, { shape, data: Float32Array.from({ length: size }, () => rng.normal()) }];
  });
  return writeSafetensors(new Map(tensors), { format: 'pt' });
}

const DENSE = { 'fc1.weight': [5, 3], 'fc1.bias': [5], 'fc2.weight': [4, 5], 'out.weight': [2, 4] };
const CONV = { 'c.0.weight': [4, 2, 3, 3], 'c.1.weight': [3, 4, 3, 3], 'fc.weight': [5, 12], 'out.weight': [2, 5] }; // prettier-ignore
const opened = (shapes: Readonly<Record<string, readonly number[]>>, activation?: ModelChoices['activation']) =>
  modelAlone(fileOf(shapes), 'm.safetensors', registry, activation === undefined ? {} : { activation }); // prettier-ignore
const claims = (shapes: Readonly<Record<string, readonly number[]>>, activation?: ModelChoices['activation']) =>
  tiedAxes(opened(shapes, activation).network.view).spaces.map(({ name, size, scaling, sign, linear, reflection }) =>
    [name, size, ...(scaling ? ['scaling'] : []), ...(sign ? ['sign'] : []), ...(linear ? ['linear'] : []), ...(reflection === null ? [] : ['reflection'])].join(' '),
  ); // prettier-ignore

describe('a model file alone', () => {
  it('claims of any activation that units change places, and no more', () => {
    expect(claims(DENSE)).toEqual(['fc1 5', 'fc2 4']);
    expect(claims(CONV)).toEqual(['c_0 4', 'c_1 3', 'fc 5']);
  });

  it('claims what the activation keeps, and between convolutions what pooling keeps too', () => {
    expect(claims(DENSE, 'core/relu')).toEqual(['fc1 5 scaling', 'fc2 4 scaling']);
    expect(claims(CONV, 'core/relu')).toEqual(['c_0 4 scaling', 'c_1 3 scaling', 'fc 5 scaling']);
    expect(claims(DENSE, 'core/tanh')).toEqual(['fc1 5 sign', 'fc2 4 sign']);
    expect(claims(CONV, 'core/tanh')).toEqual(['c_0 4', 'c_1 3', 'fc 5 sign']);
    // fc2 and out have no bias that could take a constant up.
    expect(claims(DENSE, 'core/sigmoid')).toEqual(['fc1 5', 'fc2 4']);
    expect(claims(DENSE, 'none')).toEqual(['fc1 5 scaling sign linear', 'fc2 4 scaling sign linear']); // prettier-ignore
    expect(claims(CONV, 'none')).toEqual(['c_0 4 scaling', 'c_1 3 scaling', 'fc 5 scaling sign linear']); // prettier-ignore
  });

  it('has its weights in our axis order, those of a flattening by channels', () => {
    const { params, network } = opened(CONV);
    const source = fileOf(CONV);
    expect(params['c_0.kernel']!.shape).toEqual([3, 3, 2, 4]);
    expect(params['fc.kernel']!.shape).toEqual([12, 5]);
    // Of PyTorch's [5, 12] the columns 4·c … of channel c; ours are place by place, the channel fastest.
    const first = modelAlone(source, 'm.safetensors', registry, { layers: ['fc'] }).params['fc.kernel']!.data; // prettier-ignore
    const ours = params['fc.kernel']!.data;
    for (let channel = 0; channel < 3; channel++)
      for (let place = 0; place < 4; place++)
        for (let out = 0; out < 5; out++)
          expect(ours[(place * 3 + channel) * 5 + out]).toBe(first[(channel * 4 + place) * 5 + out]); // prettier-ignore
    expect(network.spec.leaves.map(({ name }) => name)).toEqual(Object.keys(params));
  });

  it('may call its layers as ours are called', () => {
    const odd = { 'flatten.weight': [4, 2, 3, 3], 'flatten_activation.weight': [5, 4], 'act.weight': [2, 5] }; // prettier-ignore
    expect(claims(odd, 'core/relu')).toEqual(['flatten 4 scaling', 'flatten_activation 5 scaling']);
  });

  it('takes no other layer for an activation, and no number that is none', () => {
    const code = (action: () => unknown) => caught(action).code;
    for (const name of ['dense', 'max-pool', 'flatten', 'dropout', 'rellu'] as const)
      expect(code(() => opened(DENSE, `core/${name}`))).toBe('model/unfit-activation');
    expect(caught(() => opened(DENSE, 'core/rellu')).message).toMatch(/"core\/rellu".*core\/relu, .*core\/tanh, .*or none/); // prettier-ignore
    const nan = writeSafetensors({ 'a.weight': { shape: [1, 1], data: Float32Array.of(NaN) } });
    expect(code(() => modelAlone(nan, 'm', registry))).toBe('model/nonfinite');
  });
});
