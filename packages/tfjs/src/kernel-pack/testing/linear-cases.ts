import * as tf from '@tensorflow/tfjs';
import { one } from './case.js';
import type { Case } from './case.js';

type T4 = tf.Tensor4D;
type T5 = tf.Tensor5D;
const FLAGS = [false, true];

const products: readonly Case[] = [
  ...FLAGS.flatMap((ta) =>
    FLAGS.flatMap((tb) => {
      const a = ta ? [3, 2] : [2, 3];
      const b = tb ? [4, 3] : [3, 4];
      const how = `${ta ? 'A^T' : 'A'} ${tb ? 'B^T' : 'B'}`;
      const product: Case['compute'] = (x, y) => tf.matMul(x, y, ta, tb);
      return [
        one(`matMul, ${how}`, [a, b], product),
        one(
          `matMul, ${how}, batched`,
          [
            [2, ...a],
            [2, ...b],
          ],
          product,
        ),
        one(
          `matMul, ${how}, one a`,
          [
            [1, ...a],
            [2, ...b],
          ],
          product,
        ),
        one(
          `matMul, ${how}, one b`,
          [
            [2, ...a],
            [1, ...b],
          ],
          product,
        ),
        one(`matMul, ${how}, b of lower rank`, [[2, ...a], b], product),
        one(`matMul, ${how}, a of lower rank`, [a, [2, ...b]], product),
        one(
          `matMul, ${how}, rank 4`,
          [
            [2, 3, ...a],
            [2, 1, ...b],
          ],
          product,
        ),
        one(
          `matMul, ${how}, spread both ways`,
          [
            [2, 1, ...a],
            [1, 3, ...b],
          ],
          product,
        ),
      ];
    }),
  ),
  one('dot, vectors', [[3], [3]], (a, b) => tf.dot(a, b)),
  one('dot, vector and matrix', [[3], [3, 2]], (a, b) => tf.dot(a, b)),
  one('outerProduct', [[3], [2]], (a, b) => tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D)),
  one('fused.matMul', [[2, 3], [3, 4], [4]], (a, b, bias) =>
    tf.fused.matMul({
      a,
      b,
      transposeA: false,
      transposeB: false,
      bias: bias!,
      activation: 'linear',
    }),
  ),
  one('fused.matMul, relu', [[2, 3], [3, 4], [4]], (a, b, bias) =>
    tf.fused.matMul({
      a,
      b,
      transposeA: false,
      transposeB: false,
      bias: bias!,
      activation: 'relu',
    }),
  ),
  one(
    'einsum',
    [
      [2, 3],
      [3, 4],
    ],
    (a, b) => tf.einsum('ij,jk->ik', a, b),
    { refused: /tf\.einsum/ },
  ),
];

const CONV: readonly (readonly [
  number,
  number,
  number,
  number | 'same' | 'valid',
  number | [number, number],
])[] = [
  [5, 5, 3, 'valid', 1],
  [5, 6, 3, 'same', 1],
  [6, 5, 2, 'same', 2],
  [6, 5, 3, 'valid', 2],
  [5, 5, 3, 1, 1],
  [5, 5, 3, 'same', 3],
  [5, 6, 2, 'same', [1, 2]],
];

const convolutions: readonly Case[] = CONV.flatMap(([h, w, f, pad, strides]) => {
  const how = `${h}x${w}, ${f}x${f}, ${pad}, by ${String(strides)}`;
  const step = strides as number;
  return [
    one(
      `conv2d, ${how}`,
      [
        [2, h, w, 2],
        [f, f, 2, 3],
      ],
      (x, k) => tf.conv2d(x as T4, k as T4, step, pad),
    ),
    one(`avgPool, ${how}`, [[2, h, w, 2]], (x) => tf.avgPool(x as T4, f, step, pad)),
    one(`maxPool, ${how}`, [[2, h, w, 1]], (x) => tf.maxPool(x as T4, f, step, pad)),
  ];
});

