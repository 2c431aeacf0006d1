import { z } from 'zod';
import type { Layer } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { unfit } from './unfit.js';

const NAME = 'core/add';

/** The sum of two or more inputs of one shape. */
export const add = define({
  kind: 'layer',
  name: NAME,
  summary: 'Adds two or more inputs of one shape: a residual connection.',
  sources: ['arXiv:1512.03385, eq. 1'],
  options: z.strictObject({}),
  create: createAdd,
});

function createAdd(): Layer {
  return {
    outputShape: sharedShape,
    parameters: () => [],
    init: () => ({}),
    interpreters: {
      tfjs: (_, inputs, _mode, tf) => tf.addN([...inputs]),
      reference: (shapes) => ({
        kind: 'linear',
        apply: sum,
        transpose: (dy) => shapes.map(() => dy.slice()),
      }),
      fast: () => ({ kind: 'add' }),
      symmetry: { kind: 'add' },
      bounds: (shapes) => ({ kind: 'weights', terms: shapes.length }),
    },
  };
}

function sharedShape(inputs: readonly (readonly number[])[]): readonly number[] {
  const [first] = inputs;
  const alike = inputs.every((shape) => shape.join() === first?.join());
  if (first === undefined || inputs.length < 2 || !alike)
    throw unfit(NAME, 'two or more inputs of one shape', inputs);
  return first;
}

function sum([first, ...others]: readonly Float64Array[]): Float64Array {
  const total = first!.slice();
  for (const other of others) for (let i = 0; i < total.length; i++) total[i]! += other[i]!;
  return total;
}
