// A path strategy that never ends and gives the event loop its turn after every step.
import { noOptions } from './options.mjs';

export const plugins = [
  {
    kind: 'pathStrategy',
    name: 'test/endless',
    summary: 'Asks for one loss after the other, for ever.',
    sources: [],
    options: noOptions,
    create: () => ({
      needs: 'value',
      init: ({ a, b }) => ({ a, b, steps: 0 }),
      step: (problem, state) => {
        const steps = state.steps + 1;
        problem.valueBetween(state.a, state.b, 1 / (1 + steps));
        return { ...state, steps };
      },
      status: () => ({ tag: 'running' }),
      path: ({ a, b }) => ({ vertices: [a, b], elements: [{ kind: 'segment' }] }),
    }),
  },
];
