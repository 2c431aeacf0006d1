import type { GroupElement, GroupFactor } from '@isthmus/contract';
import { IDENTITY } from './align-candidates.js';

/**
 * What brings one network to another by way of a frame: the inverse of the element that brings the other into
 * it, after that of the one. Of any three networks one such element after another is exactly that of the two
 * ends where units change places and signs, and to the rounding of products where they are scaled.
 *
 * @param to of the network that is brought to
 * @param from of the network that is brought there
 */
export function betweenElements(to: GroupElement, from: GroupElement): GroupElement {
  const spaces = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return Object.fromEntries(
    spaces.map((space) => {
      const back = (to[space] ?? []).toReversed().map(inverseOf);
      return [space, joined([...(from[space] ?? []), ...back])];
    }),
  );
}

function inverseOf(factor: GroupFactor): GroupFactor {
  switch (factor.kind) {
    case 'permutation': {
      const map = new Int32Array(factor.map.length);
      factor.map.forEach((from, i) => (map[from] = i));
      return { kind: 'permutation', map };
    }
    case 'scaling':
      return { kind: 'scaling', by: factor.by.map((by) => 1 / by) };
    case 'linear':
      return { kind: 'linear', matrix: factor.inverse, inverse: factor.matrix };
    case 'shift':
      return { ...factor, weights: factor.weights.map((each) => -each), bias: -factor.bias };
    default:
      return factor;
  }
}

/** Factors of one space as one permutation, signs and scales; as they are where others are among them. */
function joined(factors: readonly GroupFactor[]): readonly GroupFactor[] {
  const [first] = factors;
  if (first === undefined || factors.some(({ kind }) => kind === 'linear' || kind === 'shift'))
    return factors;
  const size = first.kind === 'permutation' ? first.map.length : lengthOf(first);
  let map = Int32Array.from({ length: size }, (_, i) => i);
  let sign = new Int8Array(size).fill(1);
  let scale = new Float64Array(size).fill(1);
  for (const factor of factors) {
    if (factor.kind === 'permutation') {
      const places = factor.map;
      map = map.map((_, i) => map[places[i]!]!);
      sign = sign.map((_, i) => sign[places[i]!]!);
      scale = scale.map((_, i) => scale[places[i]!]!);
    } else if (factor.kind === 'sign') sign = sign.map((by, i) => by * factor.by[i]!);
    else if (factor.kind === 'scaling') scale = scale.map((by, i) => by * factor.by[i]!);
  }
  return [
    { kind: 'permutation', map },
    ...(sign.includes(-1) ? [{ kind: 'sign' as const, by: sign }] : []),
    ...(scale.some((by) => by !== 1) ? [{ kind: 'scaling' as const, by: scale }] : []),
  ];
}

function lengthOf(factor: GroupFactor): number {
  return factor.kind === 'sign' || factor.kind === 'scaling' ? factor.by.length : 0;
}

/** The element of each endpoint, by its id; null for the frame in which all stay as they are. */
export interface Frame {
  readonly label: string;
  readonly elements: Readonly<Record<string, GroupElement>> | null;
}

/** The frame in which every endpoint stays as it is. */
export const UNMOVED: Frame = { label: IDENTITY, elements: null };

/** A frame as JSON: typed arrays as lists of numbers. */
export function encodeFrame(frame: Frame): Uint8Array {
  const plain = (_: string, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
  return new TextEncoder().encode(`${JSON.stringify(frame, plain)}\n`);
}

/** What `encodeFrame` made into bytes. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const { label, elements } = JSON.parse(new TextDecoder().decode(bytes)) as Frame;
  if (elements === null) return { label, elements };
  const read = Object.entries(elements).map(([id, element]) => [
    id,
    Object.fromEntries(
      Object.entries(element).map(([space, factors]) => [space, factors.map(typedFactor)]),
    ),
  ]);
  return { label, elements: Object.fromEntries(read) as Record<string, GroupElement> };
}

function typedFactor(factor: GroupFactor): GroupFactor {
  switch (factor.kind) {
    case 'permutation':
      return { ...factor, map: Int32Array.from(factor.map) };
    case 'sign':
      return { ...factor, by: Int8Array.from(factor.by) };
    case 'scaling':
      return { ...factor, by: Float64Array.from(factor.by) };
    case 'linear':
      return { ...factor, matrix: Float64Array.from(factor.matrix), inverse: Float64Array.from(factor.inverse) }; // prettier-ignore
    case 'shift':
      return { ...factor, weights: Float64Array.from(factor.weights) };
  }
}
