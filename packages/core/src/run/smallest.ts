import type { SampleShapes } from '@isthmus/contract';
import { buildNetwork } from '@isthmus/engine';
import type { Network } from '@isthmus/engine';
import type { Registry } from '../registry/registry.js';
import type { Experiment, NetworkSubject } from '../registry/resolve.js';
import { askingOf, checkDemand, networkDemand, objectiveDemand } from './demand.js';
import { layersOf } from './open-network.js';

/** The smallest inputs and targets that tasks have: rows of numbers, and images. */
const SHAPES: readonly SampleShapes[] = [
  { input: [1], output: [1] },
  { input: [1, 1, 1], output: [1] },
];

/**
 * Refuses what cannot fit into the memory whatever the data are: an objective, or a network that is too
 * large on the smallest inputs already. What can only be known from the data is left to `openSession`.
 *
 * @throws `ConfigError`
 * @example
 * const raw = {
 *   name: 'quadratic',
 *   task: 'core/polynomial',
 *   architecture: { use: 'core/mlp', options: { hidden: [1e6, 1e6] } },
 *   train: { threshold: 0.001 },
 *   paths: ['core/linear'],
 * };
 * checkSmallest(resolveExperiment(parseExperiment(raw), registry), registry); // throws config/too-large
 */
export function checkSmallest({ subject }: Experiment, registry: Registry): void {
  if (subject.kind === 'objective') {
    const { plugin, ref } = subject.objective;
    checkDemand(objectiveDemand(plugin.spec), askingOf(ref, '/objective', plugin.spec));
    return;
  }
  const network = smallestOf(subject, registry);
  if (network === null) return;
  const asking = askingOf(subject.architecture.ref, '/architecture', network.spec);
  checkDemand(networkDemand(network, 'auto', 1), asking);
}

/** Null for an architecture that takes no inputs so small; on those of its task it may do well. */
function smallestOf({ architecture }: NetworkSubject, registry: Registry): Network | null {
  for (const shapes of SHAPES)
    try {
      return buildNetwork(architecture.plugin.build(shapes), shapes, layersOf(registry));
    } catch {
      // Of other inputs it may be built.
    }
  return null;
}
