import type { Layer, NetworkView } from '@isthmus/contract';

/** A node of a network with its layer, as conditions on elements of a path are read off it. */
export interface GraphNode {
  readonly id: string;
  readonly layer: Layer;
  /** Slots of values: 0 is the input, node i fills i + 1. */
  readonly inputs: readonly number[];
  readonly inputShapes: readonly (readonly number[])[];
  readonly shape: readonly number[];
}

/** All nodes, in an order in which each comes after what it reads; `output` is a slot. */
export interface NodesInOrder {
  readonly input: readonly number[];
  readonly nodes: readonly GraphNode[];
  readonly output: number;
}

/** Walks through a layer graph, those nodes too that the output does not depend on. */
export function nodesInOrder({
  graph,
  input,
  layerOf,
}: NonNullable<NetworkView['structure']>): NodesInOrder {
  const slots = new Map([['input', 0]]);
  const shapes: (readonly number[])[] = [input];
  const nodes = graph.nodes.map(({ id, inputs }): GraphNode => {
    const places = inputs.map((name) => slots.get(name)!);
    const inputShapes = places.map((slot) => shapes[slot]!);
    const layer = layerOf(id);
    const shape = layer.outputShape(inputShapes);
    slots.set(id, shapes.length);
    shapes.push(shape);
    return { id, layer, inputs: places, inputShapes, shape };
  });
  return { input, nodes, output: slots.get(graph.output)! };
}

/** The channels of values of a shape: its last axis. */
export function channelsOf(shape: readonly number[]): number {
  return shape.at(-1) ?? 1;
}
