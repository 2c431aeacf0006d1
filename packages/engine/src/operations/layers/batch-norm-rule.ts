import type { GeneralRule, RuleMap, RulePoint } from '@isthmus/contract';
import { columnSums } from '../../reference/entries.js';
import { differenceError, factorError, scaledError } from './norm-errors.js';
import { channelProducts, scale, scaleAndShift } from './norm-parameters.js';
import { byChannel, momentsOf, standardize, standardizeSlope } from './standardize.js';

/** The rule of `core/batch-norm`; `own` is gamma, beta, mean and variance. */
export function batchNormRule(channels: number, eps: number): GeneralRule {
  return {
    kind: 'general',
    parameters: ['gamma', 'beta', 'mean', 'variance'],
    ...evaluationRule(channels, eps),
    training: trainingMap(channels, eps),
    error: (at, errors) => evaluationError(channels, eps, at, errors),
    statistics: (x) => momentsOf(x, byChannel(x.length, channels)),
  };
}

/** `1 / sqrt(max(variance, 0) + eps)` and its first and second derivative in the variance: 0 where that is clamped. */
function factorsOf(variance: Float64Array, eps: number) {
  const factor = variance.map((v) => 1 / Math.sqrt(Math.max(v, 0) + eps));
  const slope = variance.map((v, c) => (v > 0 ? -0.5 * factor[c]! ** 3 : 0));
  const second = variance.map((v, c) => (v > 0 ? 0.75 * factor[c]! ** 5 : 0));
  return { factor, slope, second };
}

/** `x - mean` along the last axis. */
function centred(x: Float64Array, mean: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  const channels = mean.length;
  for (let at = 0; at < x.length; at += channels)
    for (let c = 0; c < channels; c++) out[at + c] = x[at + c]! - mean[c]!;
  return out;
}

/** `a b`, entry by entry. */
function times(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((entry, i) => entry * b[i]!);
}

/** Every channel is an affine function of its own entries: `gamma r(variance) (x - mean) + beta`. */
function evaluationRule(
  channels: number,
  eps: number,
): Pick<GeneralRule, 'apply' | 'transpose' | 'push' | 'bend'> {
  return {
    apply: ({ x, own: [gamma, beta, mean, variance] }) =>
      scaleAndShift(centred(x, mean!), times(gamma!, factorsOf(variance!, eps).factor), beta!),
    transpose: ({ x, own: [gamma, , mean, variance] }, dy) => {
      const { factor, slope } = factorsOf(variance!, eps);
      const sums = columnSums(dy, channels);
      const products = channelProducts(dy, centred(x, mean!), channels);
      return {
        x: scale(dy, times(gamma!, factor)),
        own: [
          times(factor, products),
          sums,
          sums.map((sum, c) => -gamma![c]! * factor[c]! * sum),
          products.map((product, c) => gamma![c]! * slope[c]! * product),
        ],
      };
    },
    push: ({ x, own: [gamma, , mean, variance] }, { x: dx, own }) => {
      const [dGamma, dBeta, dMean, dVariance] = own;
      const { factor, slope } = factorsOf(variance!, eps);
      const by = factor.map((r, c) => dGamma![c]! * r + gamma![c]! * slope[c]! * dVariance![c]!);
      const turned = scaleAndShift(centred(x, mean!), by, dBeta!);
      const moved = scale(centred(dx, dMean!), times(gamma!, factor));
      return moved.map((entry, i) => entry + turned[i]!);
    },
    bend: ({ x, own: [gamma, , mean, variance] }, { x: dx, own }, dy) => {
      const [dGamma, , dMean, dVariance] = own;
      const { factor, slope, second } = factorsOf(variance!, eps);
      const sums = columnSums(dy, channels);
      const products = channelProducts(dy, centred(x, mean!), channels);
      const moving = channelProducts(dy, centred(dx, dMean!), channels);
      /** How the factor, its slope, and gamma times the factor change. */
      const dFactor = times(slope, dVariance!);
      const dSlope = times(second, dVariance!);
      const by = factor.map((r, c) => dGamma![c]! * r + gamma![c]! * dFactor[c]!);
      return {
        x: scale(dy, by),
        own: [
          products.map((product, c) => dFactor[c]! * product + factor[c]! * moving[c]!),
          new Float64Array(channels),
          sums.map((sum, c) => -by[c]! * sum),
          products.map(
            (product, c) =>
              (dGamma![c]! * slope[c]! + gamma![c]! * dSlope[c]!) * product +
              gamma![c]! * slope[c]! * moving[c]!,
          ),
        ],
      };
    },
  };
}

function evaluationError(
  channels: number,
  eps: number,
  at: RulePoint,
  errors: RulePoint,
): Float64Array {
  const own = (part: number, c: number) => {
    return { value: at.own[part]![c]!, error: errors.own[part]![c]! };
  };
  const factors = at.own[3]!.map((_, c) => factorError(own(3, c), eps).value);
  const factorErrors = at.own[3]!.map((_, c) => factorError(own(3, c), eps).error);
  return at.x.map((value, i) => {
    const c = i % channels;
    const factor = { value: factors[c]!, error: factorErrors[c]! };
    const centre = differenceError({ value, error: errors.x[i]! }, own(2, c));
    return scaledError(own(0, c), factor, centre, own(1, c));
  });
}

/** By the mean and the population variance of the batch itself; its own statistics are not read. */
function trainingMap(channels: number, eps: number): RuleMap {
  const standardized = (x: Float64Array) => standardize(x, byChannel(x.length, channels), eps);
  return {
    apply: ({ x, own: [gamma, beta] }) => scaleAndShift(standardized(x).h, gamma!, beta!),
    transpose: ({ x, own: [gamma] }, dy): RulePoint => {
      const at = standardized(x);
      return {
        x: standardizeSlope(at, scale(dy, gamma!), byChannel(x.length, channels)),
        own: [
          channelProducts(dy, at.h, channels),
          columnSums(dy, channels),
          new Float64Array(channels),
          new Float64Array(channels),
        ],
      };
    },
  };
}
