import type { Definition } from '../../contract/plugin.js';
import { csv } from './csv.js';
import { digits } from './digits.js';
import { fashionMnistMini } from './fashion-mnist-mini.js';
import { idx } from './idx.js';
import { npy } from './npy.js';
import { polynomial } from './polynomial.js';

/** The built-in tasks: three that come with their data, three that read files. */
export const tasks: readonly Definition<'task'>[] = [
  polynomial,
  digits,
  fashionMnistMini,
  idx,
  csv,
  npy,
];
