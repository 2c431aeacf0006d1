import { z } from 'zod';
import type { LayerNode } from '@isthmus/contract';
import { activationNames } from '@isthmus/engine/operations';

/** The activations that an architecture offers; `none` leaves the layer linear. */
export const activation = z.enum([...activationNames, 'none']);

/** The `slope` option that goes with them. */
export const slope = z
  .number()
  .min(0)
  .max(1)
  .default(0.01)
  .describe('The slope below 0 of leaky-relu; the other activations have none.');

/** The name of an activation. */
export type Activation = z.output<typeof activation>;

/** The node of an activation, or none for `none`. */
export function activationNode(
  id: string,
  use: Activation,
  slopeBelow: number,
  input: string,
): readonly LayerNode[] {
  if (use === 'none') return [];
  const options = use === 'leaky-relu' ? { slope: slopeBelow } : {};
  return [{ id, use: `core/${use}`, options, inputs: [input] }];
}
