import { ask } from '../faults.js';
import { listOf, recordOf, textOf } from '../json.js';
import type { Point } from '../segment.js';
import { conesOf, type Cones } from './cones.js';
import { compared, inner, scaled, sign } from './exact.js';
import type { ChainSubject } from './subject.js';

/**
 * Why two networks of one hidden ReLU layer are not shown to be apart above a level; null where they are.
 *
 * A network is a vector `u = |v| w` and the sign of v for every unit, and both change continuously but that
 * the sign may change at u = 0. On a product of closed cones, one a unit, f is linear in u, and with r of
 * whole numbers, `Σ r = 0` where the output has a bias: `N L = |y - f|² >= (r · y)² / |r|²` wherever
 * `r · f <= 0`. That is so for all u of a product of places if `sign(v) Σ r_i relu(x_i · ray) <= 0` for every
 * ray of each. All cells are gone through that hang together with that of a by joints where no r has
 * this: a path to b that stays below all the bounds would end in one of them.
 *
 * @param stated a lower bound of the loss at every joint that is bound, above the level, and how many cells of how
 *   many hang together with a's
 * @throws `Malformed`
 */
export function reluCutFault(
  subject: ChainSubject,
  separator: unknown,
  ends: readonly [a: Point, b: Point],
  { lowerBound, cells, of }: StatedCut,
): string | null {
  const fields = recordOf(separator, 'separator', ['kind', 'duals']);
  const duals = listOf(fields.get('duals'), 'separator.duals').map(readDual);
  checkShape(subject);
  const [hidden, output] = subject.layers as [ChainSubject['layers'][0], ChainSubject['layers'][0]];
  const withOne = subject.inputs.map((x) => (hidden.bias === null ? x : [...x, 1]));
  const width = withOne[0]!.length;
  const flat = scaled(withOne.flat()).digits;
  const samples = withOne.map((_, n) => flat.slice(n * width, (n + 1) * width));
  const targets = scaled(subject.targets.map(([y]) => y!));
  for (const [i, dual] of duals.entries()) {
    const fault = dualFault(dual, targets, output.bias !== null, lowerBound);
    if (fault !== null) return `dual vector ${i}: ${fault}`;
  }
  const space = conesOf(samples);
  const signs = duals.map((dual) => signsOnRays(dual, samples, space));
  const [from, to] = ends.map((end) => statesOf(subject, end, space)) as [number[], number[]];
  const reached = cellsReached(space, signs, from, to);
  if (reached === null) return 'no bound stands in the way of a path';
  const whole = (2 * space.cones.length) ** from.length;
  return reached === cells && whole === of ? null : `a path enters ${reached} of ${whole} cells`;
}

/** What a separation states of a cut. */
export interface StatedCut {
  readonly lowerBound: number;
  readonly cells: number;
  readonly of: number;
}

function readDual(value: unknown, i: number): readonly bigint[] {
  return listOf(value, `separator.duals[${i}]`).map((entry) => {
    const text = textOf(entry, `separator.duals[${i}]`);
    ask(/^-?\d{1,20000}$/.test(text), () => `separator.duals[${i}]: expected whole numbers in digits`); // prettier-ignore
    return BigInt(text);
  });
}

function checkShape({ layers }: ChainSubject): void {
  const [hidden, output] = layers;
  const isOne = layers.length === 2 && hidden!.activation === 'relu' && output!.activation === 'none' && output!.units === 1; // prettier-ignore
  ask(isOne, () => 'the network is not of one hidden ReLU layer and one output');
  ask(hidden!.inputs + Number(hidden!.bias !== null) <= 3, () => 'units have more than 3 numbers');
}

function dualFault(
  dual: readonly bigint[],
  { digits, shift }: ReturnType<typeof scaled>,
  hasBias: boolean,
  stated: number,
): string | null {
  if (dual.length !== digits.length) return `it has ${dual.length} numbers for ${digits.length} samples`; // prettier-ignore
  const along = inner(dual, digits);
  if (along <= 0n) return 'it is not along the targets';
  if (hasBias && dual.reduce((sum, entry) => sum + entry, 0n) !== 0n) return 'its sum is not 0';
  // The targets are digits 2^-shift, so the bound is this over 2^(2 shift).
  const size = (BigInt(dual.length) * inner(dual, dual)) << BigInt(2 * shift);
  return compared(along * along, size, stated) < 0 ? `its bound is below ${stated}` : null;
}

