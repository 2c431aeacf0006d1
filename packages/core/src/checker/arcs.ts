import { ask, shown } from './faults.js';
import { choiceOf, fieldsOf, listOf, numberOf, recordOf, textOf, wholeOf } from './json.js';
import { actOn, type Factor, type UnitMap, unitMaps } from './arc-end.js';
import type { Network, Node } from './network.js';
import type { Point } from './segment.js';

/** An element of a path, as the file of its vertices has it. */
export type PathElement = { readonly kind: 'segment' } | Arc;

/** A curve that a symmetry draws, and the straight line from its end to the next vertex. */
export interface Arc {
  readonly kind: 'arc';
  readonly factors: readonly Factor[];
}

/** @throws `Malformed` */
export function readElements(value: unknown): readonly PathElement[] {
  return listOf(value, 'the elements of the path').map((element) => {
    const kind = choiceOf(fieldsOf(element, 'an element of the path').get('kind'), 'kind', ['segment', 'arc']); // prettier-ignore
    if (kind === 'segment') return { kind };
    const fields = recordOf(element, 'an arc', ['kind', 'known?', 'factors']);
    return { kind, factors: listOf(fields.get('factors'), 'factors').map(readFactor) };
  });
}

function readFactor(value: unknown): Factor {
  const isScaling = fieldsOf(value, 'a factor').get('kind') === 'scaling';
  const own = isScaling ? 'rates' : 'generator';
  const fields = recordOf(value, 'a factor', ['kind', own, 'makes', 'reads']);
  choiceOf(fields.get('kind'), 'kind of a factor', ['scaling', 'linear']);
  const rows = listOf(fields.get(own), own);
  const numbers = (row: unknown) => listOf(row, own).map((number) => numberOf(number, own));
  const generator = isScaling ? null : rows.map(numbers);
  ask(rows.length > 0 && (generator ?? []).every((row) => row.length === rows.length), () => `${own} of ${rows.length} units are not square`); // prettier-ignore
  const axes = (name: string) => listOf(fields.get(name), name).map(axisOf);
  return {
    units: rows.length,
    rates: isScaling ? numbers(rows) : null,
    generator,
    makes: axes('makes'),
    reads: axes('reads'),
  };
}

function axisOf(value: unknown): string {
  const fields = recordOf(value, 'an axis', ['leaf', 'axis']);
  return `${textOf(fields.get('leaf'), 'leaf')} ${wholeOf(fields.get('axis'), 'axis', 0, 32)}`;
}

/**
 * Whether the factors change nothing of what the network computes, for any parameters and data, as real
 * numbers: what makes units is multiplied by e^(s G), it passes through what commutes with that, and all
 * that reads them undoes it.
 *
 * @throws `Malformed` saying where it does not
 */
export function checkInvariance({ nodes, last }: Network, factors: readonly Factor[]): void {
  const acts = actionOf(factors);
  /** The factor by which the channels of each node are multiplied; null: they are as they were. */
  const carried: (Factor | null)[] = [];
  for (const node of nodes) carried.push(carriedBy(node, carried, acts, nodes));
  ask(carried[last] === null, () => 'the arc changes the prediction');
  const [spare] = acts.keys();
  ask(spare === undefined, () => `the arc acts on ${shown(spare)}, which makes or reads no units`);
}

type Acts = Map<string, { readonly factor: Factor; readonly makes: boolean }>;

function actionOf(factors: readonly Factor[]): Acts {
  const acts: Acts = new Map();
  for (const factor of factors)
    for (const makes of [true, false])
      for (const axis of makes ? factor.makes : factor.reads) {
        ask(!acts.has(axis), () => `the arc names ${shown(axis)} twice`);
        acts.set(axis, { factor, makes });
      }
  return acts;
}

/** Takes what acts on an axis, which must do so in this way; null where nothing does. */
function taken(acts: Acts, leaf: string, axis: number, makes: boolean): Factor | null {
  const name = `${leaf} ${axis}`;
  const found = acts.get(name);
  acts.delete(name);
  ask(found === undefined || found.makes === makes, () => `the arc acts on ${shown(name)} from the wrong side`); // prettier-ignore
  return found?.factor ?? null;
}

function carriedBy(
  { id, step, inputs, shape }: Node,
  carried: readonly (Factor | null)[],
  acts: Acts,
  nodes: readonly Node[],
): Factor | null {
  const [first = null, ...others] = inputs.map((place) => carried[place]!);
  const refuse = () => `the arc does not pass through node "${id}"`;
  const holds = (factor: Factor | null, axis: number) => {
    ask(factor === null || axis % factor.units === 0, () => `node "${id}" has no rows of ${factor?.units} units`); // prettier-ignore
    return factor;
  };
  switch (step.kind) {
    case 'input':
      return null;
    case 'linear': {
      // The kernel is [rows, outputs], or [size, size, channels, outputs].
      const axis = nodes[inputs[0]!]!.shape.length === 3 ? 2 : 0;
      ask(taken(acts, step.kernel, axis, false) === first, refuse);
      const made = holds(taken(acts, step.kernel, axis + 1, true), step.outputs);
      if (step.bias !== null) ask(taken(acts, step.bias, 0, true) === made, refuse);
      return made;
    }
    case 'normalize': {
      ask(first === null, refuse);
      const made = holds(taken(acts, step.leaves.gamma, 0, true), step.channels);
      // Scale and shift are numbers of one channel each: only a diagonal matrix acts on both alike.
      ask(
        taken(acts, step.leaves.beta, 0, true) === made && (made?.generator ?? null) === null,
        refuse,
      );
      return made;
    }
    case 'sum':
      ask(
        others.every((other) => other === first),
        refuse,
      );
      return first;
    case 'mean':
      return first;
    case 'same':
      return holds(first, shape.at(-1)!);
    case 'rectify':
    case 'largest':
      // Positive factors, one for each channel, pass through what is positively homogeneous.
      ask((first?.generator ?? null) === null, refuse);
      return first;
    case 'smooth':
      ask(first === null, refuse);
      return null;
  }
}

/** The end of an arc, with bounds of how far its numbers may be off. */
export interface ArcEnd {
  readonly point: Point;
  readonly slack: Point;
}

/** @throws `Malformed` where the group cannot be computed */
export function endOfArc({ parameters }: Network, { factors }: Arc, from: Point): ArcEnd {
  const point = new Map(from);
  const slack = new Map<string, Float64Array>();
  for (const [name, { length }] of from) slack.set(name, new Float64Array(length));
  const act = (axis: string, map: UnitMap, fromLeft: boolean) => {
    const at = axis.lastIndexOf(' ');
    const leaf = axis.slice(0, at);
    const shape = parameters.get(leaf);
    ask(shape !== undefined, () => `the arc acts on ${shown(leaf)}, which is no parameter`);
    const inner = shape.slice(Number(axis.slice(at + 1)) + 1).reduce((product, each) => product * each, 1); // prettier-ignore
    const moved = actOn(point.get(leaf)!, slack.get(leaf)!, inner, map, fromLeft);
    point.set(leaf, moved.value);
    slack.set(leaf, moved.error);
  };
  for (const factor of factors) {
    const { forth, back } = unitMaps(factor);
    for (const axis of factor.makes) act(axis, forth, false);
    for (const axis of factor.reads) act(axis, back, true);
  }
  return { point, slack };
}
