import type { LossesAlong, SplitLosses } from '@isthmus/contract';
import { describe, expect, it } from 'vitest';
import { splitsTable } from './splits-table.js';
import { testDocument } from '../testing/document.js';
import { asWritten, examplePair, examplePath } from '../testing/result.js';

const document = testDocument();
const along = (
  train: Partial<SplitLosses> | null,
  test: Partial<SplitLosses> | null = null,
): LossesAlong => {
  const whole = (part: Partial<SplitLosses>): SplitLosses => ({
    ...{ t: [0, 0.25, 0.5, 0.75, 1], loss: [1, 2, 4, 2, 1], accuracy: null },
    ...part,
  });
  return {
    ...{ train: train && whole(train), test: test && whole(test) },
    ...{ passes: 5, seconds: 0.1 },
  };
};
const tableOf = (...measured: (LossesAlong | null)[]) =>
  splitsTable(examplePair({ paths: measured.map((each) => examplePath({ along: each })) }), {
    document,
  });
const rowsOf = (table: HTMLElement | null) =>
  [...(table?.querySelectorAll('tbody tr') ?? [])].map((row) =>
    [...row.querySelectorAll('th, td')].slice(1).map((cell) => cell.textContent),
  );

describe('splitsTable', () => {
  it('is null where no path was looked at on another split', () => {
    expect(tableOf(null, along(null))).toBeNull();
  });

  it('has the largest loss with its place, and the lowest accuracy where there are classes', () => {
    const accuracy = [0.9, 0.8, 0.7, 0.95, 0.9];
    expect(rowsOf(tableOf(along({}, { accuracy, loss: [3, 2, 1, 0, 0] }), along({})))).toEqual([
      ['4', '0.5', '5', '3', '0', '70\u202f%', '5'],
      ['4', '0.5', '5', '–', '–', '–', '–'],
    ]);
  });

  it('takes a loss that is no number for the largest, also as records have it', () => {
    const table = splitsTable(
      asWritten(examplePair({ paths: [examplePath({ along: along({ loss: [1, NaN, Infinity, 2, 1] }) })] })), // prettier-ignore
      { document },
    );
    expect(rowsOf(table)).toEqual([['NaN', '0.25', '5']]);
  });
});
