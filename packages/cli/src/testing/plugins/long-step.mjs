// A path strategy with one step that asks for losses without end, and gives the event loop no turn.
// It makes the file that its option `begun` names when the step has begun.
import { writeFileSync } from 'node:fs';

const options = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
};

export const plugins = [
  {
    kind: 'pathStrategy',
    name: 'test/long-step',
    summary: 'Begins a step that asks for losses for ever.',
    sources: [],
    options,
    create: ({ begun }) => ({
      needs: 'value',
      init: ({ a, b }) => ({ a, b }),
      step: (problem, { a }) => {
        problem.value(a);
        writeFileSync(begun, '');
        for (;;) problem.value(a);
      },
      status: () => ({ tag: 'running' }),
      path: ({ a, b }) => ({ vertices: [a, b], elements: [{ kind: 'segment' }] }),
    }),
  },
];
