import { shortNumber, shortPoint } from '@isthmus/contract/internal';
import type { PredictionLoss } from '@isthmus/contract';
import { ask } from './check.js';
import { normals } from './layer-trial.js';
import { atTarget, samplesFor, stream, type Sample } from './loss-samples.js';
import { copyPlain, samePlain } from './plain-data.js';
import { furthest, inner, isSlope, largest, slopeOf, stepAt } from './slopes.js';

/** A loss that is tried with so many outputs. */
export interface LossTrial {
  readonly loss: PredictionLoss;
  readonly outputs: number;
}

/** Of identities that hold but for the rounding of some additions. */
const ROUNDING = 1e-10;

const TARGETS: readonly PredictionLoss['targets'][] = ['values', 'classes', 'binary', 'any'];

/** What a run asks of a loss before it computes anything. */
export function saysWhatItIs({ loss: { unit, targets, convex } }: LossTrial): void {
  ask(
    typeof unit === 'string' && unit.trim() !== '',
    'conformance/loss-unit',
    'The unit is a text for axis labels, such as "nats" or "squared error".',
  );
  ask(
    TARGETS.includes(targets),
    'conformance/loss-targets',
    `targets is one of ${TARGETS.join(', ')}; it is ${JSON.stringify(targets)}.`,
  );
  ask(
    typeof convex === 'boolean',
    'conformance/loss-convex',
    `convex is true or false; it is ${JSON.stringify(convex)}.`,
  );
}

/** A loss that says so keeps its value where all outputs are raised by one number. */
export function isShiftInvariant({ loss, outputs }: LossTrial): void {
  if (loss.shiftInvariant !== true) return;
  for (const { z, y } of samplesFor(loss, outputs)) {
    const { value } = atTarget(loss, y);
    for (const by of [1, -7.5]) {
      const [before, after] = [value(z), value(z.map((entry) => entry + by))];
      ask(
        Math.abs(after - before) <= ROUNDING * (Math.abs(before) + largest(z) + Math.abs(by)),
        'conformance/loss-shift',
        `With all outputs raised by ${by} the loss goes from ${shortNumber(before)} to ${shortNumber(after)}. Leave "shiftInvariant" out unless the outputs go through a softmax first.`,
      );
    }
  }
}

/** A sample in the middle of arrays of NaN: whatever is read or written beside it shows. */
export function keepsToItsEntries({ loss, outputs }: LossTrial): void {
  for (const { z, y } of samplesFor(loss, outputs)) {
    const v = normals(outputs, stream('v'));
    const alone = atTarget(loss, y);
    const amid = (values: ArrayLike<number>) => [NaN, NaN, ...Array.from(values), NaN];
    const given = { z: Float64Array.from(amid(z)), y: Float32Array.from(amid(y)), v: Float64Array.from(amid(v)) }; // prettier-ignore
    const before = copyPlain(given);
    const written = (fill: (out: Float64Array) => void) => {
      const out = new Float64Array(outputs + 3).fill(9);
      fill(out);
      return out;
    };
    const expected = (values: Float64Array) => Float64Array.of(9, 9, ...values, 9);
    const { reference } = loss;
    const same =
      Object.is(reference.value(given.z, given.y, 2, outputs), alone.value(z)) &&
      samePlain(
        written((out) => {
          reference.gradient(given.z, given.y, 2, outputs, out);
        }),
        expected(alone.gradient(z)),
      ) &&
      samePlain(
        written((out) => {
          reference.hessianVector(given.z, given.y, 2, outputs, given.v, out);
        }),
        expected(alone.hessianVector(z, v)),
      );
    ask(
      same && samePlain(given, before),
      'conformance/loss-entries',
      `A sample is the ${outputs} entries that begin at \`at\`, and results go to the same places of \`out\`. Among other samples this loss gave other numbers, or wrote elsewhere: add \`at\` to every index, and write into \`out\` only.`,
    );
  }
}

/** Values are numbers, and finite at some of the samples at least. */
export function finiteSamples({ loss, outputs }: LossTrial): readonly Sample[] {
  const samples = samplesFor(loss, outputs);
  for (const { z, y } of samples)
    ask(
      !Number.isNaN(atTarget(loss, y).value(z)),
      'conformance/loss-value',
      `The loss is NaN at the prediction ${shortPoint(z)} and the target ${shortPoint(y)}. A network may predict any numbers, of either sign: let the loss take what comes before a softmax, an exponential or whatever keeps predictions in its domain, or be Infinity outside.`,
    );
  const finite = samples.filter(({ z, y }) => Number.isFinite(atTarget(loss, y).value(z)));
  ask(
    finite.length > 0,
    'conformance/loss-value',
    `The loss is a finite number at none of ${samples.length} predictions of the size of 2, such as ${shortPoint(samples[0]!.z)}.`,
  );
  return finite;
}