/** The sign of `Σ r_i relu(x_i · ray)` for every ray. */
function signsOnRays(
  dual: readonly bigint[],
  samples: readonly (readonly bigint[])[],
  { rays }: Cones,
): readonly number[] {
  return rays.map((ray) => {
    let sum = 0n;
    samples.forEach((x, i) => {
      const z = inner(x, ray);
      if (z > 0n) sum += dual[i]! * z;
    });
    return sign(sum);
  });
}

/** The state of each unit, `2 cone + (1 where v < 0)`; of one with v = 0, which is at u = 0, any. */
function statesOf({ layers }: ChainSubject, point: Point, { around }: Cones): number[] {
  const [hidden, output] = layers;
  const array = (name: string, size: number) => {
    const found = point.get(name);
    ask(found?.length === size, () => `an end has no array ${name} of ${size} numbers`);
    return found;
  };
  const { units, inputs } = hidden!;
  const kernel = array(hidden!.kernel, inputs * units);
  const bias = hidden!.bias === null ? null : array(hidden!.bias, units);
  const reads = array(output!.kernel, units);
  return Array.from({ length: units }, (_, j) => {
    const w = Array.from({ length: inputs }, (__, i) => kernel[i * units + j]!);
    if (bias !== null) w.push(bias[j]!);
    return reads[j] === 0 ? 0 : 2 * around(scaled(w).digits) + (reads[j]! < 0 ? 1 : 0);
  });
}

/** Cells at most. */
const MOST_CELLS = 2e6;

/** To how many cells joints that no dual vector binds lead from one; null where the other is among them. */
function cellsReached(
  cones: Cones,
  signs: readonly (readonly number[])[],
  from: readonly number[],
  to: readonly number[],
): number | null {
  const states = 2 * cones.cones.length;
  const count = states ** from.length;
  ask(count <= MOST_CELLS, () => `there are ${count} cells, more than ${MOST_CELLS}`);
  const numberOf = (cell: readonly number[]) => cell.reduceRight((sum, state) => sum * states + state, 0); // prettier-ignore
  const goal = numberOf(to);
  const seen = new Uint8Array(count);
  const open = [from];
  seen[numberOf(from)] = 1;
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    if (numberOf(cell) === goal) return null;
    for (const { unit, state, rays } of joints(cones, cell)) {
      const next = cell.with(unit, state);
      const place = numberOf(next);
      if (seen[place] === 1 || isBound(cones, signs, cell, unit, rays)) continue;
      seen[place] = 1;
      open.push(next);
    }
  }
  return seen.reduce((sum, one) => sum + one, 0);
}

interface JointTo {
  readonly unit: number;
  readonly state: number;
  /** Of the unit at the joint; none at zero. */
  readonly rays: readonly number[];
}

/** Every way in which one unit may leave its cone: beyond a plane, or by zero to any other state. */
function* joints({ cones, beyond }: Cones, cell: readonly number[]): Generator<JointTo> {
  for (const [unit, state] of cell.entries()) {
    for (const { cone, rays } of beyond[state >> 1]!)
      yield { unit, state: 2 * cone + (state & 1), rays };
    for (let other = 0; other < 2 * cones.length; other++)
      if (other !== state) yield { unit, state: other, rays: [] };
  }
}

/** Whether one of the vectors binds all units, one of them at a joint. */
function isBound(
  { cones }: Cones,
  signs: readonly (readonly number[])[],
  cell: readonly number[],
  moving: number,
  rays: readonly number[],
): boolean {
  return signs.some((onRays) =>
    cell.every((state, unit) => {
      const own = unit === moving ? rays : cones[state >> 1]!.rays;
      const v = state & 1 ? -1 : 1;
      return own.every((ray) => v * onRays[ray]! <= 0);
    }),
  );
}
