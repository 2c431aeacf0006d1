import * as tf from '@tensorflow/tfjs';
import { one } from './case.js';
import type { Case } from './case.js';

const positive = { range: [0.2, 2.2] } as const;
const inUnit = { range: [-0.9, 0.8] } as const;
/** Between two integers, where functions that round are constant. */
const inStep = { range: [0.1, 0.4] } as const;
const s = [[2, 3, 4]];

const unary: readonly Case[] = [
  one('abs', s, (x) => tf.abs(x)),
  one('acos', s, (x) => tf.acos(x), inUnit),
  one('acosh', s, (x) => tf.acosh(x), { range: [1.2, 3] }),
  one('asin', s, (x) => tf.asin(x), inUnit),
  one('asinh', s, (x) => tf.asinh(x)),
  one('atan', s, (x) => tf.atan(x)),
  one('atanh', s, (x) => tf.atanh(x), inUnit),
  one('cast', s, (x) => tf.cast(x, 'float32')),
  one('ceil', s, (x) => tf.ceil(x), inStep),
  one('clipByValue', s, (x) => tf.clipByValue(x, -0.51, 0.63)),
  one('clone', s, (x) => tf.clone(x)),
  one('cos', s, (x) => tf.cos(x)),
  one('cosh', s, (x) => tf.cosh(x)),
  one('elu', s, (x) => tf.elu(x)),
  one('erf', s, (x) => tf.erf(x)),
  one('exp', s, (x) => tf.exp(x)),
  one('expm1', s, (x) => tf.expm1(x)),
  one('floor', s, (x) => tf.floor(x), inStep),
  one('leakyRelu', s, (x) => tf.leakyRelu(x, 0.3)),
  one('log', s, (x) => tf.log(x), positive),
  one('log1p', s, (x) => tf.log1p(x), positive),
  one('logSigmoid', s, (x) => tf.logSigmoid(x)),
  one('neg', s, (x) => tf.neg(x)),
  one('onesLike', s, (x) => tf.mul(x, tf.onesLike(x))),
  one('reciprocal', s, (x) => tf.reciprocal(x), positive),
  one('relu', s, (x) => tf.relu(x)),
  one('relu6', s, (x) => tf.relu6(x)),
  one('round', s, (x) => tf.round(x), inStep),
  one('rsqrt', s, (x) => tf.rsqrt(x), positive),
  one('selu', s, (x) => tf.selu(x)),
  one('sigmoid', s, (x) => tf.sigmoid(x)),
  one('sign', s, (x) => tf.sign(x)),
  one('sin', s, (x) => tf.sin(x)),
  one('sinh', s, (x) => tf.sinh(x)),
  one('softplus', s, (x) => tf.softplus(x)),
  one('sqrt', s, (x) => tf.sqrt(x), positive),
  one('square', s, (x) => tf.square(x)),
  one('step', s, (x) => tf.step(x)),
  one('tan', s, (x) => tf.tan(x), inUnit),
  one('tanh', s, (x) => tf.tanh(x)),
  one('zerosLike', s, (x) => tf.add(x, tf.zerosLike(x))),
];

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const BINARY: Readonly<Record<string, readonly [Binary, { readonly range?: Case['range'] }]>> = {
  add: [tf.add, {}],
  atan2: [tf.atan2, positive],
  div: [tf.div, positive],
  divNoNan: [tf.divNoNan, positive],
  floorDiv: [(a, b) => tf.floorDiv(tf.add(a, 1.5), tf.add(b, 1)), { range: [0.1, 0.35] }],
  maximum: [tf.maximum, {}],
  minimum: [tf.minimum, {}],
  mod: [(a, b) => tf.mod(tf.add(a, 5), tf.add(b, 2)), { range: [0.3, 0.5] }],
  mul: [tf.mul, {}],
  pow: [tf.pow, positive],
  prelu: [tf.prelu, {}],
  squaredDifference: [tf.squaredDifference, {}],
  sub: [tf.sub, {}],
  where: [(a, b) => tf.where(tf.greater(tf.ones([2, 3]), tf.zeros([2, 3])), a, b), {}],
};

/** Which argument is spread over the other. */
const SPREAD = {
  'equal shapes': [
    [2, 3],
    [2, 3],
  ],
  'b a row': [[2, 3], [3]],
  'b a column': [
    [2, 3],
    [2, 1],
  ],
  'b a scalar': [[2, 3], []],
  'a a row': [[3], [2, 3]],
  'a a column': [
    [2, 1],
    [2, 3],
  ],
  'a a scalar': [[], [2, 3]],
  both: [
    [2, 1],
    [1, 3],
  ],
} as const;

const binary = Object.entries(BINARY).flatMap(([name, [compute, rest]]) =>
  Object.entries(SPREAD).map(([how, shapes]) => one(`${name}, ${how}`, shapes, compute, rest)),
);

const several: readonly Case[] = [
  one(
    'addN',
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    (...x) => tf.addN(x),
  ),
  one('add, same twice', [[2, 3]], (x) => tf.add(x, x)),
  one(
    'mul, rank 4',
    [
      [2, 1, 3, 1],
      [4, 1, 2],
    ],
    (a, b) => tf.mul(a, b),
  ),
  one(
    'maximum, rank 4',
    [
      [2, 1, 3, 1],
      [4, 1, 2],
    ],
    (a, b) => tf.maximum(a, b),
  ),
  one('dropout', s, (x) => tf.dropout(x, 0.4, undefined, 7)),
];

export const elementwise: readonly Case[] = [...unary, ...binary, ...several];
