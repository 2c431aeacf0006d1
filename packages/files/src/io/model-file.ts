import { z } from 'zod';
import { canonicalJson } from '@isthmus/contract/internal';
import type { Path, PathElement } from '@isthmus/contract';
import type { Leaf, Params } from '@isthmus/contract/parameters';
import { modelError } from './model-error.js';
import { elementSchema } from './path-elements.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

const MODEL_FORMAT = 'isthmus/model@1';
const PATH_FORMAT = 'isthmus/path@1';

/**
 * A model as a safetensors file in our own layout (dense kernels [in, out], conv [h, w, in, out]).
 *
 * @throws `model/unwritable` when an array does not fill its shape
 * @example
 * const bytes = encodeModel(a);
 * sameBits(decodeModel(bytes, 'a.safetensors'), a); // true
 */
export function encodeModel(params: Params): Uint8Array {
  return writeSafetensors(params, { format: MODEL_FORMAT });
}

/**
 * The vertices of a path in one safetensors file: `0/dense1.kernel` is of the first vertex, a. Its
 * free text holds the elements as JSON, the data of arcs included.
 *
 * @throws `model/unwritable` when an array does not fill its shape
 * @example
 * const names = Object.keys(decodeModel(encodePath(polyline([a, b])), 'path.safetensors'));
 * names.length; // 12
 * names[0]; // '0/dense1.kernel'
 */
export function encodePath(path: Path): Uint8Array {
  const tensors = path.vertices.flatMap((vertex, i) =>
    Object.entries(vertex).map(([name, leaf]) => [`${i}/${name}`, leaf] as const),
  );
  return writeSafetensors(new Map(tensors), {
    format: PATH_FORMAT,
    vertices: String(path.vertices.length),
    elements: canonicalJson(path.elements),
  });
}

/**
 * The arrays of a model file, whatever their layout.
 *
 * @param source the file's name, for messages
 * @throws `model/invalid`
 * @example
 * Object.keys(decodeModel(encodeModel(a), 'a.safetensors')).length; // 6
 * decodeModel(Uint8Array.of(1, 2, 3), 'cut.safetensors'); // throws model/invalid
 */
export function decodeModel(bytes: Uint8Array, source: string): Params {
  return Object.fromEntries(readSafetensors(bytes, source).tensors);
}

/**
 * The path of a file that `encodePath` wrote, bit for bit.
 *
 * @param source the file's name, for messages
 * @throws `model/invalid` for a file that is no path, or whose vertices and elements do not go together
 * @example
 * const path = polyline([a, b]);
 * decodePath(encodePath(path), 'path.safetensors').elements; // [{ kind: 'segment' }]
 */
export function decodePath(bytes: Uint8Array, source: string): Path {
  const { tensors, metadata } = readSafetensors(bytes, source);
  if (metadata.get('format') !== PATH_FORMAT)
    throw modelError('invalid', source, `a path says that it is of format ${PATH_FORMAT}.`);
  const elements = elementsOf(metadata.get('elements') ?? '', source);
  const vertices = verticesOf(tensors, source);
  if (vertices.length !== elements.length + 1)
    throw modelError('invalid', source, `${vertices.length} vertices and ${elements.length} elements are no path; it has one vertex more.`); // prettier-ignore
  return { vertices, elements };
}

/** The arrays of each vertex under its number, which count from 0 in the order of the file. */
function verticesOf(tensors: ReadonlyMap<string, Leaf>, source: string): readonly Params[] {
  const vertices: [string, Leaf][][] = [];
  for (const [name, leaf] of tensors) {
    const [, number, own] = /^(\d+)\/(.+)$/.exec(name) ?? [];
    if (own === undefined || Number(number) > vertices.length)
      throw modelError('invalid', source, `"${name}" is not an array of the next vertex.`);
    (vertices[Number(number)] ??= []).push([own, leaf]);
  }
  return vertices.map((leaves) => Object.fromEntries(leaves));
}

function elementsOf(text: string, source: string): readonly PathElement[] {
  const read = z.array(elementSchema).safeParse(jsonOf(text));
  if (read.success) return read.data;
  throw modelError('invalid', source, `its elements are not those of a path: ${z.prettifyError(read.error)}`); // prettier-ignore
}

/** The value of a JSON text; undefined, which no schema takes, for any other text. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
