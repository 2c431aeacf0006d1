import type { Definition } from '../contract/plugin.js';
import { architectures } from './architectures/index.js';
import { layers } from './layers/index.js';
import { losses } from './losses/index.js';
import { optimizers } from './optimizers/index.js';
import { pathStrategies } from './path-strategies/index.js';
import { tasks } from './tasks/index.js';

export { architectures, layers, losses, optimizers, pathStrategies, tasks };

/** Everything that core brings: the bundle that a registry begins with. */
export const core: readonly Definition[] = [
  ...architectures,
  ...layers,
  ...tasks,
  ...losses,
  ...optimizers,
  ...pathStrategies,
];
