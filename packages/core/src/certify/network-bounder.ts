import type { Path, ProofSubject } from '@isthmus/contract';
import { kernelProducts } from '@isthmus/engine/internal';
import type { Bounder } from './part-bounds.js';
import { formPool } from './form.js';
import { keptParts, type Rows } from './kept-parts.js';
import { lossSums } from './loss-sums.js';
import { planBounds, type BoundPlan } from './plan.js';
import { outputForms } from './propagate.js';
import { partChannels, partWeights } from './segment.js';

type NetworkSubject = Extract<ProofSubject, { readonly kind: 'network' }>;

/** Products that a block of rows takes at most: some milliseconds. */
const BLOCK_PRODUCTS = 4e6;

/** Numbers that the forms of a block are at most. */
const BLOCK_NUMBERS = 2 ** 18;

/** Products of a pass that are not worth the kernels of the engine, which take milliseconds to compile. */
const FEW_PRODUCTS = 2 ** 16;

/** Bounds the loss of a network on the segments of a path, in blocks of rows. */
export function networkBounder(
  { network, loss, data, classes }: NetworkSubject,
  { vertices }: Path,
): Bounder {
  const plan = plannedFor(network, data.size);
  if (loss.bounds === undefined) throw new Error('a subject without bounds is refused before');
  const { bounds } = loss;
  const blocks = blocksOf(plan, data.size);
  const kept = keptParts(plan, vertices, data, blocks);
  const pool = formPool();
  return {
    samples: data.size,
    *bound(element, part) {
      const segment = yield* kept.segment(element);
      const arrays = {
        part,
        weights: yield* partWeights(segment, part),
        channels: partChannels(segment, part),
      };
      const shape = { size: data.size, outputs: plan.outputSize, classes };
      const sums = lossSums({ ...loss, bounds }, data.y, shape, part.half === 0);
      for (const [i, { first, rows }] of blocks.entries()) {
        yield;
        const block = yield* kept.block(element, i);
        sums.add(outputForms(segment, block, arrays, pool), first, rows);
      }
      return sums.result();
    },
  };
}

/** The plan, with the kernels of the engine where there is enough to multiply. */
function plannedFor(network: NetworkSubject['network'], rows: number): BoundPlan {
  const plan = planBounds(network);
  if (typeof plan === 'string') throw new Error('a subject without bounds is refused before');
  const products = plan.steps.map(({ operation, size }) =>
    operation.kind === 'bilinear' ? operation.terms * size : 0,
  );
  const isSmall = rows * products.reduce((sum, each) => sum + each, 0) < FEW_PRODUCTS;
  return isSmall ? plan : { ...plan, products: kernelProducts() };
}

/** The rows in blocks that stay near the processor, and are done in a few milliseconds. */
function blocksOf({ rowNumbers, rowProducts }: BoundPlan, size: number): readonly Rows[] {
  const most = Math.max(
    1,
    Math.floor(Math.min(BLOCK_PRODUCTS / rowProducts, BLOCK_NUMBERS / rowNumbers)),
  );
  return Array.from({ length: Math.ceil(size / most) }, (_, i) => {
    return { first: i * most, rows: Math.min(most, size - i * most) };
  });
}
