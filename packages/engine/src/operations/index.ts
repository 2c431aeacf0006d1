/** The built-in layers, losses and optimizers. */
export { activationNames } from './activations/index.js';
export { initializer } from './layers/initializers.js';
export { layers } from './layers/index.js';
export { losses } from './losses/index.js';
export { mse } from './losses/mse.js';
export { optimizers } from './optimizers/index.js';
export { createMomentum } from './optimizers/momentum.js';
