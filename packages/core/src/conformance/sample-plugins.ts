import { z } from 'zod';
import { define, type Definition, type GroupFactor, type PathStrategy } from '@isthmus/contract';
import { leafOf, lerp, mapLeaves, type Params } from '@isthmus/contract/parameters';

const options = z.strictObject({});

/** Turns the order of the hidden units of a network with one hidden layer round. */
const turned = define({
  kind: 'symmetry',
  name: 'conformance/turned',
  summary: 'Turns the order of hidden units round.',
  sources: [],
  options,
  create: () => ({
    align: (_, a) => {
      const { length } = leafOf(a, 'dense1.bias').data;
      const map = Int32Array.from({ length }, (__, i) => length - 1 - i);
      return { hidden: [{ kind: 'permutation', map } satisfies GroupFactor] };
    },
    act: (_, __, params) =>
      mapLeaves(params, ({ data }, name) =>
        name === 'dense2.bias' ? data.slice() : data.toReversed(),
      ),
  }),
});

interface State {
  readonly ends: readonly [Params, Params];
  readonly steps: number;
}

/** Two segments that meet in the middle, and a claim that they connect. */
const bead = define({
  kind: 'pathStrategy',
  name: 'conformance/bead',
  summary: 'The straight line, with a bead in its middle.',
  sources: [],
  options,
  create: () =>
    ({
      needs: 'value',
      keepsItsPath: true,
      init: ({ a, b }) => ({ ends: [a, b], steps: 0 }),
      step: (_, { ends, steps }) => ({ ends, steps: steps + 1 }),
      status: ({ steps }) => ({ tag: steps === 0 ? 'running' : 'connected' }),
      path: ({ ends: [a, b] }) => ({
        vertices: [a, lerp(a, b, 0.5), b],
        elements: [{ kind: 'segment' }, { kind: 'segment' }],
      }),
    }) satisfies PathStrategy<State> as unknown as PathStrategy<unknown>,
});

/** What sample runs use, so that their records hold all that a record may hold. */
export const samplePlugins: readonly Definition[] = [turned, bead];
