import * as tf from '@tensorflow/tfjs';
import { one } from './case.js';
import type { Case } from './case.js';

const cube = [[3, 4, 2]];
const square = [[3, 3, 3]];
const ids = (...i: number[]) => tf.tensor1d(i, 'int32');

const reductions: readonly Case[] = [
  ...([undefined, 0, 1, 2, [0, 1], [1, 2], [0, 2], [0, 1, 2], -1] as const).flatMap((axis) => {
    const axes = typeof axis === 'object' ? [...axis] : axis;
    const at = `axis ${String(axis ?? 'all')}`;
    return [
      one(`sum, ${at}`, cube, (x) => tf.sum(x, axes)),
      one(`mean, ${at}`, cube, (x) => tf.mean(x, axes)),
      one(`max, ${at}`, cube, (x) => tf.max(x, axes)),
      one(`min, ${at}`, cube, (x) => tf.min(x, axes)),
      one(`prod, ${at}`, [[3, 2, 2]], (x) => tf.prod(x, axes), { range: [0.4, 1.6] }),
      one(`logSumExp, ${at}`, cube, (x) => tf.logSumExp(x, axes)),
      one(`variance, ${at}`, cube, (x) => tf.moments(x, axes).variance),
    ];
  }),
  one('sum, keepDims', cube, (x) => tf.sum(x, [0, 2], true)),
  one('mean, keepDims', cube, (x) => tf.mean(x, 1, true)),
  one('norm, euclidean', cube, (x) => tf.norm(x)),
  one('norm, 1, axis 1', cube, (x) => tf.norm(x, 1, 1)),
  one('norm, Infinity, axis 0', cube, (x) => tf.norm(x, Infinity, 0)),
  one('softmax', cube, (x) => tf.softmax(x)),
  one('logSoftmax', cube, (x) => tf.logSoftmax(x)),
  one('logSoftmax, axis 1 moved', cube, (x) => tf.logSoftmax(tf.transpose(x, [0, 2, 1]))),
  ...[0, 1, 2].flatMap((axis) =>
    [square, cube].flatMap((shape) =>
      [false, true].flatMap((exclusive) =>
        [false, true].map((reverse) =>
          one(
            `cumsum, ${String(shape)}, axis ${axis}, ${String(exclusive)} ${String(reverse)}`,
            shape,
            (x) => tf.cumsum(x, axis, exclusive, reverse),
          ),
        ),
      ),
    ),
  ),
  one('cumprod', cube, (x) => tf.cumprod(x, 1), { refused: /tf\.cumprod/ }),
];

