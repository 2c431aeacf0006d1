import { createHash } from 'node:crypto';
import { boundsOn, type Subject } from '../bounds.js';
import { readLoss } from '../losses.js';
import { readNetwork, sizeOf } from '../network.js';
import { type Point, type Segment, standing } from '../segment.js';
import type { NetworkJson } from './networks.js';

/** A certificate as JSON, with the files that it names. */
export interface Bundle {
  readonly certificate: Record<string, unknown>;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What a certificate is to be made of. */
export interface Wanted {
  readonly network: NetworkJson;
  readonly loss: string;
  readonly subject: Subject;
  readonly vertices: readonly Point[];
  readonly level: number;
  /** Of each element what is said of it; leaves unless it is given. */
  readonly kinds?: readonly ('leaves' | 'constant' | 'convex')[];
  readonly rows?: readonly number[] | null;
}

export const EVALUATION = 'certificates/evaluation.safetensors';
export const VERTICES = 'models/path.safetensors';

export const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A certificate that is found by halving until the checker's own bound is low enough: for tests alone. */
export function makeCertificate(wanted: Wanted): Bundle {
  const { network, loss, subject, vertices, level, kinds = [], rows = null } = wanted;
  const chosen = rows === null ? subject : rowsOf(subject, rows);
  const elements = vertices.slice(1).map((to, i) => {
    const kind = kinds[i] ?? 'leaves';
    if (kind !== 'leaves') return { kind };
    return { kind, leaves: leavesOn(chosen, { from: vertices[i]!, to, slack: null }, level) };
  });
  const evaluation = evaluationFile(subject, network);
  const path = pathFile(network, vertices, vertices.slice(1).map(() => ({ kind: 'segment' }))); // prettier-ignore
  const middle = boundsOn(chosen, { from: vertices[0]!, to: vertices[1]!, slack: null }, [{ mid: 0.5, half: 0 }]); // prettier-ignore
  const stated = elements.flatMap((element) => element.leaves?.map(([, , bound]) => bound) ?? []);
  const ends = vertices.map(
    (at) => boundsOn(chosen, standing(at), [{ mid: 0, half: 0 }]).upper[0]!,
  );
  const certificate = {
    format: 'isthmus/certificate@1',
    claim: 'connected',
    certifier: { use: 'test/halving', options: {} },
    level,
    loss: { use: loss, options: {} },
    network,
    evaluation: {
      split: 'probe',
      size: subject.size,
      rows,
      file: EVALUATION,
      sha256: hashOf(evaluation),
    },
    vertices: { file: VERTICES, sha256: hashOf(path) },
    elements,
    peak: {
      lower: middle.lower[0]!,
      at: { element: 0, t: 0.5 },
      upper: Math.max(...stated, ...ends),
    },
    assumptions: ['IEEE 754 in round-to-nearest'],
  };
  return { certificate, files: new Map([[EVALUATION, evaluation], [VERTICES, path]]) }; // prettier-ignore
}

/** A subject of the network and loss of a certificate, from its parts. */
export function subjectWith(
  network: NetworkJson,
  loss: string,
  parts: Pick<Subject, 'size' | 'x' | 'y'>,
): Subject {
  return { network: readNetwork(network), loss: readLoss({ use: loss, options: {} }), ...parts };
}

/** `[k, depth, U]` in order, each U a millionth above the bound. @throws where the level is not reached */
export function leavesOn(
  subject: Subject,
  segment: Segment,
  level: number,
  k = 0,
  depth = 0,
): [k: number, depth: number, bound: number][] {
  const half = 2 ** -(depth + 1);
  const { upper } = boundsOn(subject, segment, [{ mid: (2 * k + 1) * half, half }]);
  const bound = upper[0]! * (1 + 1e-6);
  if (bound <= level) return [[k, depth, bound]];
  if (depth > 20) throw new Error(`no proof: ${bound} at depth ${depth}, level ${level}`);
  return [0, 1].flatMap((side) => leavesOn(subject, segment, level, 2 * k + side, depth + 1));
}

function rowsOf(subject: Subject, rows: readonly number[]): Subject {
  const part = (data: Float64Array) => {
    const width = data.length / subject.size;
    return Float64Array.from(
      rows.flatMap((row) => [...data.subarray(row * width, (row + 1) * width)]),
    );
  };
  return { ...subject, size: rows.length, x: part(subject.x), y: part(subject.y) };
}

export function evaluationFile(
  { size, x, y }: Subject,
  { input, output }: NetworkJson,
): Uint8Array {
  return safetensors(
    new Map([
      ['x', { shape: [size, ...input], data: x }],
      ['y', { shape: [size, ...output], data: y }],
    ]),
    {},
  );
}

export function pathFile(
  network: NetworkJson,
  vertices: readonly Point[],
  elements: readonly unknown[],
): Uint8Array {
  const { parameters } = readNetwork(network);
  const tensors = vertices.flatMap((vertex, i) =>
    [...vertex].map(
      ([name, data]) => [`${i}/${name}`, { shape: parameters.get(name)!, data }] as const,
    ),
  );
  return safetensors(new Map(tensors), {
    format: 'isthmus/path@1',
    vertices: String(vertices.length),
    elements: JSON.stringify(elements),
  });
}

type Tensors = ReadonlyMap<
  string,
  { readonly shape: readonly number[]; readonly data: Float64Array }
>;

/** Bytes of a safetensors file of float32 numbers. */
export function safetensors(
  tensors: Tensors,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let at = 0;
  const header: Record<string, unknown> = { __metadata__: metadata };
  for (const [name, { shape }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + 4 * sizeOf(shape)] };
    at += 4 * sizeOf(shape);
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + at);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let to = 8 + text.length;
  for (const { data } of tensors.values())
    for (const value of data) {
      view.setFloat32(to, value, true);
      to += 4;
    }
  return bytes;
}
