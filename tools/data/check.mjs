import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What part of the test images the nearest class centroid tells right: the mean image of each class of
 * the training set, distances in pixel space. It depends on every pixel and label of the files.
 */
export const BASELINES = { mnist: 0.8203, 'fashion-mnist': 0.6768, cifar10: 0.2774 };

/**
 * Computes that part from the files of a folder.
 *
 * @param {string} name of a data set with images
 * @param {string} folder
 */
export function baselineOf(name, folder) {
  const read = (file) => readFileSync(join(folder, file));
  const { train, test } = name === 'cifar10' ? cifarImages(read) : idxImages(read);
  return accuracy(centroids(train), test);
}

function idxImages(read) {
  const split = (prefix) => ({
    size: 784,
    pixels: read(`${prefix}-images-idx3-ubyte`).subarray(16),
    labels: read(`${prefix}-labels-idx1-ubyte`).subarray(8),
  });
  return { train: split('train'), test: split('t10k') };
}

function cifarImages(read) {
  const batches = [1, 2, 3, 4, 5].map((number) => read(`data_batch_${number}.bin`));
  return { train: cifarSplit(Buffer.concat(batches)), test: cifarSplit(read('test_batch.bin')) };
}

function cifarSplit(records) {
  const [size, count] = [3072, records.length / 3073];
  const pixels = Buffer.alloc(count * size);
  const labels = Buffer.alloc(count);
  for (let row = 0; row < count; row++) {
    labels[row] = records[row * 3073];
    records.copy(pixels, row * size, row * 3073 + 1, (row + 1) * 3073);
  }
  return { size, pixels, labels };
}

/** The mean image of each of ten classes. */
export function centroids({ size, pixels, labels }) {
  const means = Array.from({ length: 10 }, () => new Float64Array(size));
  const counts = new Float64Array(10);
  labels.forEach((label, row) => {
    counts[label]++;
    const mean = means[label];
    for (let i = 0; i < size; i++) mean[i] += pixels[row * size + i];
  });
  means.forEach((mean, label) => mean.forEach((sum, i) => (mean[i] = sum / counts[label])));
  return means;
}

/** The part of images that are nearest to the mean of their own class. */
export function accuracy(means, { size, pixels, labels }) {
  let right = 0;
  labels.forEach((label, row) => {
    const distances = means.map((mean) => squaredDistance(mean, pixels, row * size));
    if (distances.indexOf(Math.min(...distances)) === label) right++;
  });
  return right / labels.length;
}

function squaredDistance(mean, pixels, at) {
  let sum = 0;
  for (let i = 0; i < mean.length; i++) sum += (mean[i] - pixels[at + i]) ** 2;
  return sum;
}
