import type { LayerNode, NetworkMeasures, NetworkView, WidePoint } from '@isthmus/core/contract';

/** A layer whose channels can be shifted and scaled by its own weights. */
export interface RepairableLayer {
  readonly node: string;
  readonly kernel: string;
  /** The axis of the kernel that makes the channels. */
  readonly axis: number;
  readonly bias: string;
}

/** Mean and standard deviation of each channel over rows and positions. */
interface Moments {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/**
 * The layers that make hidden units by a kernel with a bias, in the order of the graph; the last layer's
 * outputs are the network's own.
 */
export function repairableLayers({ structure }: NetworkView): readonly RepairableLayer[] {
  if (structure === undefined) return [];
  const { graph } = structure;
  return graph.nodes.flatMap((node: LayerNode): readonly RepairableLayer[] => {
    const rule = structure.layerOf(node.id).interpreters.symmetry;
    if (node.id === graph.output || rule?.kind !== 'mix' || rule.bias === null) return [];
    const [kernel, bias] = [rule.kernel, rule.bias].map((name) => `${node.id}.${name}`);
    return [{ node: node.id, kernel: kernel!, axis: rule.outputAxis, bias: bias! }];
  });
}

/** Repairs a point between two networks. */
export type Repair = (t: number, point: WidePoint) => WidePoint;

/**
 * Prepares the repair of points on the line from a to b: layer after layer each channel is shifted and
 * scaled so that over the rows its mean and standard deviation are those of the ends, interpolated (Jordan
 * et al. 2022, arXiv:2211.08403). Shift and scale go into the layer's kernel and bias, exactly, so that what
 * comes is weights of the same network. A channel that is constant is only shifted.
 *
 * @param most rows of the train split, at most; of the evaluation set where there is no train split
 */
export function createRepair(
  layers: readonly RepairableLayer[],
  measures: NetworkMeasures,
  a: WidePoint,
  b: WidePoint,
  most: number,
): Repair {
  const part = measures.rows.train > 0 ? 'train' : 'evaluation';
  const momentsAt = (node: string, point: WidePoint) => {
    const { data, shape } = measures.unitsOf(node, point, part, most);
    return momentsOf(data, shape.at(-1)!);
  };
  const ends = layers.map(({ node }) => [momentsAt(node, a), momentsAt(node, b)] as const);
  return (t, point) =>
    layers.reduce((repaired, layer, at) => {
      const [from, to] = ends[at]!;
      // Layers before have been repaired by now, which moves what this one sees.
      const present = momentsAt(layer.node, repaired);
      const between = (key: keyof Moments) =>
        from[key].map((value, channel) => (1 - t) * value + t * to[key][channel]!);
      const aim = { mean: between('mean'), deviation: between('deviation') };
      return folded(repaired, layer, present, aim);
    }, point);
}

function momentsOf(data: Float64Array, channels: number): Moments {
  const samples = data.length / channels;
  const mean = new Float64Array(channels);
  data.forEach((value, at) => (mean[at % channels]! += value / samples));
  const variance = new Float64Array(channels);
  data.forEach((value, at) => {
    variance[at % channels]! += (value - mean[at % channels]!) ** 2 / samples;
  });
  return { mean, deviation: variance.map(Math.sqrt) };
}

/** Channel c of the layer becomes `(c - mean) / deviation` as it is, times and plus what is aimed at. */
function folded(
  point: WidePoint,
  { kernel, axis, bias }: RepairableLayer,
  present: Moments,
  aim: Moments,
): WidePoint {
  const factor = present.deviation.map((deviation, channel) =>
    deviation > 0 ? aim.deviation[channel]! / deviation : 1,
  );
  const { shape, data } = point[kernel]!;
  const stride = shape
    .slice((axis < 0 ? shape.length + axis : axis) + 1)
    .reduce((n, m) => n * m, 1);
  const scaled = data.map((value, at) => value * factor[Math.floor(at / stride) % factor.length]!);
  const shifted = point[bias]!.data.map(
    (value, channel) => (value - present.mean[channel]!) * factor[channel]! + aim.mean[channel]!,
  );
  return {
    ...point,
    [kernel]: { shape, data: scaled },
    [bias]: { shape: point[bias]!.shape, data: shifted },
  };
}
