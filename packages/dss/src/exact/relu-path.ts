import { leafOf, type ExactConnection, type Params } from '@isthmus/core';
import { pointOf, unitsOf, type ReluLayer } from '@isthmus/core/internal';
import type { Path, PathElement } from '@isthmus/core/contract';

/** A network of one hidden layer in float64: what each unit reads with (bias last), what reads it, the output bias. */
interface Wide {
  readonly w: readonly (readonly number[])[];
  readonly v: readonly number[];
  readonly c: number;
}

/**
 * The exact solver's path between two stored networks, with weights for its vectors `u = |v| w`. What reads a
 * unit keeps its weight, so that u moves straight where w does; it changes sign where the unit is at zero.
 * At the end an arc scales the units to those of b, which changes no function. Vertices are rounded to
 * float32, so the peak may be above the exact level by about 1e-6 of it.
 */
export function reluPath(layer: ReluLayer, a: Params, b: Params, { path }: ExactConnection): Path {
  const start = wideOf(layer, a);
  const goal = wideOf(layer, b);
  const end = pointOf(layer, b);
  const stations = [
    ...path.map(({ weights, signs, outputBias }) => ({ u: weights, signs, c: outputBias })),
    { u: end.units.map(({ u }) => u), signs: end.units.map(({ sign }) => sign), c: goal.c },
  ];
  const way = stations.reduce(moved, [atRest(start)]);
  const last = settled(way.at(-1)!, goal);
  const vertices = [...way, ...last].map((wide) => storedOf(layer, a, wide));
  const rates = last.at(-1)!.v.map((v, j) => (goal.v[j] === 0 ? 0 : Math.log(v / goal.v[j]!)));
  return withoutRests([a, ...vertices, b], scalingArc(layer, a, rates));
}

/** A unit that nothing reads is brought to zero, where it may be read again. */
function atRest({ w, v, c }: Wide): Wide {
  return { w: w.map((row, j) => (v[j] === 0 ? row.map(() => 0) : row)), v, c };
}

interface Station {
  readonly u: readonly (readonly number[])[];
  readonly signs: readonly (1 | -1)[];
  readonly c: number;
}

/** The way with a station more; before it, units at zero take the signs that it needs. */
function moved(way: readonly Wide[], station: Station): readonly Wide[] {
  const { u, signs, c } = station;
  const from = way.at(-1)!;
  const v = from.v.map((entry, j) =>
    isZero(u[j]!) || Math.sign(entry) === signs[j] ? entry : signs[j]! * (Math.abs(entry) || 1),
  );
  const turned = { ...from, v };
  const w = u.map((row, j) => row.map((entry) => (v[j] === 0 ? 0 : entry / Math.abs(v[j]!))));
  return [...way, turned, { w, v, c }];
}

/** From the vectors of the goal to what the arc begins at: signs as there, and units that nothing reads as they are there. */
function settled(from: Wide, goal: Wide): readonly Wide[] {
  const signed = from.v.map((entry, j) =>
    goal.v[j] === 0 || Math.sign(entry) === Math.sign(goal.v[j]!) ? entry : Math.sign(goal.v[j]!) * (Math.abs(entry) || 1),
  ); // prettier-ignore
  const unread = signed.map((entry, j) => (goal.v[j] === 0 ? 0 : entry));
  const w = from.w.map((row, j) => (goal.v[j] === 0 ? goal.w[j]! : row));
  return [
    { ...from, v: signed },
    { ...from, v: unread },
    { ...from, v: unread, w },
  ];
}

const isZero = (row: readonly number[]) => row.every((entry) => entry === 0);

function wideOf(layer: ReluLayer, params: Params): Wide {
  const units = unitsOf(layer, params);
  const c = pointOf(layer, params).outputBias;
  return { w: units.map(({ w }) => w), v: units.map(({ v }) => v), c };
}

function storedOf({ hidden, output }: ReluLayer, like: Params, { w, v, c }: Wide): Params {
  const { units, inputs } = hidden;
  const leaf = (name: string, data: readonly number[]) => [name, { shape: leafOf(like, name).shape, data: Float32Array.from(data) }] as const; // prettier-ignore
  const kernel = Array.from(
    { length: inputs * units },
    (_, at) => w[at % units]![Math.floor(at / units)]!,
  );
  return Object.fromEntries([
    ...Object.entries(like),
    leaf(hidden.kernel, kernel),
    leaf(output.kernel, v),
    ...(hidden.bias === null ? [] : [leaf(hidden.bias, w.map((row) => row.at(-1)!))]), // prettier-ignore
    ...(output.bias === null ? [] : [leaf(output.bias, [c])]),
  ]);
}

/** Multiplies what the units read with by `e^rate`, and divides what reads them. */
function scalingArc(
  { hidden, output }: ReluLayer,
  like: Params,
  rates: readonly number[],
): PathElement {
  // An array of units alone has them along its only axis.
  const last = (name: string) => ({ leaf: name, axis: leafOf(like, name).shape.length - 1 });
  const makes = [hidden.kernel, hidden.bias].filter((name) => name !== null).map(last);
  const reads = [{ leaf: output.kernel, axis: 0 }];
  return { kind: 'arc', factors: [{ kind: 'scaling', rates, makes, reads }] };
}

/** The path without elements that do not move; the last one is the arc, unless it has nothing to do. */
function withoutRests(vertices: readonly Params[], arc: PathElement): Path {
  const bits = (params: Params) => Object.values(params).map(({ data }) => data.join()).join(';'); // prettier-ignore
  const kept: Params[] = [vertices[0]!];
  for (const vertex of vertices.slice(1, -1))
    if (bits(vertex) !== bits(kept.at(-1)!)) kept.push(vertex);
  const end = vertices.at(-1)!;
  const segments = kept.slice(1).map((): PathElement => ({ kind: 'segment' }));
  if (kept.length > 1 && bits(kept.at(-1)!) === bits(end))
    return { vertices: [...kept.slice(0, -1), end], elements: segments };
  return { vertices: [...kept, end], elements: [...segments, arc] };
}
