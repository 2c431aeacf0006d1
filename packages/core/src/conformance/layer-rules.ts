import { shortNumber } from '@isthmus/contract/internal';
import type { BilinearRule, LinearRule, NoiseRule, SelectionRule } from '@isthmus/contract';
import { sizeOf } from '@isthmus/contract/parameters';
import { ask } from './check.js';
import { isGeneral } from './layer-general.js';
import { hasSlopes } from './layer-slopes.js';
import { blocksOf, LOOKS, normals, ownValues, ruleOf, stream } from './layer-trial.js';
import type { LayerTrial, Look } from './layer-trial.js';
import { furthest, inner, largest } from './slopes.js';

/** Of identities that hold but for the rounding of some thousand additions. */
const ROUNDING = 1e-10;

/** The derivatives that a rule of the reference gives are those of the values that it gives. */
export function hasDerivatives(trial: LayerTrial): void {
  const rule = ruleOf(trial);
  switch (rule.kind) {
    case 'elementwise':
      hasSlopes(rule);
      return;
    case 'bilinear':
      for (const look of LOOKS) isBilinear(rule, trial, look);
      return;
    case 'linear':
      for (const look of LOOKS) isLinear(rule, trial, look);
      return;
    case 'selection':
      for (const look of LOOKS) isSelection(rule, trial, look);
      return;
    case 'noise':
      isNoise(rule);
      return;
    case 'general':
      isGeneral(rule, trial);
      return;
  }
}

/** `B(k, x)` is linear in both, and both transposes are its own: `dy·B(k, x) = dx·x = dk·k`. */
function isBilinear(rule: BilinearRule, trial: LayerTrial, look: Look): void {
  const { rows } = look;
  const rng = stream('bilinear');
  const draw = () => ({
    kernel: ownValues(trial, rng)[rule.kernel]!,
    x: blocksOf(trial, rng, look)[0]!,
  });
  const [one, other] = [draw(), draw()];
  asksLinear('the input', (x) => rule.apply(one.kernel, x, rows), one.x, other.x);
  asksLinear('the kernel', (k) => rule.apply(k, one.x, rows), one.kernel, other.kernel);
  const y = rule.apply(one.kernel, one.x, rows);
  const dy = normals(y.length, rng);
  const dx = rule.transposeInput(one.kernel, dy, rows);
  const dKernel = rule.transposeKernel(one.x, dy, rows);
  const along = (direction: typeof one) => ({
    input: inner(dy, rule.apply(one.kernel, direction.x, rows)),
    kernel: inner(dy, rule.apply(direction.kernel, one.x, rows)),
  });
  const scale = Math.sqrt(inner(dy, dy) * inner(y, y)) + Math.abs(inner(dy, y));
  const wanted = along(other);
  asksTranspose('input', [dx, other.x], wanted.input, scale);
  asksTranspose('kernel', [dKernel, other.kernel], wanted.kernel, scale);
}

function isLinear(rule: LinearRule, trial: LayerTrial, look: Look): void {
  const { rows } = look;
  const rng = stream('linear');
  const [one, other] = [blocksOf(trial, rng, look), blocksOf(trial, rng, look)];
  for (const k of one.keys())
    asksLinear(`input ${k}`, (x) => rule.apply(one.with(k, x), rows), one[k]!, other[k]!, true);
  const y = rule.apply(other, rows);
  const dy = normals(y.length, rng);
  const transposed = rule.transpose(dy, rows);
  ask(
    transposed.length === one.length,
    'conformance/layer-transpose-input',
    `transpose gives a block for each of the ${one.length} inputs; it gave ${transposed.length}.`,
  );
  const scale = Math.sqrt(inner(dy, dy) * inner(y, y));
  const zeros: readonly Float64Array[] = other.map((block) => new Float64Array(block.length));
  for (const [k, dx] of transposed.entries()) {
    const alone = inner(dy, rule.apply(zeros.with(k, other[k]!), rows));
    asksTranspose('input', [dx, other[k]!], alone, scale);
  }
}

