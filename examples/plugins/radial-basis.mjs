/**
 * An example of an architecture in plain tfjs code, for a network that is no layer graph: here every
 * hidden unit is a bell curve around a centre of its own. Everything works for it but what needs
 * structure; losses are float32 forward passes, and `result.json` says so ("arithmetic").
 */
import * as tf from '@tensorflow/tfjs';
import { define } from '@isthmus/core/contract';
import { z } from 'zod';

const radialBasis = define({
  kind: 'architecture',
  name: 'example/radial-basis',
  summary: 'A weighted sum of bell curves around trainable centres, in plain tfjs.',
  sources: ['doi:10.1162/neco.1989.1.2.281 (Moody & Darken 1989), equations 1 and 2'],
  options: z.strictObject({
    units: z.int().positive().default(8).describe('Bell curves.'),
  }),
  create: ({ units }) => ({
    build: ({ input: [inputs], output: [outputs] }) => ({
      spec: {
        // Axes of one label are permuted together: the order of the bells changes nothing.
        leaves: [
          { name: 'centres', shape: [inputs, units], axes: [null, 'bell'] },
          { name: 'sharpness', shape: [units], axes: ['bell'] },
          { name: 'weights', shape: [units, outputs], axes: ['bell', null] },
        ],
      },
      init: (rng) => ({
        centres: filled([inputs, units], () => rng.next()),
        sharpness: filled([units], () => 2 + rng.next()),
        weights: filled([units, outputs], () => rng.normal() / Math.sqrt(units)),
      }),
      // x [B, inputs] becomes [B, 1, inputs] beside centres [units, inputs]: distances [B, units].
      apply: ({ centres, sharpness, weights }, x) => {
        const away = tf.sub(tf.expandDims(x, 1), tf.transpose(centres));
        const bells = tf.exp(tf.neg(tf.mul(tf.square(sharpness), tf.sum(tf.square(away), 2))));
        return tf.matMul(bells, weights);
      },
    }),
  }),
});

/** A leaf of that shape whose numbers are drawn one after the other. */
function filled(shape, draw) {
  const size = shape.reduce((product, n) => product * n, 1);
  return { shape, data: Float32Array.from({ length: size }, draw) };
}

export const plugins = [radialBasis];
