import { canonicalJson } from '../base/json.js';
import type { Path } from '../contract/path-strategy.js';
import type { Params } from '../parameters/parameters.js';
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
 * The vertices of a path in one safetensors file: `0/dense1.kernel` is of the first vertex, a.
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
