import type { Definition } from '@isthmus/contract';
import { doubleWellObjective } from './double-well.js';
import { quartic } from './quartic.js';
import { rastriginObjective } from './rastrigin.js';
import { reluToyObjective } from './relu-toy.js';
import { ringObjective } from './ring.js';
import { sinkingPassObjective } from './sinking-pass.js';

/** The built-in objectives: landscapes of which much is known exactly. */
export const objectives: readonly Definition<'objective'>[] = [
  rastriginObjective,
  doubleWellObjective,
  ringObjective,
  sinkingPassObjective,
  reluToyObjective,
  quartic,
];
