import { prettifyError } from 'zod';
import type { Path, PathElement, Reason, Status } from '@isthmus/contract';
import { elementSchema } from '@isthmus/files/internal';
import type { Params } from '@isthmus/contract/parameters';
import { arcPoint } from '../../path/arc.js';
import { copyOf } from './lent.js';
import { plainCopy } from './plain.js';

/** The closed list of what a search may end by: a record names no other. */
const REASONS: Readonly<Record<Reason, true>> = {
  'above-level': true,
  depth: true,
  vertices: true,
  budget: true,
  stalled: true,
  spacing: true,
  plateau: true,
  nonfinite: true,
  refuted: true,
  undecided: true,
};

/**
 * A status as the contract has it.
 *
 * @throws `TypeError` for a status or a reason that is not on the list
 */
export function soundStatus(status: unknown): Status {
  const { tag, reason } = (status ?? {}) as { tag?: unknown; reason?: unknown };
  if (tag === 'running' || tag === 'connected') return { tag };
  if (tag !== 'not-found')
    throw new TypeError(
      `a status is { tag: "running" }, { tag: "connected" } or { tag: "not-found", reason }; got ${statusWords(status)}.`,
    );
  if (typeof reason === 'string' && Object.hasOwn(REASONS, reason))
    return { tag, reason: reason as Reason };
  throw new TypeError(
    `a reason is one of ${Object.keys(REASONS).join(', ')}; got ${said(reason)}.`,
  );
}

function statusWords(status: unknown): string {
  if (typeof status !== 'object' || status === null) return said(status);
  if ('tag' in status) return said(status.tag);
  const keys = Object.keys(status).slice(0, 5).join(', ');
  return `an object without the key "tag" (its keys: ${keys.slice(0, 80) || 'none'})`;
}

function said(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : typeof value;
}

/**
 * A path with copies of all vertices: a strategy may go on with its arrays.
 *
 * @throws `TypeError` for what is no path
 */
export function copiedPath(path: Path): Path {
  const { vertices, elements } = (path ?? {}) as Partial<Path>;
  if (!Array.isArray(vertices) || !Array.isArray(elements))
    throw new TypeError(
      `a path is { vertices, elements }, two lists, such as { vertices: [a, b], elements: [{ kind: "segment" }] }; got ${shapeWords(path)}.`,
    );
  if (vertices.length < 2 || elements.length !== vertices.length - 1)
    throw new TypeError(
      `a path has at least two vertices and one element between any two neighbours; got ${vertices.length} vertices and ${elements.length} elements.`,
    );
  return {
    vertices: vertices.map(soundVertex),
    elements: elements.map((element, i) => soundElement(element, vertices[i]!, i)),
  };
}

function shapeWords(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object' || value === null) return said(value);
  const keys = Object.entries(value).map(
    ([key, part]) => `${key} (${Array.isArray(part) ? 'a list' : said(part)})`,
  );
  return `an object with ${keys.slice(0, 5).join(', ').slice(0, 120) || 'no keys'}`;
}

/** A copy of what is made as parameters are; whether it fits the network is looked at elsewhere. */
function soundVertex(vertex: Params, i: number): Params {
  const leaves =
    typeof vertex === 'object' && (vertex as unknown) !== null ? Object.values(vertex) : [];
  const isSound = (leaf: Partial<Params[string]> | null) =>
    Array.isArray(leaf?.shape) && leaf.data instanceof Float32Array;
  if (leaves.length > 0 && leaves.every(isSound)) return copyOf(vertex);
  throw new TypeError(
    `vertex ${i} is no parameters: an object with { shape, data } by name, data as Float32Array, as the endpoints are; got ${shapeWords(vertex)}.`,
  );
}

/** An arc is tried at its beginning, which tells whether it fits the arrays. */
function soundElement(element: PathElement, from: Params, i: number): PathElement {
  const read = elementSchema.safeParse(withoutUndefined(plainCopy(element, `element ${i}`)));
  if (!read.success)
    throw new TypeError(
      `element ${i} is { kind: "segment" } or an arc; ${prettifyError(read.error).slice(0, 400)}.`,
    );
  if (read.data.kind === 'arc') arcPoint(read.data, from, 0);
  return read.data;
}

/** A member that is undefined is as good as absent. */
function withoutUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));
}

/** Details as a copy of plain data. @throws `run/not-plain`, `TypeError` */
export function plainRecord(details: unknown): Readonly<Record<string, unknown>> {
  const copy = plainCopy(details, 'details');
  if (typeof copy === 'object' && copy !== null && !Array.isArray(copy))
    return copy as Readonly<Record<string, unknown>>;
  throw new TypeError('details are an object of plain data.');
}
