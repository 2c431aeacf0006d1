import { shortNumber } from '@isthmus/contract/internal';
import type { ErrorCode } from '@isthmus/contract/base';
import type { GeneralRule, RuleMap, RulePoint } from '@isthmus/contract';
import { sizeOf } from '@isthmus/contract/parameters';
import { ask } from './check.js';
import { blocksOf, normals, ownValues, ROWS, stream } from './layer-trial.js';
import type { LayerTrial } from './layer-trial.js';
import { inner, isSlope, slopeOf } from './slopes.js';

/** Points and directions that the derivatives of a general rule are tried at. */
const TRIES = 4;

/** Half the width of a difference along a direction of entries of the size of 1. */
const STEP = 1e-5;

/**
 * Along a line through some dozen entries at once a function bends more than in each: the truncation of
 * a central difference is some 1e-7 of the scale.
 */
const BOUND = 1e-5;

/** All derivatives of a general rule, in evaluation and in training, are those of its values. */
export function isGeneral(rule: GeneralRule, trial: LayerTrial): void {
  for (let i = 0; i < TRIES; i++) {
    const line = lineOf(rule, trial, `general ${i}`);
    hasPush(rule, line);
    hasTranspose(rule, line, 'transpose', 'conformance/layer-transpose');
    hasBend(rule, line);
    if (rule.training !== undefined)
      hasTranspose(rule.training, line, 'training.transpose', 'conformance/layer-training');
  }
  hasStatistics(rule, trial);
}

/** A point, two directions, and slopes of the output. */
interface Line {
  readonly at: RulePoint;
  readonly direction: RulePoint;
  readonly other: RulePoint;
  readonly dy: Float64Array;
}

function lineOf(rule: GeneralRule, trial: LayerTrial, tag: string): Line {
  const rng = stream(tag);
  const draw = (): RulePoint => {
    const own = ownValues(trial, rng);
    return { x: blocksOf(trial, rng)[0]!, own: rule.parameters.map((name) => own[name]!) };
  };
  const at = draw();
  return { at, direction: draw(), other: draw(), dy: normals(rule.apply(at, ROWS).length, rng) };
}

function moved({ at, direction }: Line, step: number): RulePoint {
  const along = (a: Float64Array, b: Float64Array) => a.map((entry, i) => entry + step * b[i]!);
  return {
    x: along(at.x, direction.x),
    own: at.own.map((each, k) => along(each, direction.own[k]!)),
  };
}

function product(a: RulePoint, b: RulePoint): number {
  return a.own.reduce((sum, each, k) => sum + inner(each, b.own[k]!), inner(a.x, b.x));
}

function norm(point: RulePoint): number {
  return Math.sqrt(product(point, point));
}

/** `apply` rises along the direction as `push` says, seen from random slopes of the output. */
function hasPush(rule: GeneralRule, line: Line): void {
  const { at, direction, dy } = line;
  const pushed = rule.push(at, direction, ROWS);
  asksSlope(
    (step) => inner(dy, rule.apply(moved(line, step), ROWS)),
    pushed.length === dy.length ? inner(dy, pushed) : NaN,
    Math.sqrt(inner(dy, dy) * (inner(pushed, pushed) + 1)),
    'conformance/layer-push',
    'push is the derivative of `apply` along a direction of the input and of every parameter together',
  );
}

/** And as `transpose` says of the same slopes. */
function hasTranspose(map: RuleMap, line: Line, name: string, code: ErrorCode): void {
  const { at, direction, dy } = line;
  const slopes = map.transpose(at, dy, ROWS);
  asksLengths(slopes, at, name, code);
  asksSlope(
    (step) => inner(dy, map.apply(moved(line, step), ROWS)),
    product(slopes, direction),
    norm(slopes) * norm(direction) + Math.sqrt(inner(dy, dy)),
    code,
    `${name} gives the slopes dL/dx and dL/down whose product with any direction is dy times the derivative of \`apply\` along it`,
  );
}

function hasBend(rule: GeneralRule, line: Line): void {
  const { at, direction, other, dy } = line;
  const bent = rule.bend(at, direction, dy, ROWS);
  asksLengths(bent, at, 'bend', 'conformance/layer-bend');
  asksSlope(
    (step) => product(rule.transpose(moved(line, step), dy, ROWS), other),
    product(bent, other),
    (norm(bent) + norm(rule.transpose(at, dy, ROWS))) * norm(other),
    'conformance/layer-bend',
    'bend is the derivative of `transpose` along a direction of the input and of every parameter together, dy held',
  );
}

function asksLengths(came: RulePoint, at: RulePoint, name: string, code: ErrorCode): void {
  const fits =
    came.x.length === at.x.length &&
    came.own.length === at.own.length &&
    came.own.every((each, k) => each.length === at.own[k]!.length);
  ask(
    fits,
    code,
    `${name} gives a block of the input's size and an array of its size for each of the ${at.own.length} parameters, zeros for those that are not read.`,
  );
}

function asksSlope(
  f: (step: number) => number,
  claimed: number,
  scale: number,
  code: ErrorCode,
  what: string,
): void {
  const difference = slopeOf(f, STEP);
  ask(
    isSlope(f, claimed, scale, STEP, BOUND),
    code,
    `${what}; along a random direction it says ${shortNumber(claimed)}, and the values rise by ${shortNumber(difference, claimed)}. At a kink that of either side is right.`,
    { claimed, difference },
  );
}

/** What is estimated is what has the role of a statistic, and training has no slope in it. */
function hasStatistics(rule: GeneralRule, trial: LayerTrial): void {
  const leaves = trial.layer.parameters(trial.inputs);
  const wanted = leaves.filter(({ role }) => role === 'statistic');
  const rng = stream('statistics');
  const [x] = blocksOf(trial, rng) as [Float64Array];
  const found = rule.statistics?.(x, ROWS) ?? {};
  const fits =
    Object.keys(found).length === wanted.length &&
    wanted.every(({ name, shape }) => found[name]?.length === sizeOf(shape));
  ask(
    fits,
    'conformance/layer-statistics',
    `statistics gives an array of its size for each parameter of the role "statistic", which are ${wanted.map(({ name }) => name).join(', ') || 'none'}; it gave ${Object.keys(found).join(', ') || 'none'}.`,
  );
  if (wanted.length === 0) return;
  const line = lineOf(rule, trial, 'statistics');
  const { own } = (rule.training ?? rule).transpose(line.at, line.dy, ROWS);
  for (const { name } of wanted)
    ask(
      own[rule.parameters.indexOf(name)]!.every((slope) => slope === 0),
      'conformance/layer-statistics',
      `In training nothing moves the statistic "${name}", so its slope is 0 there: give the rule a \`training\` map that does not read it.`,
    );
}
