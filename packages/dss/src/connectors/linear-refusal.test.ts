import { buildNetwork, layersOf, Registry } from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import type { NetworkView } from '@isthmus/core/contract';
import { expect, it } from 'vitest';
import { createConnector } from './connector.js';
import { linearRefusal, type Method } from './linear-refusal.js';

const registry = Registry.of(core);

/** A dense network of these widths. */
function networkOf(widths: readonly number[], activation = 'none'): NetworkView {
  const shapes = { input: [widths[0]!], output: [widths.at(-1)!] };
  const options = { hidden: widths.slice(1, -1), activation };
  const { plugin } = registry.resolve('architecture', { use: 'core/mlp', options }, '/a');
  return buildNetwork(plugin.build(shapes), shapes, layersOf(registry)).view;
}

const cases: readonly (readonly [Method, readonly number[], string | null])[] = [
  ['auto', [3, 8, 2], null],
  ['auto', [2, 2, 3], null],
  ['auto', [3, 2, 3], 'its method "arcs" needs two layers, the hidden one of at least 3 units'],
  ['auto', [3, 2, 1, 3], 'its method "segments" needs hidden layers of more than 3 units'],
  // No construction joins these, but determinants may prove them apart.
  ['auto', [2, 2, 2, 2], null],
  ['auto', [3, 2, 2, 3], null],
  ['auto', [2, 4, 2, 2], null],
  ['auto', [3, 1, 1, 3], null],
  ['auto', [3, 2, 4, 3], 'its method "segments" needs hidden layers of more than 3 units'],
  ['segments', [2, 2, 2, 2], 'its method "segments" needs hidden layers of more than 2 units'],
  ['segments', [3, 1], null],
  ['segments', [2, 2, 3], 'its method "segments" needs hidden layers of more than 2 units'],
  ['closed-form', [3, 4, 1], null],
  ['closed-form', [3, 4, 2], 'its method "closed-form" needs two layers and one output'],
  ['closed-form', [3, 4, 4, 1], 'its method "closed-form" needs two layers and one output'],
  ['arcs', [2, 3, 4, 2], 'its method "arcs" needs two layers'],
  ['curve', [2, 3, 2], null],
  ['curve', [2, 2, 2], 'its method "curve" needs two layers, the hidden one of more than 2 units'],
];

it.each(cases)('method %s on widths %j: %s', (method, widths, why) => {
  const refusal = linearRefusal(networkOf(widths), method);
  if (why === null) expect(refusal).toBeNull();
  else {
    expect(refusal).toContain(why);
    expect(refusal).toContain(`widths ${widths.join('-')}`);
  }
});

it('no method joins networks with activations, or a loss without a network', () => {
  for (const network of [networkOf([2, 4, 1], 'relu'), null])
    expect(linearRefusal(network, 'auto')).toMatch(/chains of dense layers without activations/);
});

it('the connector takes two or three dense layers', () => {
  const { refusal } = createConnector({ margin: 0.9, maxSteps: 1, evaluateEvery: 1, stallWindow: 1 }); // prettier-ignore
  const refused = (network: NetworkView | null) => refusal!(network) !== null;
  expect([[2, 1], [2, 4, 1], [2, 4, 4, 1], [2, 4, 4, 4, 1]].map((w) => refused(networkOf(w, 'relu')))).toEqual([true, false, false, true]); // prettier-ignore
  expect(refused(null)).toBe(true);
});
