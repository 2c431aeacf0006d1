import { describe, expect, it } from 'vitest';
import { pytorchEnvironments } from './contenders.mjs';
import { resultOf } from './results.mjs';
import { duration, markdownTable, textTable } from './tables.mjs';

const one = { name: 'w1-single', unit: 'step', targets: { 20: 200 } };
const contender = (name, holds = true, about = {}) => ({ name, holds, about });

function result(ready, seconds) {
  const setting = { threads: 1, node: '20.20.2', units: 2, flops: 4e9 };
  return resultOf({ one, ready, seconds, ...setting });
}

const full = result(
  [
    contender('isthmus', true, { engine: 'fast' }),
    contender('tfjsWasm'),
    contender('pytorchAsFound', false),
    contender('pytorchAvx2', true, { values: [1, 2, 3] }),
    contender('pytorchShortcut'),
    contender('peak', true, { flops: 8e9 }),
  ],
  {
    isthmus: [1, 1, 2],
    tfjsWasm: [10, 11, 20],
    pytorchAsFound: [2, 2, 4],
    pytorchAvx2: [3, 4, 8],
    pytorchShortcut: [1, 1, 2],
    peak: [1, 1, 2],
  },
);

describe('resultOf', () => {
  it('has the shape that is promised', () => {
    expect(full).toMatchObject({ case: 'w1-single', node: '20', threads: 1, target: 200 });
    expect(full.ratio).toEqual({
      pytorch: 4,
      tfjsWasm: 10,
      pytorchAsFound: 2,
      pytorchAvx2: 4,
      pytorchShortcut: 1,
    });
    expect(JSON.parse(JSON.stringify(full))).toEqual(full);
  });

  it('takes as headline the fastest environment whose numbers are right, and no variant', () => {
    expect([full.headline, full.checked.pytorchAsFound]).toEqual(['pytorchAvx2', false]);
  });

  it('gives the time of a unit and the share of the peak of the same rounds', () => {
    expect(full.microseconds.isthmus).toBe(5e5);
    expect(full.peakShare).toBe(0.5);
    expect(full.spread.pytorchAvx2).toEqual([3, 4]);
    expect(full.microseconds).not.toHaveProperty('peak');
  });

  it('has null where PyTorch or tfjs is absent', () => {
    const alone = result([contender('isthmus')], { isthmus: [1, 1, 1] });
    expect(alone.ratio).toEqual({ pytorch: null, tfjsWasm: null });
    expect([alone.headline, alone.peakShare]).toEqual([null, null]);
  });
});

describe('the tables', () => {
  it.each([
    ['text', textTable, 3],
    ['markdown', markdownTable, 4],
  ])('print a line for each result as %s', (_, table, lines) => {
    const alone = result([contender('isthmus')], { isthmus: [1, 1, 1] });
    const printed = table([full, alone]).split('\n');
    expect(printed).toHaveLength(lines);
    expect(printed.at(-2)).toContain('4.00 (3.00–4.00)');
    expect(printed.at(-2)).toContain('2.00 as found (numbers wrong), 1.00 first layer once');
    expect(printed.at(-1)).toContain('–');
  });

  it.each([
    [0.36, '0.36 µs'],
    [4_200, '4.20 ms'],
    [12_000_000, '12.0 s'],
  ])('say %d microseconds as %s', (microseconds, said) => {
    expect(duration(microseconds)).toBe(said);
  });
});

describe('pytorchEnvironments', () => {
  it('adds the older kernels where nothing is pinned', () => {
    const found = pytorchEnvironments({ PATH: '/bin' }, null);
    expect(found).toEqual({
      pytorchAsFound: { PATH: '/bin' },
      pytorchAvx2: { PATH: '/bin', OPENBLAS_CORETYPE: 'Haswell' },
    });
  });

  it('adds the free choice where a processor is pinned', () => {
    const pinned = { OPENBLAS_CORETYPE: 'Haswell', OPENBLAS_L2_SIZE: '512' };
    const found = pytorchEnvironments(pinned, '/opt/blas');
    expect(found.pytorchAsFound).toEqual({ ...pinned, LD_LIBRARY_PATH: '/opt/blas:/opt' });
    expect(found.pytorchUnpinned).toEqual({ LD_LIBRARY_PATH: '/opt/blas:/opt' });
  });
});
