import type { ArcElement, LeafAxis } from '@isthmus/contract';
import { sizeOf, widened, type Params, type WidePoint } from '@isthmus/contract/parameters';
import { groupMap, type GroupMap } from './group-map.js';
import { INFLATE, sumError, TINY } from './rounding.js';

/** The end of an arc in float64, and how far each number may be from that of the arc, which is of real numbers. */
export interface ArcEnd {
  readonly point: WidePoint;
  readonly slack: WidePoint;
}

/**
 * Where an arc ends, of which it was seen that it is a symmetry.
 *
 * @returns why that is not computed, as a text; every `yield` is a place to pause
 */
export function* endOfArc({ factors }: ArcElement, from: Params): Generator<void, ArcEnd | string> {
  const end = new Map<string, Loose>(
    Object.entries(widened(from)).map(([name, { shape, data }]) => [
      name,
      { shape, data, slack: new Float64Array(data.length) },
    ]),
  );
  const act = ({ leaf, axis }: LeafAxis, map: GroupMap, transposed: boolean) =>
    end.set(leaf, moved(end.get(leaf)!, axis, map, transposed));
  for (const factor of factors) {
    const [forth, back] = [yield* groupMap(factor, 1), yield* groupMap(factor, -1)];
    if (typeof forth === 'string') return forth;
    if (typeof back === 'string') return back;
    for (const axis of factor.makes) act(axis, forth, false);
    for (const axis of factor.reads) act(axis, back, true);
    yield;
  }
  const of = (pick: (leaf: Loose) => Float64Array): WidePoint =>
    Object.fromEntries(
      [...end].map(([name, leaf]) => [name, { shape: leaf.shape, data: pick(leaf) }]),
    );
  return { point: of(({ data }) => data), slack: of(({ slack }) => slack) };
}

/** An array of which each number may be off. */
interface Loose {
  readonly shape: readonly number[];
  readonly data: Float64Array;
  readonly slack: Float64Array;
}

function moved(x: Loose, axis: number, map: GroupMap, transposed: boolean): Loose {
  const inner = sizeOf(x.shape.slice(axis + 1));
  return map.kind === 'diagonal' ? stretched(x, inner, map) : mixed(x, inner, map, transposed);
}

function stretched(
  { shape, data, slack }: Loose,
  inner: number,
  { entries, errors }: Extract<GroupMap, { readonly kind: 'diagonal' }>,
): Loose {
  const out = new Float64Array(data.length);
  const off = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const k = Math.floor(i / inner) % entries.length;
    out[i] = data[i]! * entries[k]!;
    const most = entries[k]! + errors[k]!;
    const own = Math.abs(data[i]!) * (errors[k]! + sumError(4) * most);
    off[i] = (own + slack[i]! * most) * INFLATE + TINY;
  }
  return { shape, data: out, slack: off };
}

/** A row of units times the map from the right; or, transposed, the map times the row. */
function mixed(
  { shape, data, slack }: Loose,
  inner: number,
  { units, entries, error }: Extract<GroupMap, { readonly kind: 'matrix' }>,
  transposed: boolean,
): Loose {
  const out = new Float64Array(data.length);
  const off = new Float64Array(data.length);
  const rounding = sumError(units + 4);
  for (let i = 0; i < data.length; i++) {
    const k = Math.floor(i / inner) % units;
    const first = i - k * inner;
    let [sum, loose] = [0, 0];
    for (let j = 0; j < units; j++) {
      const at = first + j * inner;
      const weight = entries[transposed ? k * units + j : j * units + k]!;
      const most = Math.abs(weight) + error;
      sum += data[at]! * weight;
      loose += slack[at]! * most + Math.abs(data[at]!) * (error + rounding * most);
    }
    out[i] = sum;
    off[i] = loose * INFLATE + TINY;
  }
  return { shape, data: out, slack: off };
}
