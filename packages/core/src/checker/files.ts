import { type PathElement, readElements } from './arcs.js';
import type { Subject } from './bounds.js';
import type { Certificate } from './certificate.js';
import { ask, shown } from './faults.js';
import { type Network, sizeOf } from './network.js';
import { type Point, pointOf } from './segment.js';
import { parseJson, readTensors, type Tensor } from './tensor-file.js';

/** The vertices of a path and how it goes from one to the next. */
export interface StoredPath {
  readonly vertices: readonly Point[];
  readonly elements: readonly PathElement[];
}

/** χ, or the rows of it that the certificate is about. @throws `Malformed` where it does not fit */
export function subjectOf(
  certificate: Pick<Certificate, 'network' | 'loss' | 'evaluation'>,
  evaluation: Uint8Array,
): Subject {
  const { network, loss, evaluation: stated } = certificate;
  const { tensors } = readTensors(evaluation);
  const block = (name: string, shape: readonly number[]): Float64Array => {
    const tensor = tensors.get(name);
    ask(tensor !== undefined, () => `it holds no ${shown(name)}`);
    const expected = [stated.size, ...shape];
    ask(sameShape(tensor.shape, expected), () => `${shown(name)} is of shape [${tensor.shape.join(', ')}], not [${expected.join(', ')}]`); // prettier-ignore
    const width = sizeOf(shape);
    return stated.rows === null ? tensor.data : rowsOf(tensor.data, stated.rows, width);
  };
  const y = block('y', network.output);
  const size = stated.rows?.length ?? stated.size;
  loss.checkTargets(y, sizeOf(network.output));
  return { network, loss, size, x: block('x', network.input), y };
}

function rowsOf(data: Float64Array, rows: readonly number[], width: number): Float64Array {
  const chosen = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries())
    chosen.set(data.subarray(row * width, (row + 1) * width), i * width);
  return chosen;
}

/** The vertices and elements of a path's file. @throws `Malformed` where it is no path of this network */
export function pathOf(network: Pick<Network, 'parameters'>, bytes: Uint8Array): StoredPath {
  const { tensors, metadata } = readTensors(bytes);
  ask(metadata.get('format') === 'isthmus/path@1', () => 'it does not say that it is a path');
  const elements = readElements(
    parseJson(new TextEncoder().encode(metadata.get('elements') ?? '')),
  );
  const vertices: Map<string, Tensor>[] = [];
  for (const [name, tensor] of tensors) {
    const slash = name.indexOf('/');
    const place = Number(name.slice(0, slash));
    const isNext = Number.isInteger(place) && String(place) === name.slice(0, slash) && place <= elements.length; // prettier-ignore
    ask(isNext, () => `${shown(name)} is of no vertex`);
    (vertices[place] ??= new Map()).set(name.slice(slash + 1), tensor);
  }
  ask(elements.length > 0, () => 'the path has no elements');
  for (let i = 0; i <= elements.length; i++) checkVertex(network, vertices[i], i);
  return { vertices: vertices.map(pointOf), elements };
}

/** The parameters of the network, all of them and no others. */
function checkVertex(
  { parameters }: Pick<Network, 'parameters'>,
  vertex: ReadonlyMap<string, Tensor> | undefined,
  i: number,
): void {
  ask(vertex !== undefined, () => `vertex ${i} is missing`);
  ask(vertex.size === parameters.size, () => `vertex ${i} has ${vertex.size} arrays; the network has ${parameters.size}`); // prettier-ignore
  for (const [name, shape] of parameters) {
    const found = vertex.get(name);
    ask(found !== undefined && sameShape(found.shape, shape), () => `vertex ${i} has no ${shown(name)} of shape [${shape.join(', ')}]`); // prettier-ignore
  }
}

function sameShape(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((axis, i) => axis === other[i]);
}
