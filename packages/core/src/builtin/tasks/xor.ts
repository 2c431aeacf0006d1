import { z } from 'zod';
import { define } from '@isthmus/contract';
import type { Task, TaskData } from '@isthmus/contract';
import { finiteToy } from './finite-toy.js';

const options = z.strictObject({
  inputs: z
    .enum(['bits', 'signs'])
    .default('bits')
    .describe('What the two entries of an input are: "bits" 0 and 1, or "signs" -1 and 1.'),
  targets: z
    .enum(['values', 'classes'])
    .default('values')
    .describe('"values": one number, 0 or 1; "classes": one-hot, for a cross-entropy.'),
});

/**
 * The four samples of the exclusive or: inputs `[2]`, targets `[1]` or classes `[2]`. Train and probe
 * are all four, test is empty. Two ReLU units suffice; a network of three has one to spare.
 */
export const xor = define({
  kind: 'task',
  name: 'core/xor',
  summary: 'The four samples of the exclusive or.',
  sources: [],
  options,
  create: (given): Task => ({ load: async () => xorData(given) }),
});

function xorData({ inputs, targets }: z.output<typeof options>): TaskData {
  const low = inputs === 'bits' ? 0 : -1;
  const bits = [0, 1, 2, 3].map((n) => [n >> 1, n & 1] as const);
  const x = Float32Array.from(bits.flatMap((pair) => pair.map((bit) => (bit === 1 ? 1 : low))));
  const answers = bits.map(([a, b]) => a ^ b);
  const y =
    targets === 'values'
      ? Float32Array.from(answers)
      : Float32Array.from(answers.flatMap((answer) => [1 - answer, answer]));
  const output = [targets === 'values' ? 1 : 2];
  return finiteToy({ input: [2], output, targets }, { size: 4, x, y });
}
