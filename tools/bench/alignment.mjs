// Processor time of the weight matching of two networks with three wide layers, beside that of a hundred
// products of matrices of that width: in turns in one process, so that their ratio says something on a machine
// that others use too. The packages are built before.
// Usage: node tools/bench/alignment.mjs [WIDTH] [ROUNDS]   (512, 3)
import process from 'node:process';
import { buildNetwork, createRng } from '@isthmus/core';
import { architectures, layers } from '@isthmus/core/builtin';
import { sharedProducts } from '@isthmus/core/internal';
import { weightMatching } from '@isthmus/symmetry';

const [width = 512, rounds = 3] = process.argv.slice(2).map(Number);
const SHAPES = { input: [784], output: [10] };

const made = (definitions, use, options) => {
  const definition = definitions.find(({ name }) => name === use);
  return definition.create(definition.options['~standard'].validate(options).value);
};

const mlp = made(architectures, 'core/mlp', { hidden: [width, width, width], activation: 'relu' });
const network = buildNetwork(mlp.build(SHAPES), SHAPES, ({ use, options }) => made(layers, use, options)); // prettier-ignore
const symmetry = weightMatching.create(weightMatching.options['~standard'].validate({}).value);
const products = await sharedProducts();
// Two fresh networks: their units have nothing to do with each other, which takes searches longest.
const [a, b] = [1, 2].map((seed) => network.init(createRng(seed)));
const factor = Float64Array.from({ length: width * width }, (_, i) => Math.sin(i));

const secondsOf = (action) => {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};
const multiply = () => {
  for (let i = 0; i < 100; i++) products.addProductTransposedRight(factor, factor, new Float64Array(width * width), width, width, width); // prettier-ignore
};

secondsOf(multiply);
for (let round = 0; round < rounds; round++) {
  const [matching, floor] = [() => symmetry.candidates(network.view, a, b, createRng(0)), multiply].map(secondsOf); // prettier-ignore
  console.log(`3 x ${width}: matching ${matching.toFixed(2)} s, 100 products ${floor.toFixed(2)} s, ratio ${(matching / floor).toFixed(2)}`); // prettier-ignore
}
