import type { Leaf } from '@isthmus/contract/parameters';
import { sizeOf } from '@isthmus/contract/parameters';
import { transpose } from './formats/transpose.js';
import type { AxisOrder, WeightLayer } from './weight-layers.js';

/**
 * The shape that a layer's kernel has in a file. PyTorch puts what a kernel makes first, then what it
 * reads, then the rest: dense `[out, in]`, convolution `[out, in, h, w]`.
 */
export function kernelShapeIn(layout: AxisOrder, layer: WeightLayer): readonly number[] {
  const { shape } = layer.kernel;
  return layout === 'isthmus' ? shape : axesIn(layer).map((axis) => shape[axis]!);
}

/**
 * A kernel from a file in our axis order, and after a flattening also in our order of its inputs
 * (ours: channel fastest; PyTorch's: channel slowest).
 */
export function kernelFrom(layout: AxisOrder, layer: WeightLayer, leaf: Leaf): Leaf {
  if (layout === 'isthmus') return leaf;
  const axes = axesIn(layer);
  const data = transpose(
    layer.flattened === null ? leaf.data : channelsLast(leaf, layer.flattened),
    leaf.shape,
    layer.kernel.shape.map((_, axis) => axes.indexOf(axis)),
  );
  return { shape: layer.kernel.shape, data };
}

/** One number for every channel, of channels that were lined up: from PyTorch's order to ours. */
export function channelsFrom(leaf: Leaf, flattened: readonly number[] | null): Leaf {
  if (flattened === null) return leaf;
  const channels = flattened.at(-1)!;
  const data = transpose(leaf.data, [channels, leaf.data.length / channels], [1, 0]);
  return { shape: leaf.shape, data };
}

/** For every axis of PyTorch's kernel the one of ours. */
function axesIn({ kernel, inputAxis, outputAxis }: WeightLayer): readonly number[] {
  const rest = kernel.shape.map((_, axis) => axis);
  return [
    outputAxis,
    inputAxis,
    ...rest.filter((axis) => axis !== inputAxis && axis !== outputAxis),
  ];
}

/** Takes the inputs of `[out, in, …]` from the order `c, …places` to `…places, c`. */
function channelsLast({ shape, data }: Leaf, flattened: readonly number[]): Float32Array {
  const channels = flattened.at(-1)!;
  const places = sizeOf(flattened) / channels;
  const rest = sizeOf(shape.slice(2));
  return transpose(data, [shape[0]!, channels, places, rest], [0, 2, 1, 3]);
}
