import type { Definition } from '@isthmus/contract';
import { analyses } from './analyses/index.js';
import { architectures } from './architectures/index.js';
import { certifiers } from './certifiers/index.js';
import { layers, losses, optimizers } from '@isthmus/engine/operations';
import { objectives } from './objectives/index.js';
import { pathStrategies } from './path-strategies/index.js';
import { tasks } from './tasks/index.js';

export {
  analyses,
  architectures,
  certifiers,
  layers,
  losses,
  objectives,
  optimizers,
  pathStrategies,
  tasks,
};

export {
  quarticLine,
  quarticOptimum,
  type QuarticLine,
  type QuarticPoint,
} from './objectives/quartic-line.js';

/** Everything that core brings: the bundle that a registry begins with. */
export const core: readonly Definition[] = [
  ...architectures,
  ...layers,
  ...tasks,
  ...losses,
  ...objectives,
  ...optimizers,
  ...pathStrategies,
  ...certifiers,
  ...analyses,
];
