import { scaled } from './exact.js';
import { activate, leastSquare, minus, plus, times, ZERO, type Range } from './intervals.js';
import type { ChainSubject, PolynomialSubject, SeparationSubject } from './subject.js';

/** A closed box in the space of all parameters: its middle and half its width, the same in every direction. */
export interface BoxAt {
  readonly middle: readonly number[];
  readonly half: number;
}

/** Where each array begins in the vector of all parameters. */
export type Places = ReadonlyMap<string, number>;

/** At most the least loss in a box whose middle and half are exact. */
export function leastIn(subject: SeparationSubject, places: Places, box: BoxAt): number {
  return subject.kind === 'polynomial' ? leastOfPolynomial(subject, box) : leastOfChain(subject, places, box); // prettier-ignore
}

/**
 * With `w_i = m_i + half d_i` the polynomial is one in d, |d_i| <= 1, whose coefficients are computed in whole
 * numbers. Every term but the constant takes off what it can be at least.
 */
function leastOfPolynomial({ terms }: PolynomialSubject, { middle, half }: BoxAt): number {
  const { digits, shift } = scaled([...middle, half]);
  const width = digits.at(-1)!;
  const factors = scaled(terms.map(({ factor }) => factor));
  const degree = Math.max(...terms.map(({ powers }) => powers.reduce((sum, power) => sum + power, 0)));
  const coefficients = new Map<string, bigint>();
  const expand = (factor: bigint, powers: readonly number[], done: readonly number[]): void => {
    const i = done.length;
    if (i === powers.length) {
      const name = done.map((power) => power % 2).join() + '/' + done.join();
      coefficients.set(name, (coefficients.get(name) ?? 0n) + factor);
      return;
    }
    const power = powers[i]!;
    let binomial = 1n;
    for (let k = 0; k <= power; k++) {
      expand(factor * binomial * digits[i]! ** BigInt(power - k) * width ** BigInt(k), powers, [...done, k]);
      binomial = (binomial * BigInt(power - k)) / BigInt(k + 1);
    }
  };
  terms.forEach(({ powers }, t) => {
    // All terms in one unit, 2^-(shift degree) times that of the factors.
    const rest = degree - powers.reduce((sum, power) => sum + power, 0);
    expand(factors.digits[t]! << BigInt(shift * rest), powers, []);
  });
  let least = 0n;
  for (const [name, coefficient] of coefficients) {
    const [parity, powers] = name.split('/') as [string, string];
    const size = coefficient < 0n ? -coefficient : coefficient;
    if (/^[0,]*$/.test(powers)) least += coefficient;
    else if (parity.includes('1')) least -= size;
    else if (coefficient < 0n) least -= size;
  }
  return roundedDown(least, shift * degree + factors.shift);
} // prettier-ignore

/** At most `whole · 2^-shift`, near to it. */
export function roundedDown(whole: bigint, shift: number): number {
  const size = whole < 0n ? -whole : whole;
  const cut = Math.max(0, size.toString(2).length - 53);
  // An arithmetic shift rounds towards minus infinity.
  const kept = Number(whole >> BigInt(cut));
  const scale = cut - shift;
  if (scale < -960) return kept < 0 ? -1e-270 : 0;
  return scale > 960 ? NaN : kept * 2 ** scale;
}

/** A number and its slopes by all parameters, over a box. */
interface Sloped {
  readonly value: Range;
  readonly slopes: readonly Range[];
}

/**
 * The better of two: sample by sample, with every output held in what intervals give and in what the mean value
 * theorem gives about the middle; and the mean value theorem for the loss as a whole.
 */
function leastOfChain(subject: ChainSubject, places: Places, { middle, half }: BoxAt): number {
  const step: Range = [-half, half];
  const count = middle.length;
  const wide = middle.map((m, i): Sloped => ({
    value: [m - half, m + half],
    slopes: middle.map((_, j): Range => (i === j ? [1, 1] : ZERO)),
  }));
  const still = middle.map((m): Sloped => ({ value: [m, m], slopes: [] }));
  let [direct, central] = [ZERO, ZERO];
  const slopes: Range[] = new Array<Range>(count).fill(ZERO);
  subject.inputs.forEach((x, n) => {
    const [outputs, centres] = [forward(subject, places, wide, x), forward(subject, places, still, x)];
    outputs.forEach(({ value, slopes: own }, k) => {
      const target: Range = [subject.targets[n]![k]!, subject.targets[n]![k]!];
      let about = centres[k]!.value;
      for (const slope of own) about = plus(about, times(slope, step));
      const error = minus([Math.max(value[0], about[0]), Math.min(value[1], about[1])], target);
      const atCentre = minus(centres[k]!.value, target);
      direct = plus(direct, [leastSquare(error), 0]);
      central = plus(central, times(atCentre, atCentre));
      const twice = times([2, 2], error);
      for (let i = 0; i < count; i++) slopes[i] = plus(slopes[i]!, times(twice, own[i]!));
    });
  });
  for (const slope of slopes) central = plus(central, times(slope, step));
  const best = Math.max(direct[0], central[0]);
  const mean = best / subject.inputs.length;
  return mean - Math.abs(mean) * 1e-15 - 1e-300;
} // prettier-ignore

function forward(
  { layers }: ChainSubject,
  places: Places,
  parameters: readonly Sloped[],
  x: readonly number[],
): readonly Sloped[] {
  const flat = parameters[0]!.slopes.map(() => ZERO);
  let row: readonly Sloped[] = x.map((entry) => ({ value: [entry, entry], slopes: flat }));
  for (const { kernel, bias, units, activation } of layers) {
    const next: Sloped[] = [];
    for (let unit = 0; unit < units; unit++) {
      let z: Sloped = bias === null ? { value: ZERO, slopes: flat } : parameters[places.get(bias)! + unit]!; // prettier-ignore
      row.forEach((entry, i) => {
        const weight = parameters[places.get(kernel)! + i * units + unit]!;
        z = {
          value: plus(z.value, times(entry.value, weight.value)),
          slopes: z.slopes.map((slope, p) => plus(slope, plus(times(entry.slopes[p]!, weight.value), times(entry.value, weight.slopes[p]!)))), // prettier-ignore
        };
      });
      const { value, slope } = activate(activation, z.value);
      next.push({ value, slopes: z.slopes.map((each) => times(slope, each)) });
    }
    row = next;
  }
  return row;
}
