import type { Tfjs } from '../../library/library.js';
import { correctConvolutions } from './convolutions.js';
import { correctElementwise } from './elementwise.js';
import { correctMoves } from './moves.js';
import { correctPooling } from './pooling.js';
import { correctProducts } from './products.js';
import { refuseGradients } from './refused.js';
import { correctResize } from './resize.js';

/**
 * Corrects the gradients that tfjs 4.22 has wrong or lacks, on every backend, and refuses by name
 * those that it cannot give. Every operation that a plugin may differentiate then either agrees
 * with finite differences or fails.
 */
export function correctGradients(tf: Tfjs): void {
  correctElementwise(tf);
  correctMoves(tf);
  correctProducts(tf);
  correctPooling(tf);
  correctConvolutions(tf);
  correctResize(tf);
  refuseGradients(tf);
}
