import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { mlp } from '@isthmus/engine/testing';
import { sameBits } from '@isthmus/contract/parameters';
import { caught } from './formats/testing/faults.js';
import { importModel } from './import-model.js';
import { encodeModel } from './model-file.js';
import { entryText, rawFile } from './testing/raw-safetensors.js';

const network = mlp([3, 4, 2], 'tanh');
const weights = network.init(createRng(1));

const WIDTHS: Readonly<Record<string, number>> = { F32: 4, F64: 8, I64: 8, I32: 4, BOOL: 1, U8: 1 };

interface Extra {
  readonly name: string;
  readonly dtype: string;
  readonly shape?: readonly number[];
}

/** The weights of the network with more tensors of zeros behind them. */
function fileWith(extras: readonly Extra[], metadata: Readonly<Record<string, string>> = {}) {
  const entries = [`"__metadata__":${JSON.stringify(metadata)}`];
  const data: number[] = [];
  const add = (name: string, dtype: string, shape: readonly number[], bytes: readonly number[]) => {
    const offsets = `[${data.length},${data.length + bytes.length}]`;
    entries.push(entryText(name, dtype, JSON.stringify(shape), offsets));
    for (const byte of bytes) data.push(byte);
  };
  for (const [name, leaf] of Object.entries(weights))
    add(name, 'F32', leaf.shape, [...new Uint8Array(leaf.data.slice().buffer)]);
  for (const { name, dtype, shape = [] } of extras) {
    const count = shape.reduce((a, b) => a * b, 1);
    add(name, dtype, shape, new Array<number>(count * WIDTHS[dtype]!).fill(0));
  }
  return rawFile(`{${entries.join()}}`, data);
}

const imported = (extras: readonly Extra[], metadata = {}) =>
  importModel(fileWith(extras, metadata), 'm.safetensors', network);

describe('what stands beside sound weights', () => {
  it('is nothing to speak of in a file of ours', () => {
    expect(importModel(encodeModel(weights), 'm', network).warnings).toEqual([]);
  });

  const counters = [
    'step',
    'global_step',
    'epoch',
    'last_epoch',
    'iteration',
    'n_averaged',
    'bn.num_batches_tracked',
    'position_ids',
    'num_updates',
  ];
  it.each(
    counters.flatMap((name) => ['I64', 'I32', 'F32', 'F64'].map((dtype) => ({ name, dtype }))),
  )('is passed over and said: $name of $dtype', (extra) => {
    const { params, warnings } = imported([extra]);
    expect(sameBits(params, weights)).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ code: 'model/passed-over' });
    expect(warnings[0]!.message).toContain(
      `m.safetensors: passed over what is no weight: "${extra.name}"`,
    );
  });

  it.each(['mask', 'idx', 'relative_position_index'])(
    'is passed over where it is whole: %s',
    (name) => {
      const { params, warnings } = imported([{ name, dtype: 'BOOL', shape: [4] }]);
      expect(sameBits(params, weights)).toBe(true);
      expect(warnings[0]!.message).toContain(`"${name}" (BOOL)`);
    },
  );

  it.each([
    'optimizer.state.0.exp_avg',
    'optimizer_state.state.1.step',
    'optim.param_groups.0.lr',
    'fc1.weight.exp_avg_sq',
    'fc1.weight.momentum_buffer',
    'lr_scheduler.last_lr',
  ])('is passed over as the state of an optimizer: %s', (name) => {
    const { params, warnings } = imported([
      { name, dtype: 'F32', shape: [3, 4] },
      { name: 'optimizer.steps', dtype: 'I64' },
    ]);
    expect(sameBits(params, weights)).toBe(true);
    expect(warnings).toMatchObject([{ code: 'model/optimizer-state' }]);
    expect(warnings[0]!.message).toContain(`"${name}"`);
  });

  const buffers = [
    'mean',
    'std',
    'pixel_mean',
    'normalize.std',
    'input_scale',
    'x_var',
    'y_offset',
    'preprocess.input_mean',
  ];
  it.each(buffers.flatMap((name) => ['F32', 'U8'].map((dtype) => ({ name, dtype, shape: [3] }))))(
    'is refused where it changes the function: $name of $dtype',
    (extra) => {
      const error = caught(() => imported([extra]));
      expect(error.code).toBe('model/unsupported');
      expect(error.message).toContain(
        `"${extra.name}" looks like a normalization of the inputs or outputs`,
      );
      expect(error.message).toContain('fold it into the first layer');
    },
  );

  it.each(['U8', 'I64'])('is refused where it is a weight of %s', (dtype) => {
    const error = caught(() => imported([{ name: 'fc.weight', dtype, shape: [2, 2] }]));
    expect(error.code).toBe('model/unsupported');
    expect(error.message).toContain('Undo the quantization');
  });

  it('is refused under a name that says nothing', () => {
    const error = caught(() => imported([{ name: 'buffer', dtype: 'F32', shape: [3] }]));
    expect(error.code).toBe('model/mismatch');
    expect(error.message).toContain('If it is no part of the function, leave it out');
  });

  it('is a weight where the network calls it so', () => {
    const spec = { leaves: [{ name: 'step', shape: [2] }] };
    const own = { ...network, kind: 'code', spec, apply: () => undefined as never } as const;
    const params = { step: { shape: [2], data: Float32Array.of(1, 2) } };
    const read = importModel(encodeModel(params), 'm', own as never);
    expect(read).toEqual({ params, warnings: [] });
  });
});

describe('tied weights', () => {
  const square = mlp([4, 4, 4], 'tanh');
  const [first, second] = ['n0.kernel', 'n2.kernel'] as const;
  const own = square.init(createRng(2));
  const tied = { ...own, [second]: own[first]! };

  it('are named where two names have the same numbers', () => {
    const { params, warnings } = importModel(encodeModel(tied), 'm', square);
    expect(sameBits(params, tied)).toBe(true);
    expect(warnings).toMatchObject([{ code: 'model/tied' }]);
    expect(warnings[0]!.message).toContain(`m: "${second}" and "${first}" are the same numbers`);
    expect(warnings[0]!.message).toContain('the tie is lost along a path');
  });

  it('are put under both names where the file has them once and says so', () => {
    const entries = Object.entries(tied).filter(([name]) => name !== second);
    const data = entries.flatMap(([, leaf]) => [...new Uint8Array(leaf.data.slice().buffer)]);
    let at = 0;
    const texts = entries.map(
      ([
        name,
        {
          shape,
          data: { byteLength },
        },
      ]) => entryText(name, 'F32', JSON.stringify(shape), `[${at},${(at += byteLength)}]`),
    );
    const saved = rawFile(`{"__metadata__":{"${second}":"${first}"},${texts.join()}}`, data);
    const { params, warnings } = importModel(saved, 'm', square);
    expect(sameBits(params, tied)).toBe(true);
    expect(params[second]!.data).not.toBe(params[first]!.data);
    expect(warnings).toMatchObject([{ code: 'model/tied' }]);
    const unsaid = rawFile(`{${texts.join()}}`, data);
    expect(caught(() => importModel(unsaid, 'm', square)).message).toContain(
      'a weight that two layers share (tied weights) under both names',
    );
  });

  it('are not seen in biases, zeros or kernels that differ', () => {
    const zero = { ...own, [first]: zeros(own[first]!), [second]: zeros(own[second]!) };
    for (const params of [own, zero])
      expect(importModel(encodeModel(params), 'm', square).warnings).toEqual([]);
  });
});

const zeros = ({ shape, data }: { shape: readonly number[]; data: Float32Array }) => ({
  shape,
  data: new Float32Array(data.length),
});
