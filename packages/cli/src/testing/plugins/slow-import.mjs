// A path strategy whose module takes a second to load.
import { setTimeout as sleep } from 'node:timers/promises';
import { noOptions } from './options.mjs';

await sleep(1000);

export const plugins = [
  {
    kind: 'pathStrategy',
    name: 'test/slow-import',
    summary: 'The straight line.',
    sources: [],
    options: noOptions,
    create: () => ({
      needs: 'value',
      init: ({ a, b }) => ({ a, b }),
      step: (_, state) => state,
      status: () => ({ tag: 'connected' }),
      path: ({ a, b }) => ({ vertices: [a, b], elements: [{ kind: 'segment' }] }),
    }),
  },
];
