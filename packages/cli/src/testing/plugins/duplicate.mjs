// An optimizer whose name is taken.
import { noOptions } from './options.mjs';

export const plugins = [
  {
    kind: 'optimizer',
    name: 'core/adam',
    summary: 'Not the Adam that you know.',
    sources: [],
    options: noOptions,
    create: () => ({ init: () => ({}), update: (gradients, state) => [gradients, state] }),
  },
];
