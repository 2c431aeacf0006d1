import { describe, expect, it } from 'vitest';
import { pageOf } from '../testing/page.js';
import { examplePath, exampleResult } from '../testing/result.js';

const shown = (changes: object, path: object = {}) => {
  const result = exampleResult();
  const [pair] = result.pairs;
  return pageOf({
    ...result,
    data: { ...result.data!, ...changes },
    pairs: [{ ...pair!, paths: [examplePath(path)] }],
  }).innerHTML;
};

describe('what the numbers are about', () => {
  it('says how inputs were made, of which rows, and by which numbers', () => {
    const scaling = { from: 'train', columns: 2, mean: [13.5, 0.125], deviation: [2.25, 1] };
    const html = shown({ scaling });
    expect(html).toContain('by mean and deviation of the train rows, each of 2 columns');
    expect(html).toContain('Mean and deviation (2)');
    for (const number of ['13.5', '0.125', '2.25']) expect(html).toContain(`<td class="isthmus-number">${number}</td>`); // prettier-ignore
    const bytes = { from: null, columns: 1, mean: [0], deviation: [255] };
    expect(shown({ scaling: bytes })).toContain('by fixed numbers, one of each for all');
    expect(shown({})).not.toContain('(number − mean) / deviation');
  });

  it('names classes in their order, rows left out, and rows that were trained on', () => {
    const classes = Array.from({ length: 22 }, (_, i) => `class ${i}`);
    expect(shown({ classes })).toContain('class 19 and 2 more');
    expect(shown({ dropped: 1 })).toContain('; 1 row with missing values left out');
    const { evaluation } = exampleResult().data!;
    expect(shown({ evaluation: { ...evaluation, trainRows: 7 } })).toContain(
      ', 7 of them train rows too',
    );
  });

  it('holds the losses of the paths on the other splits, where they were computed', () => {
    const train = { t: [0, 0.5, 1], loss: [0.1, 0.75, 0.2], accuracy: null };
    const html = shown({}, { along: { train, test: null, passes: 3, seconds: 0.1 } });
    expect(html).toContain('Losses on the train and test rows');
    expect(html).toContain('0.75');
    expect(shown({})).not.toContain('Losses on the train and test rows');
  });
});
