import type { Definition } from '@isthmus/contract';
import { cifar } from './cifar.js';
import { csv } from './csv.js';
import { digits } from './digits.js';
import { fashionMnistMini } from './fashion-mnist-mini.js';
import { idx } from './idx.js';
import { linearRegressionTask, logisticRegressionTask } from './linear-data.js';
import { npy } from './npy.js';
import { polynomial } from './polynomial.js';
import { twoPoints } from './two-points.js';
import { xor } from './xor.js';

/** The built-in tasks: made by formulas, brought along, or read from files. */
export const tasks: readonly Definition<'task'>[] = [
  polynomial,
  linearRegressionTask,
  logisticRegressionTask,
  twoPoints,
  xor,
  digits,
  fashionMnistMini,
  idx,
  csv,
  npy,
  cifar,
];
