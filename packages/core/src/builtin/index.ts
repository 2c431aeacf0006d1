import type { Definition } from '../contract/plugin.js';
import { architectures } from './architectures/index.js';
import { layers } from './layers/index.js';
import { losses } from './losses/index.js';
import { objectives } from './objectives/index.js';
import { optimizers } from './optimizers/index.js';
import { pathStrategies } from './path-strategies/index.js';
import { tasks } from './tasks/index.js';

export { architectures, layers, losses, objectives, optimizers, pathStrategies, tasks };

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
];