/** `f(a + 2 b) = f(a) + 2 f(b)`; with several inputs, less what the others give. */
function asksLinear(
  what: string,
  f: (x: Float64Array) => Float64Array,
  a: Float64Array,
  b: Float64Array,
  affine = false,
): void {
  const rest = affine ? f(new Float64Array(a.length)) : null;
  const sum = f(a.map((entry, i) => entry + 2 * b[i]!));
  const [fa, fb] = [f(a), f(b)];
  const expected = fa.map((entry, i) => entry + 2 * (fb[i]! - (rest?.[i] ?? 0)));
  const { apart } = furthest(sum, expected);
  ask(
    apart <= ROUNDING * (largest(expected) + largest(fb)),
    'conformance/layer-not-linear',
    `A ${affine ? 'linear' : 'bilinear'} rule is linear in ${what}: of a + 2b it gives what it gives of a plus twice that of b. It is off by ${shortNumber(apart)} of ${shortNumber(largest(expected))}. Leave the bias to the engine, and use an elementwise rule for functions.`,
    { apart },
  );
}

/** `dx · v = dy · f(v)` for a direction v. */
function asksTranspose(
  of: 'input' | 'kernel',
  [dx, v]: readonly [Float64Array, Float64Array],
  expected: number,
  scale: number,
): void {
  const came = dx.length === v.length ? inner(dx, v) : NaN;
  ask(
    Math.abs(came - expected) <= ROUNDING * scale,
    of === 'input' ? 'conformance/layer-transpose-input' : 'conformance/layer-transpose-kernel',
    `The transpose in the ${of} gives ${dx.length} numbers dx with dx·v = dy·f(v) for every v of ${v.length} numbers; for a random v the left is ${shortNumber(came)}, the right ${shortNumber(expected, came)}. It is the gradient of the layer: transpose the same map that \`apply\` makes.`,
    { came, expected },
  );
}

/** Chosen entries are the sample's own, and what is chosen changes only where two of them meet. */
function isSelection(rule: SelectionRule, trial: LayerTrial, look: Look): void {
  const { rows } = look;
  const rng = stream('selection');
  const x = blocksOf(trial, rng, look)[0]!;
  const size = sizeOf(trial.inputs[0]!);
  const chosen = rule.choose(x, rows);
  const perRow = chosen.length / rows;
  for (const [i, at] of chosen.entries())
    ask(
      Math.floor(at / size) === Math.floor(i / perRow),
      'conformance/layer-selection',
      `Output entry ${i} belongs to sample ${Math.floor(i / perRow)}, and its chosen entry ${at} is not among that sample's ${size} entries of the block.`,
    );
  for (let i = 0; i < WALKS; i++) walks(rule, rows, x, blocksOf(trial, rng, look)[0]!);
}

/** From one block to another, in steps. */
function walks(rule: SelectionRule, rows: number, x: Float64Array, to: Float64Array): void {
  const v = to.map((entry, i) => entry - x[i]!);
  const at = (step: number) => {
    const moved = x.map((entry, i) => entry + (step / WALK) * v[i]!);
    return Float64Array.from(rule.choose(moved, rows), (place) => moved[place]!);
  };
  const longest = largest(v) / WALK;
  for (let step = 0; step < WALK; step++) {
    // Whichever entries are chosen on the way, the value moves no faster than they do.
    const { apart } = furthest(at(step), at(step + 1));
    ask(
      apart <= longest + ROUNDING * largest(x),
      'conformance/layer-selection',
      `No input moved by more than ${shortNumber(longest)}, and an output changed by ${shortNumber(apart)}: the choice jumps where the chosen entries are not equal, so it has no gradient. Choose by the values themselves.`,
      { apart },
    );
  }
}

/** Walks from one block to others, and the steps of each: choices change on the way. */
const WALKS = 4;
const WALK = 64;

function isNoise({ factor }: NoiseRule): void {
  for (let i = 0; i < 256; i++) {
    const uniform = i / 256;
    const one = factor(uniform);
    ask(
      Number.isFinite(one) && one === factor(uniform),
      'conformance/layer-noise',
      `factor(${shortNumber(uniform)}) is a finite number and the same at every call; it gave ${one} and then ${factor(uniform)}. The uniform number is all the chance that there is.`,
    );
  }
}
