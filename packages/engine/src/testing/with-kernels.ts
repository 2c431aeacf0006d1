import { activationKernel, lossKernel } from '../kernels/operation-kernels.js';
import { activationNames } from '../operations/activations/index.js';
import { losses } from '../operations/losses/index.js';

/** The activations that have kernels, without their scope. */
export const ACTIVATIONS: readonly string[] = activationNames.filter(
  (name) => activationKernel({ name }) !== null,
);

/** The losses that have kernels, likewise. */
export const LOSSES: readonly string[] = losses
  .filter((definition) => {
    const loss = definition.create({});
    return loss.on === 'prediction' && loss.fast !== undefined && lossKernel(loss.fast) !== null;
  })
  .map(({ name }) => name.replace('core/', ''));