const others: readonly Case[] = [
  ...(['valid', 'same'] as const).map((pad) =>
    one(
      `conv2d, dilation 2, ${pad}`,
      [
        [1, 6, 6, 2],
        [2, 3, 2, 2],
      ],
      (x, k) => tf.conv2d(x as T4, k as T4, 1, pad, 'NHWC', [2, 2]),
    ),
  ),
  one(
    'conv2d, wide channels',
    [
      [1, 3, 3, 5],
      [2, 2, 5, 4],
    ],
    (x, k) => tf.conv2d(x as T4, k as T4, 1, 'same'),
  ),
  one(
    'conv2d, explicit padding',
    [
      [1, 4, 4, 2],
      [3, 3, 2, 2],
    ],
    (x, k) =>
      tf.conv2d(x as T4, k as T4, 1, [
        [0, 0],
        [1, 2],
        [0, 1],
        [0, 0],
      ]),
  ),
  one(
    'conv2d, 1x1',
    [
      [2, 3, 3, 3],
      [1, 1, 3, 4],
    ],
    (x, k) => tf.conv2d(x as T4, k as T4, 1, 'same'),
  ),
  one('fused.conv2d', [[1, 4, 4, 2], [3, 3, 2, 2], [2]], (x, filter, bias) =>
    tf.fused.conv2d({
      x: x as T4,
      filter: filter as T4,
      strides: 1,
      pad: 'same',
      bias: bias!,
      activation: 'linear',
    }),
  ),
  one(
    'conv2dTranspose',
    [
      [1, 3, 3, 2],
      [2, 2, 3, 2],
    ],
    (x, k) => tf.conv2dTranspose(x as T4, k as T4, [1, 6, 6, 3], 2, 'same'),
  ),
  one(
    'conv1d',
    [
      [2, 6, 2],
      [3, 2, 3],
    ],
    (x, k) => tf.conv1d(x as tf.Tensor3D, k as tf.Tensor3D, 1, 'same'),
  ),
  one(
    'conv1d, dilation 2',
    [
      [2, 6, 2],
      [2, 2, 3],
    ],
    (x, k) => tf.conv1d(x as tf.Tensor3D, k as tf.Tensor3D, 1, 'same', 'NWC', 2),
  ),
  one(
    'conv3d',
    [
      [1, 3, 3, 3, 1],
      [2, 2, 2, 1, 2],
    ],
    (x, k) => tf.conv3d(x as T5, k as T5, 1, 'same'),
    { cpuOnly: true },
  ),
  one(
    'conv3d, valid',
    [
      [1, 3, 3, 3, 1],
      [2, 2, 2, 1, 2],
    ],
    (x, k) => tf.conv3d(x as T5, k as T5, 1, 'valid'),
    { cpuOnly: true },
  ),
  ...(['valid', 'same'] as const).flatMap((pad) => [
    one(
      `depthwiseConv2d, ${pad}`,
      [
        [1, 4, 4, 2],
        [3, 3, 2, 2],
      ],
      (x, k) => tf.depthwiseConv2d(x as T4, k as T4, 1, pad),
    ),
    one(
      `depthwiseConv2d, ${pad}, by 2`,
      [
        [1, 5, 4, 2],
        [3, 3, 2, 1],
      ],
      (x, k) => tf.depthwiseConv2d(x as T4, k as T4, 2, pad),
    ),
    one(
      `depthwiseConv2d, ${pad}, dilation 2`,
      [
        [1, 6, 6, 2],
        [2, 2, 2, 2],
      ],
      (x, k) => tf.depthwiseConv2d(x as T4, k as T4, 1, pad, 'NHWC', 2),
    ),
    one(`avgPool3d, ${pad}`, [[1, 3, 3, 4, 2]], (x) => tf.avgPool3d(x as T5, 2, 2, pad)),
    one(`maxPool3d, ${pad}`, [[1, 3, 3, 4, 2]], (x) => tf.maxPool3d(x as T5, 2, 2, pad), {
      cpuOnly: true,
    }),
    one(`pool avg, dilation 2, ${pad}`, [[1, 5, 5, 1]], (x) =>
      tf.pool(x as T4, 2, 'avg', pad, 2, 1),
    ),
    one(`pool max, dilation 2, ${pad}`, [[1, 5, 5, 1]], (x) =>
      tf.pool(x as T4, 2, 'max', pad, 2, 1),
    ),
  ]),
  one('avgPool, rank 3', [[4, 5, 2]], (x) => tf.avgPool(x as tf.Tensor3D, 3, 2, 'same')),
  one('avgPool, ceil', [[1, 5, 5, 1]], (x) => tf.avgPool(x as T4, 2, 2, 0, 'ceil'), {
    refused: /tf\.avgPool.*ceil/,
  }),
  one('maxPool, ceil', [[1, 5, 5, 1]], (x) => tf.maxPool(x as T4, 2, 2, 0, 'ceil'), {
    refused: /tf\.maxPool.*ceil/,
  }),
  one(
    'maxPoolWithArgmax',
    [[1, 4, 4, 1]],
    (x) => tf.maxPoolWithArgmax(x as T4, 2, 2, 'same')['result']!,
    {
      refused: /tf\.maxPoolWithArgmax/,
    },
  ),
  one(
    'separableConv2d',
    [
      [1, 4, 4, 2],
      [2, 2, 2, 1],
      [1, 1, 2, 3],
    ],
    (x, d, p) => tf.separableConv2d(x as T4, d as T4, p as T4, 1, 'same'),
  ),
  one(
    'dilation2d',
    [
      [1, 4, 4, 1],
      [2, 2, 1],
    ],
    (x, k) => tf.dilation2d(x as T4, k as tf.Tensor3D, 1, 'same'),
    { cpuOnly: true },
  ),
  one('batchNorm', [[3, 4], [4], [4], [4], [4]], (x, m, v, o, g) =>
    tf.batchNorm(
      x,
      m as tf.Tensor1D,
      tf.abs(v!) as tf.Tensor1D,
      o as tf.Tensor1D,
      g as tf.Tensor1D,
      0.3,
    ),
  ),
  one('batchNorm, rank 4', [[2, 2, 2, 3], [3], [3], [3], [3]], (x, m, v, o, g) =>
    tf.batchNorm(
      x,
      m as tf.Tensor1D,
      tf.abs(v!) as tf.Tensor1D,
      o as tf.Tensor1D,
      g as tf.Tensor1D,
      0.3,
    ),
  ),
  one('localResponseNormalization', [[1, 2, 2, 5]], (x) =>
    tf.localResponseNormalization(x as T4, 2, 1, 0.5, 0.5),
  ),
  one('resizeBilinear', [[1, 3, 4, 1]], (x) => tf.image.resizeBilinear(x as T4, [5, 7])),
  one('resizeBilinear, corners', [[1, 3, 4, 1]], (x) =>
    tf.image.resizeBilinear(x as T4, [5, 7], true),
  ),
  one('resizeBilinear, half pixels', [[1, 3, 4, 1]], (x) =>
    tf.image.resizeBilinear(x as T4, [5, 7], false, true),
  ),
  one('resizeBilinear, square', [[2, 3, 3, 2]], (x) => tf.image.resizeBilinear(x as T4, [2, 5])),
  one('resizeBilinear, smaller', [[1, 5, 6, 1]], (x) =>
    tf.image.resizeBilinear(x as T4, [3, 2], false, true),
  ),
  one('resizeNearestNeighbor', [[1, 3, 4, 1]], (x) =>
    tf.image.resizeNearestNeighbor(x as T4, [5, 7]),
  ),
  one('resizeNearestNeighbor, half pixels', [[1, 3, 4, 1]], (x) =>
    tf.image.resizeNearestNeighbor(x as T4, [6, 8], false, true),
  ),
  one('losses.softmaxCrossEntropy', [[3, 4]], (x) =>
    tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([0, 2, 1], 'int32'), 4), x),
  ),
  one('losses.sigmoidCrossEntropy', [[3, 4]], (x) =>
    tf.losses.sigmoidCrossEntropy(tf.ones([3, 4]), x),
  ),
  one('losses.huberLoss', [[3, 4]], (x) =>
    tf.losses.huberLoss(tf.zeros([3, 4]), x, undefined, 0.7),
  ),
  one('losses.logLoss', [[3, 4]], (x) => tf.losses.logLoss(tf.ones([3, 4]), x), {
    range: [0.2, 0.9],
  }),
  one('losses.cosineDistance', [[3, 4]], (x) => tf.losses.cosineDistance(tf.ones([3, 4]), x, 1)),
  one('losses.hingeLoss', [[3, 4]], (x) => tf.losses.hingeLoss(tf.ones([3, 4]), x)),
  one('losses.meanSquaredError', [[3, 4]], (x) => tf.losses.meanSquaredError(tf.ones([3, 4]), x)),
  one('losses.absoluteDifference', [[3, 4]], (x) =>
    tf.losses.absoluteDifference(tf.zeros([3, 4]), x),
  ),
  one(
    'basicLSTMCell',
    [
      [1, 2],
      [3, 8],
      [1, 2],
    ],
    (c, kernel, h) =>
      tf.basicLSTMCell(
        tf.scalar(1),
        kernel as tf.Tensor2D,
        tf.zeros([8]),
        tf.ones([1, 1]),
        c as tf.Tensor2D,
        h as tf.Tensor2D,
      )[1],
  ),
];

export const linear: readonly Case[] = [...products, ...convolutions, ...others];
