/**
 * An example of a plugin that lies beside an experiment: an architecture and an optimizer that make
 * sparse networks. `../local-plugin.isthmus.json` uses both; docs/plugins.md says what a plugin is.
 *
 *   isthmus list --plugin ./examples/plugins/soft-threshold.mjs
 */
import { define } from '@isthmus/core/contract';
import { z } from 'zod';

/**
 * Two ways from the input to the output, added up: a straight one and one through hidden tanh units.
 * Given as a layer graph, so that gradients, the float64 reference and the symmetries of the hidden
 * units all follow.
 */
const skipNetwork = define({
  kind: 'architecture',
  name: 'example/skip',
  summary: 'A linear model plus a hidden layer of tanh units beside it.',
  sources: [],
  options: z.strictObject({
    units: z.int().positive().default(8).describe('Hidden units.'),
  }),
  create: ({ units }) => ({
    build: ({ output }) => ({
      graph: {
        nodes: [
          dense('straight', 'input', output[0]),
          dense('hidden', 'input', units),
          { id: 'tanh', use: 'core/tanh', options: {}, inputs: ['hidden'] },
          dense('read', 'tanh', output[0]),
          { id: 'sum', use: 'core/add', options: {}, inputs: ['straight', 'read'] },
        ],
        output: 'sum',
      },
    }),
  }),
});

function dense(id, input, units) {
  return { id, use: 'core/dense', options: { units }, inputs: [input] };
}

/**
 * Iterative shrinkage-thresholding: a gradient step, then every weight is drawn towards zero by
 * `learningRate * strength` and becomes exactly zero once it is nearer than that. This minimises the
 * loss plus `strength` times the sum of the absolute values of the weights.
 */
const softThreshold = define({
  kind: 'optimizer',
  name: 'example/soft-threshold',
  summary: 'Gradient descent that draws weights towards zero and sets small ones to zero.',
  sources: ['doi:10.1137/080716542 (Beck & Teboulle 2009), equations 1.4 and 1.5'],
  options: z.strictObject({
    learningRate: z.number().positive().default(0.05).describe('The size of a gradient step.'),
    strength: z.number().min(0).default(0.001).describe('Weight of the absolute values.'),
  }),
  create: ({ learningRate, strength }) => ({
    // The rule remembers nothing between two steps.
    init: () => ({}),
    update: (gradients, state, params) => [
      mapNumbers(params, (weight, name, i) => {
        const stepped = weight - learningRate * gradients[name].data[i];
        return shrink(stepped, learningRate * strength) - weight;
      }),
      state,
    ],
  }),
});

/** `|x|` less `by`, with the sign of x; zero where nothing is left. */
function shrink(x, by) {
  return Math.sign(x) * Math.max(0, Math.abs(x) - by);
}

/** New named arrays of the same shapes; arguments are borrowed, never changed. */
function mapNumbers(params, number) {
  return Object.fromEntries(
    Object.entries(params).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((value, i) => number(value, name, i)) },
    ]),
  );
}

export const plugins = [skipNetwork, softThreshold];
