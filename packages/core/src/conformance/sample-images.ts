import { z } from 'zod';
import { createRng } from '@isthmus/contract/base';
import { define, type Dataset } from '@isthmus/contract';

const SHAPE = [4, 4, 1] as const;
const CLASSES = 2;

/** A few small images of two classes, for networks with convolutions. */
export const sampleImages = define({
  kind: 'task',
  name: 'conformance/images',
  summary: 'Images of 4 x 4, bright in the upper half or in the lower.',
  sources: [],
  options: z.strictObject({}),
  create: () => ({
    load: async () => ({
      ...{ input: SHAPE, output: [CLASSES], targets: 'classes' as const },
      splits: { train: images(6, 'train'), probe: images(4, 'probe'), test: images(0, 'test') },
    }),
  }),
});

function images(size: number, split: string): Dataset {
  const rng = createRng(0).fork('sample images').fork(split);
  const pixel = (row: number, at: number) => Number((at < 8 ? 0 : 1) === row % CLASSES);
  const x = Array.from({ length: size }, (_, row) =>
    Array.from({ length: 16 }, (__, at) => pixel(row, at) + 0.1 * rng.normal()),
  );
  return {
    size,
    x: Float32Array.from(x.flat()),
    y: Float32Array.from({ length: CLASSES * size }, (_, i) =>
      Number(i % CLASSES === Math.floor(i / CLASSES) % CLASSES),
    ),
  };
}
