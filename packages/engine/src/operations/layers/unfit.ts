import { IsthmusError } from '@isthmus/contract/base';

type Shape = readonly number[];

/** The error of a layer that cannot take inputs of these shapes. */
export function unfit(layer: string, expected: string, inputs: readonly Shape[]): IsthmusError {
  const came = inputs.map((shape) => `[${shape.join(', ')}]`).join(' and ');
  return new IsthmusError('layer/unfit', `${layer} takes ${expected}; got ${came || 'none'}.`, {
    layer,
    inputs,
  });
}

/** The shape of the only input. @throws `layer/unfit` unless there is exactly one */
export function onlyInput(layer: string, inputs: readonly Shape[]): Shape {
  const [shape] = inputs;
  if (shape === undefined || inputs.length !== 1) throw unfit(layer, 'one input', inputs);
  return shape;
}
