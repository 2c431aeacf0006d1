import { z } from 'zod';
import type { Architecture, GraphBlueprint, SampleShapes } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { initializer } from '@isthmus/engine/internal';
import { activation, slope } from './activation.js';
import { appendLayer, emptyChain } from './chain.js';
import { appendDenseStack, outputUnits } from './dense-stack.js';

const NAME = 'core/mlp';

const options = z.strictObject({
  hidden: z
    .array(z.int().positive())
    .max(1000)
    .describe('Units of the hidden layers; [] makes a linear model.'),
  activation: activation.default('relu').describe('The activation after every hidden layer.'),
  slope,
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('The probability of dropping a hidden unit in training; 0: no dropout.'),
  bias: z.boolean().default(true).describe('Whether the layers have biases.'),
  initializer,
  outputActivation: activation
    .default('none')
    .describe('What the outputs go through; none for regression and for logits.'),
});

/**
 * A multilayer perceptron: `dense1, act1, dropout1, dense2, …`, the last `dense` being the output.
 * Inputs of more than one axis are lined up first (node `flatten`).
 */
export const mlp = define({
  kind: 'architecture',
  name: NAME,
  summary: 'A multilayer perceptron; without hidden layers a linear model.',
  sources: [],
  options,
  create: (given): Architecture => ({ build: (shapes) => buildMlp(given, shapes) }),
});

function buildMlp(given: z.output<typeof options>, shapes: SampleShapes): GraphBlueprint {
  const units = outputUnits(NAME, shapes);
  const start =
    shapes.input.length === 1 ? emptyChain : appendLayer(emptyChain, 'flatten', 'core/flatten');
  const { nodes, last } = appendDenseStack(start, given, units);
  return { graph: { nodes, output: last } };
}
