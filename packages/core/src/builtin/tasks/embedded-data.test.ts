import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gunzipIfGzip, readCsv, readIdx } from '@isthmus/files/internal';

const folder = new URL('../../../data/', import.meta.url);
const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const counts = (labels: ArrayLike<number>, classes: number) => {
  const found = new Array<number>(classes).fill(0);
  for (const label of Array.from(labels)) found[label] = (found[label] ?? 0) + 1;
  return found;
};

interface Samples {
  readonly rows: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

const samples = (data: ArrayLike<number>, width: number, labels: ArrayLike<number>): Samples => {
  const flat = Array.from(data);
  return {
    rows: Array.from(labels, (_, row) => flat.slice(row * width, (row + 1) * width)),
    labels: Array.from(labels),
  };
};

/** Share of test rows whose nearest class mean of the training rows (Euclidean) is their own. */
function centroidAccuracy(train: Samples, test: Samples, classes: number): number {
  const means = Array.from({ length: classes }, (_, c) => {
    const own = train.rows.filter((_row, i) => train.labels[i] === c);
    return own[0]!.map((_x, j) => own.reduce((sum, row) => sum + row[j]!, 0) / own.length);
  });
  const distance = (p: readonly number[], q: readonly number[]) =>
    p.reduce((sum, x, j) => sum + (x - q[j]!) ** 2, 0);
  const nearest = (row: readonly number[]) => {
    const distances = means.map((mean) => distance(row, mean));
    return distances.indexOf(Math.min(...distances));
  };
  const hits = test.rows.filter((row, i) => nearest(row) === test.labels[i]);
  return hits.length / test.rows.length;
}

describe('the embedded data', () => {
  it('is what DATA-LICENSES.md says, byte for byte and in content', () => {
    const licences = readFileSync(new URL('../DATA-LICENSES.md', folder), 'utf8');
    const names = readdirSync(folder);
    expect(names).toHaveLength(6);
    for (const name of names) {
      const bytes = bytesOf(name);
      const entry = licences.split('\n- ').find((item) => item.startsWith(`\`${name}\``));
      expect(entry).toContain(sha256(bytes));
      expect(entry).toContain(sha256(gunzipIfGzip(bytes, name)));
      expect(entry).toContain(`${bytes.length.toLocaleString('en')} bytes`);
    }
  });

  it('has 1797 digits of 8x8 pixels 0..16', () => {
    const { shape, data } = readCsv(bytesOf('digits.csv.gz'), 'digits', { header: false });
    const pixels = readCsv(bytesOf('digits.csv.gz'), 'digits', {
      header: false,
      columns: Array.from({ length: 64 }, (_, i) => i),
    });
    const labels = data.filter((_, i) => i % 65 === 64);
    expect(shape).toEqual([1797, 65]);
    expect(counts(labels, 10)).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    expect(Math.max(...pixels.data.slice(0, 64_000))).toBe(16);
    expect(pixels.data.every((x) => Number.isInteger(x) && x >= 0 && x <= 16)).toBe(true);

    const all = samples(pixels.data, 64, labels);
    const train = { rows: all.rows.slice(0, 1437), labels: all.labels.slice(0, 1437) };
    const test = { rows: all.rows.slice(1437), labels: all.labels.slice(1437) };
    expect(centroidAccuracy(train, test, 10)).toBe(306 / 360);
  });

  it('has 150 irises, rows 35 and 38 as Fisher printed them', () => {
    const columns = [0, 1, 2, 3, 4];
    const { shape, data } = readCsv(bytesOf('iris.csv'), 'iris', { columns });
    const { rows } = samples(data, 5, { length: 150 });
    expect(shape).toEqual([150, 5]);
    expect(rows[34]).toEqual([4.9, 3.1, 1.5, 0.2, 0]);
    expect(rows[37]).toEqual([4.9, 3.6, 1.4, 0.1, 0]);
    expect(
      counts(
        rows.map((row) => row[4]!),
        3,
      ),
    ).toEqual([50, 50, 50]);
  });

  it('has 500 and 200 class-balanced Fashion-MNIST pictures', () => {
    const part = (name: string) => ({
      images: readIdx(bytesOf(`fashion-mnist-mini-${name}-images.idx.gz`), name),
      labels: readIdx(bytesOf(`fashion-mnist-mini-${name}-labels.idx.gz`), name),
    });
    const train = part('train');
    const test = part('test');
    expect(train.images.shape).toEqual([500, 28, 28]);
    expect(test.images.shape).toEqual([200, 28, 28]);
    expect(Array.from(train.labels.data)).toEqual(Array.from({ length: 500 }, (_, i) => i % 10));
    expect(Array.from(test.labels.data)).toEqual(Array.from({ length: 200 }, (_, i) => i % 10));

    const accuracy = centroidAccuracy(
      samples(train.images.data, 784, train.labels.data),
      samples(test.images.data, 784, test.labels.data),
      10,
    );
    // Computed apart, with NumPy from the full Fashion-MNIST files by the same selection rule.
    expect(accuracy).toBe(135 / 200);
  });
});
