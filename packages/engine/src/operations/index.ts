/** The built-in layers, losses and optimizers. */
export { activationNames } from './activations/index.js';
export { layers } from './layers/index.js';
export { losses } from './losses/index.js';
export { optimizers } from './optimizers/index.js';
