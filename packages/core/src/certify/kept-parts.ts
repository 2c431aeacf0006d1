import type { Dataset } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { firstValues, type FirstValues } from './first-layer.js';
import type { BoundPlan } from './plan.js';
import { stillForms, type RowBlock, type StillForms } from './propagate.js';
import { boundSegment, type BoundSegment } from './segment.js';
import { readVertex, type Vertex } from './vertex.js';

/** A block of rows of the data. */
export interface Rows {
  readonly first: number;
  readonly rows: number;
}

/** Bytes of what is kept: of vertices and of blocks of rows each, and of the first layers at vertices. */
const VERTEX_BYTES = 2 ** 26;
const STILL_BYTES = 2 ** 26;
const FIRST_BYTES = 2 ** 27;

type FirstLayers = readonly (FirstValues | null)[];

/** What the parts of a path have in common, by element and by block of rows; every `yield` is a place to pause. */
export interface KeptParts {
  segment(element: number): Generator<void, BoundSegment>;
  block(element: number, block: number): Generator<void, RowBlock>;
}

/** Computes vertices, segments and first layers when they are asked for, and keeps them while there is room. */
export function keptParts(
  plan: BoundPlan,
  points: readonly Params[],
  { x }: Dataset,
  blocks: readonly Rows[],
): KeptParts {
  const vertices = keptFor<number, Vertex>(VERTEX_BYTES, vertexBytes);
  const segments = keptFor<number, BoundSegment>(VERTEX_BYTES, segmentBytes);
  const stills = keptFor<number, StillForms>(STILL_BYTES, formBytes);
  const firsts = keptFor<string, FirstLayers>(FIRST_BYTES, firstBytes);
  const width = plan.inputSize;
  function* vertex(k: number): Generator<void, Vertex> {
    return vertices.get(k) ?? vertices.set(k, yield* readVertex(plan, points[k]!));
  }
  function still(i: number): StillForms {
    const { first, rows } = blocks[i]!;
    const known = stills.get(i);
    if (known !== undefined) return known;
    return stills.set(i, stillForms(plan, x.subarray(first * width, (first + rows) * width), rows));
  }
  function* firstAt(k: number, i: number): Generator<void, FirstLayers> {
    const known = firsts.get(`${k}/${i}`);
    if (known !== undefined) return known;
    const at = yield* vertex(k);
    const made = firstValues(plan, at, still(i), blocks[i]!.rows);
    yield;
    return firsts.set(`${k}/${i}`, made);
  }
  return {
    *segment(element) {
      const known = segments.get(element);
      if (known !== undefined) return known;
      const [from, to] = [yield* vertex(element), yield* vertex(element + 1)];
      return segments.set(element, yield* boundSegment(plan, from, to));
    },
    *block(element, i) {
      const [from, to] = [yield* firstAt(element, i), yield* firstAt(element + 1, i)];
      return { rows: blocks[i]!.rows, still: plan.readsStill ? still(i) : null, from, to };
    },
  };
}

/** Keeps what was made until it is too much, the latest; what is made anew is the same. */
function keptFor<K, T>(most: number, bytesOf: (item: T) => number) {
  const known = new Map<K, T>();
  let bytes = 0;
  return {
    get: (key: K): T | undefined => known.get(key),
    set(key: K, item: T): T {
      bytes += bytesOf(item);
      known.set(key, item);
      for (const [other, old] of known) {
        if (bytes <= most || other === key) break;
        known.delete(other);
        bytes -= bytesOf(old);
      }
      return item;
    },
  };
}

function vertexBytes({ kernels }: Vertex): number {
  return kernels.reduce((sum, each) => sum + (each?.kernel.byteLength ?? 0), 0);
}

/** With its vertices, which it holds too. */
function segmentBytes({ kernels }: BoundSegment): number {
  return kernels.reduce((sum, each) => sum + 2 * (each?.from.kernel.byteLength ?? 0), 0);
}

function formBytes(forms: StillForms): number {
  return forms.reduce((sum, form) => sum + 3 * (form?.c.byteLength ?? 0), 0);
}

function firstBytes(values: FirstLayers): number {
  return values.reduce((sum, each) => sum + 2 * (each?.values.byteLength ?? 0), 0);
}
