import type { Path, ProofSubject } from '@isthmus/contract';
import type { Bounder } from './part-bounds.js';
import { lossSums } from './loss-sums.js';
import { planBounds, type BoundPlan } from './plan.js';
import { outputForms, stillBlock, type StillBlock } from './propagate.js';
import { boundSegment, partChannels, partWeights, type BoundSegment } from './segment.js';

type NetworkSubject = Extract<ProofSubject, { readonly kind: 'network' }>;

/** Products that a block of rows takes at most: some milliseconds. */
const BLOCK_PRODUCTS = 4e6;

/** Numbers that the forms of a block are at most. */
const BLOCK_NUMBERS = 2 ** 18;

/** Bytes of what is kept of segments between their parts. */
const KEPT_BYTES = 2 ** 28;

/** Bounds the loss of a network on the segments of a path, in blocks of rows. */
export function networkBounder(
  { network, loss, data, classes }: NetworkSubject,
  { vertices }: Path,
): Bounder {
  const plan = planBounds(network);
  if (typeof plan === 'string' || loss.bounds === undefined)
    throw new Error('a subject without bounds is refused before');
  const { bounds } = loss;
  const blocks = blocksOf(plan, data.size);
  const segments = vertices.slice(1).map((): BoundSegment | null => null);
  const segmentOf = (element: number) =>
    (segments[element] ??= boundSegment(plan, vertices[element]!, vertices[element + 1]!));
  const kept = keptBlocks();
  const width = plan.inputSize;
  return {
    samples: data.size,
    *bound(element, part) {
      const segment = segmentOf(element);
      const arrays = {
        part,
        weights: partWeights(segment, part),
        channels: partChannels(segment, part),
      };
      const shape = { size: data.size, outputs: plan.outputSize, classes };
      const sums = lossSums({ ...loss, bounds }, data.y, shape, part.half === 0);
      for (const [i, { first, rows }] of blocks.entries()) {
        yield;
        const block = kept.get(`${element}/${i}`, () => {
          const x = Float64Array.from(data.x.subarray(first * width, (first + rows) * width));
          return stillBlock(segment, x, rows);
        });
        sums.add(outputForms(segment, block, arrays), first, rows);
      }
      return sums.result();
    },
  };
}

interface Rows {
  readonly first: number;
  readonly rows: number;
}

function blocksOf({ rowNumbers, rowProducts }: BoundPlan, size: number): readonly Rows[] {
  const most = Math.max(
    1,
    Math.floor(Math.min(BLOCK_PRODUCTS / rowProducts, BLOCK_NUMBERS / rowNumbers)),
  );
  return Array.from({ length: Math.ceil(size / most) }, (_, i) => {
    return { first: i * most, rows: Math.min(most, size - i * most) };
  });
}

/** Keeps blocks until they are too many, the latest ones; what is made anew is the same. */
function keptBlocks() {
  const known = new Map<string, StillBlock>();
  let bytes = 0;
  return {
    get(key: string, make: () => StillBlock): StillBlock {
      const found = known.get(key);
      if (found !== undefined) return found;
      const block = make();
      bytes += bytesOf(block);
      known.set(key, block);
      for (const [other, old] of known) {
        if (bytes <= KEPT_BYTES || other === key) break;
        known.delete(other);
        bytes -= bytesOf(old);
      }
      return block;
    },
  };
}

function bytesOf({ forms, products }: StillBlock): number {
  const ofForms = forms.reduce((sum, form) => sum + (form === null ? 0 : 3 * form.c.byteLength), 0);
  return products.reduce(
    (sum, each) => sum + (each === null ? 0 : 3 * each.from.byteLength),
    ofForms,
  );
}