const moves: readonly Case[] = [
  one('batchToSpaceND', [[4, 2, 2, 1]], (x) =>
    tf.batchToSpaceND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 1],
      ],
    ),
  ),
  one('spaceToBatchND', [[1, 3, 4, 1]], (x) =>
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [1, 0],
        [0, 0],
      ],
    ),
  ),
  one('broadcastTo', [[3, 1]], (x) => tf.broadcastTo(x, [2, 3, 4])),
  one(
    'concat',
    [
      [2, 3],
      [2, 1],
    ],
    (a, b) => tf.concat([a, b], 1),
  ),
  one('concat, same twice', [[2, 3]], (a) => tf.concat([a, a], 0)),
  one('depthToSpace', [[1, 2, 2, 4]], (x) => tf.depthToSpace(x as tf.Tensor4D, 2)),
  one('diag', [[3]], (x) => tf.diag(x), { refused: /tf\.diag/ }),
  one('expandDims', cube, (x) => tf.expandDims(x, 1)),
  one('gather, axis 0', cube, (x) => tf.gather(x, ids(2, 0, 2, 1))),
  one('gather, axis 1', cube, (x) => tf.gather(x, ids(3, 0, 3), 1)),
  one('gather, axis 2', cube, (x) => tf.gather(x, ids(1, 1, 0), 2)),
  one('gather, axis -1', cube, (x) => tf.gather(x, ids(1, 1, 0), -1)),
  one('gather, ids of rank 2', [[4, 3]], (x) =>
    tf.gather(
      x,
      tf.tensor2d(
        [
          [0, 3],
          [3, 1],
        ],
        [2, 2],
        'int32',
      ),
    ),
  ),
  one('gather, ids of rank 2, axis 1', [[2, 4]], (x) =>
    tf.gather(
      x,
      tf.tensor2d(
        [
          [0, 3],
          [3, 1],
        ],
        [2, 2],
        'int32',
      ),
      1,
    ),
  ),
  one(
    'gather, batchDims 1',
    [[2, 4]],
    (x) =>
      tf.gather(
        x,
        tf.tensor2d(
          [
            [0, 3, 3],
            [2, 1, 0],
          ],
          [2, 3],
          'int32',
        ),
        1,
        1,
      ),
    { cpuOnly: true },
  ),
  one(
    'gather, batchDims 1, rank 3',
    [[2, 4, 3]],
    (x) =>
      tf.gather(
        x,
        tf.tensor2d(
          [
            [0, 3, 3],
            [2, 1, 0],
          ],
          [2, 3],
          'int32',
        ),
        1,
        1,
      ),
    { cpuOnly: true },
  ),
  one('gatherND', [[3, 3]], (x) =>
    tf.gatherND(
      x,
      tf.tensor2d(
        [
          [0, 1],
          [2, 2],
        ],
        [2, 2],
        'int32',
      ),
    ),
  ),
  one('mirrorPad, reflect', [[3, 4]], (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 2],
        [2, 1],
      ],
      'reflect',
    ),
  ),
  one('mirrorPad, symmetric', [[3, 4]], (x) =>
    tf.mirrorPad(
      x,
      [
        [2, 1],
        [0, 3],
      ],
      'symmetric',
    ),
  ),
  one('pad', [[3, 4]], (x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [2, 1],
      ],
      0.5,
    ),
  ),
  one('reshape', cube, (x) => tf.reshape(x, [2, -1])),
  one('reverse', cube, (x) => tf.reverse(x, [0, 2])),
  one('scatterND', [[2, 3]], (x) =>
    tf.scatterND(tf.tensor2d([[3], [1]], [2, 1], 'int32'), x, [4, 3]),
  ),
  one('slice, rank 1', [[7]], (x) => tf.slice(x, [2], [3])),
  one('slice, rows', [[5, 3]], (x) => tf.slice(x, [1, 0], [2, 3])),
  one('slice, columns', [[5, 6]], (x) => tf.slice(x, [1, 2], [3, 2])),
  one('slice, rank 3', [[3, 4, 3]], (x) => tf.slice(x, [1, 1, 0], [2, 2, 2])),
  one('slice, rank 4', [[2, 3, 3, 2]], (x) => tf.slice(x, [0, 1, 1, 0], [2, 2, 1, 2])),
  one('slice, rank 5', [[2, 2, 3, 2, 2]], (x) => tf.slice(x, [0, 1, 1, 0, 1], [2, 1, 2, 2, 1])),
  one('split', [[4, 6]], (x) => tf.mul(...(tf.split(x, 2, 1) as [tf.Tensor, tf.Tensor]))),
  one('split, sizes', [[4, 6]], (x) => tf.split(x, [1, 2, 3], 1)[1]!),
  one('squeeze', [[3, 1, 2]], (x) => tf.squeeze(x)),
  one(
    'stack',
    [
      [2, 3],
      [2, 3],
    ],
    (a, b) => tf.stack([a, b], 1),
  ),
  one('unstack', cube, (x) => tf.mul(tf.unstack(x, 1)[0]!, tf.unstack(x, 1)[2]!)),
  one('stridedSlice', [[5, 6]], (x) => tf.stridedSlice(x, [0, 1], [5, 6], [2, 2])),
  one('stridedSlice, backwards', [[5, 6]], (x) => tf.stridedSlice(x, [4, 0], [0, 6], [-2, 3])),
  one('stridedSlice, masks', [[3, 4, 2]], (x) =>
    tf.stridedSlice(x, [1, 1, 0], [2, 9, 1], [1, 2, 1], 0, 2, 0, 0, 1),
  ),
  one('tile, rank 1', [[3]], (x) => tf.tile(x, [3])),
  one('tile, rank 2', [[2, 3]], (x) => tf.tile(x, [2, 3])),
  one('tile, rank 3', cube, (x) => tf.tile(x, [2, 1, 3])),
  one('tile, rank 4', [[1, 2, 2, 1]], (x) => tf.tile(x, [2, 1, 2, 3])),
  one('topk', [[3, 5]], (x) => tf.topk(x, 2).values, { refused: /tf\.topk/ }),
  one('transpose', cube, (x) => tf.transpose(x)),
  one('transpose, perm', [[2, 3, 2, 2]], (x) => tf.transpose(x, [2, 0, 3, 1])),
  one('unsortedSegmentSum', [[5, 2]], (x) => tf.unsortedSegmentSum(x, ids(0, 2, 0, 3, 2), 4)),
];

const refusedMoves: readonly Case[] = [
  one('image.flipLeftRight', [[1, 2, 3, 1]], (x) => tf.image.flipLeftRight(x as tf.Tensor4D), {
    refused: /tf\.image\.flipLeftRight/,
  }),
  one(
    'tensorScatterUpdate',
    [[4]],
    (x) => tf.tensorScatterUpdate(x, tf.tensor2d([[1]], [1, 1], 'int32'), tf.ones([1])),
    {
      refused: /tf\.tensorScatterUpdate/,
    },
  ),
  one('sparseToDense', [[2]], (x) => tf.sparseToDense(ids(1, 3), x, [4], 0), {
    refused: /tf\.sparseToDense/,
  }),
  one(
    'image.cropAndResize',
    [[1, 4, 4, 1]],
    (x) => tf.image.cropAndResize(x as tf.Tensor4D, tf.tensor2d([[0, 0, 1, 1]]), ids(0), [2, 2]),
    {
      refused: /tf\.image\.cropAndResize/,
    },
  ),
  one(
    'image.rotateWithOffset',
    [[1, 4, 4, 1]],
    (x) => tf.image.rotateWithOffset(x as tf.Tensor4D, 0.3),
    {
      refused: /tf\.image\.rotateWithOffset/,
    },
  ),
  one('spectral.rfft', [[4]], (x) => tf.real(tf.spectral.rfft(x)), {
    refused: /tf\.real/,
  }),
];

/** Conditions on a variable: the gradient goes through what was chosen. */
const conditions: readonly Case[] = [
  ...([tf.greater, tf.greaterEqual, tf.less, tf.lessEqual, tf.equal, tf.notEqual] as const).map(
    (test) =>
      one(`where, ${test.name} of the variable`, [[3, 4]], (x) =>
        tf.where(test(x, 0.11), tf.square(x), tf.neg(x)),
      ),
  ),
  one('where, logical', [[3, 4]], (x) =>
    tf.where(
      tf.logicalOr(
        tf.logicalNot(tf.less(x, -0.4)),
        tf.logicalAnd(tf.less(x, 1), tf.greater(x, 0.11)),
      ),
      tf.square(x),
      tf.neg(x),
    ),
  ),
];

export const shapes: readonly Case[] = [...reductions, ...moves, ...conditions, ...refusedMoves];
