// A path strategy whose module remembers how many searches it has begun, and tells it in the record.
import { noOptions } from './options.mjs';

let begun = 0;

export const plugins = [
  {
    kind: 'pathStrategy',
    name: 'test/remembers',
    summary: 'The straight line, and how many searches were begun before it.',
    sources: [],
    options: noOptions,
    create: () => ({
      needs: 'value',
      init: ({ a, b }) => ({ a, b, before: begun++ }),
      step: (_, state) => state,
      status: () => ({ tag: 'connected' }),
      path: ({ a, b }) => ({ vertices: [a, b], elements: [{ kind: 'segment' }] }),
      details: ({ before }) => ({ before }),
    }),
  },
];
