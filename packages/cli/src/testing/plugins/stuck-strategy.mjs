// A path strategy whose step never comes back: it hears of no cancel.
import { noOptions } from './options.mjs';

export const plugins = [
  {
    kind: 'pathStrategy',
    name: 'test/stuck',
    summary: 'Begins a step and stays in it.',
    sources: [],
    options: noOptions,
    create: () => ({
      needs: 'value',
      init: ({ a, b }) => ({ a, b }),
      step: () => {
        for (;;);
      },
      status: () => ({ tag: 'running' }),
      path: ({ a, b }) => ({ vertices: [a, b], elements: [{ kind: 'segment' }] }),
    }),
  },
];