/** The gradient is that of the values, entry by entry; at a kink any slope between the two sides. */
export function hasGradient(trial: LossTrial): void {
  for (const { z, y } of finiteSamples(trial)) {
    const { value, gradient } = atTarget(trial.loss, y);
    const claimed = gradient(z);
    const scale = Math.abs(value(z)) + largest(claimed);
    for (const i of z.keys()) {
      const f = (step: number) => value(z.with(i, z[i]! + step));
      ask(
        isSlope(f, claimed[i]!, scale, stepAt(z[i]!)),
        'conformance/loss-gradient',
        `At the prediction ${shortPoint(z)} and the target ${shortPoint(y)} entry ${i} of the gradient is ${shortNumber(claimed[i]!)}, and values beside it rise by ${shortNumber(slopeOf(f, stepAt(z[i]!)), claimed[i]!)} per unit. Give the derivative of \`value\`, for one sample (the engine takes the mean over samples).`,
        { at: i },
      );
    }
  }
}

/** The Hessian times v is that of the gradient, and symmetric. */
export function hasHessian(trial: LossTrial): void {
  const rng = stream('directions');
  for (const { z, y } of finiteSamples(trial)) {
    const { gradient, hessianVector } = atTarget(trial.loss, y);
    const [u, v] = [normals(trial.outputs, rng), normals(trial.outputs, rng)];
    const claimed = hessianVector(z, v);
    const scale = largest(gradient(z)) + largest(claimed);
    for (const i of z.keys()) {
      const f = (step: number) => gradient(z.map((entry, j) => entry + step * v[j]!))[i]!;
      ask(
        isSlope(f, claimed[i]!, scale, stepAt(largest(z))),
        'conformance/loss-hessian',
        `At the prediction ${shortPoint(z)} and the target ${shortPoint(y)} entry ${i} of the Hessian times ${shortPoint(v)} is ${shortNumber(claimed[i]!)}, and gradients along it rise by ${shortNumber(slopeOf(f, stepAt(largest(z))), claimed[i]!)} per unit. Give the derivative of \`gradient\` along \`v\`.`,
        { at: i },
      );
    }
    const [uHv, vHu] = [inner(u, claimed), inner(v, hessianVector(z, u))];
    ask(
      Math.abs(uHv - vHu) <= ROUNDING * (scale + Math.abs(uHv)) * trial.outputs,
      'conformance/loss-hessian',
      `A Hessian is symmetric: u·Hv and v·Hu are equal; they are ${shortNumber(uHv)} and ${shortNumber(vHu, uHv)}.`,
    );
  }
}

/** Random chords: enough for what is bent the wrong way over a fair part of where predictions lie. */
const CHORDS = 400;

/** Sizes of where chords begin, and how long they are: near 0, and far from it. */
const CHORD_SIZES = [
  [4, 0.1],
  [4, 1],
  [4, 4],
  [20, 20],
  [100, 20],
  [300, 300],
] as const;

/** Where it is claimed: no chord runs below the loss. */
export function isConvex(trial: LossTrial): void {
  const { loss, outputs } = trial;
  if (!loss.convex) return;
  const rng = stream('chords');
  const samples = finiteSamples(trial);
  for (let i = 0; i < CHORDS; i++) {
    const { value } = atTarget(loss, samples[i % samples.length]!.y);
    const [size, length] = CHORD_SIZES[i % CHORD_SIZES.length]!;
    const from = normals(outputs, rng, size);
    const to = from.map((entry) => entry + length * rng.normal());
    const t = rng.next();
    const between = value(from.map((entry, k) => (1 - t) * entry + t * to[k]!));
    const chord = (1 - t) * value(from) + t * value(to);
    ask(
      !(between > chord + ROUNDING * (1 + Math.abs(chord))),
      'conformance/loss-convex',
      `The loss says that it is convex in the prediction, and between ${shortPoint(from)} and ${shortPoint(to)} it is ${shortNumber(between)}, above the chord's ${shortNumber(chord, between)}. Say \`convex: false\`: paths are drawn by that claim without being sampled.`,
      { between, chord },
    );
  }
}

/** The same numbers at every call. */
export function repeats({ loss, outputs }: LossTrial): void {
  const v = normals(outputs, stream('v'));
  for (const { z, y } of samplesFor(loss, outputs)) {
    const { value, gradient, hessianVector } = atTarget(loss, y);
    const asked = () => Float64Array.of(value(z), ...gradient(z), ...hessianVector(z, v));
    ask(
      furthest(asked(), asked()).apart === 0,
      'conformance/loss-not-repeatable',
      'Two calls at the same prediction and target gave other numbers. Remember nothing between calls.',
    );
  }
}
