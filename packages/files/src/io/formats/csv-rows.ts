import { parse } from '#csv-parse';
import { platform } from '#platform';
import { isIsthmusError, messageOf } from '@isthmus/contract/base';
import { dataError } from './data-error.js';

/** What may be in a file at most: beyond that it is no table of numbers, or a quote is never closed. */
export const LIMITS = {
  /** Cells in a row. */
  columns: 2 ** 18,
  /** Characters in a row. */
  row: 2 ** 24,
  /** Numbers that are kept: 1 GiB of them. */
  numbers: 2 ** 27,
} as const;

/** How the rows of a file are told apart, and what is known about the file where they cannot be. */
export interface RowOptions {
  readonly source: string;
  readonly delimiter: string;
  /** A remedy that the first rows show; null: none. */
  readonly diagnose: () => string | null;
}

/** Calls back with each row as it is parsed, so that the file's text is never held as cells. */
export function eachRow(
  content: Uint8Array,
  { source, delimiter, diagnose }: RowOptions,
  visit: (cells: readonly string[], line: number) => void,
): void {
  try {
    parse(platform.csvInput(content), {
      ...DIALECT,
      delimiter,
      on_record: (cells: string[], { lines }) => {
        if (cells.length > LIMITS.columns) throw tooWide(cells.length, lines, source);
        visit(cells, lines);
        return null;
      },
    });
  } catch (thrown) {
    throw isIsthmusError(thrown) ? thrown : notCsv(thrown, source, diagnose);
  }
}

/** The first rows of a file, as far as they can be parsed. */
export function firstRows(
  content: Uint8Array,
  delimiter: string,
  count: number,
): readonly (readonly string[])[] {
  const start = content.subarray(0, SAMPLE);
  // The last row of a longer file is cut off; the row may then be narrower than the file's.
  const whole = content.length > SAMPLE ? start.subarray(0, start.lastIndexOf(0x0a) + 1) : start;
  try {
    return parse(platform.csvInput(whole), { ...DIALECT, delimiter, to: count });
  } catch {
    return [];
  }
}

const SAMPLE = 2 ** 18;

const DIALECT = {
  bom: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
  max_record_size: LIMITS.row,
};

function tooWide(cells: number, line: number, source: string): Error {
  return dataError('too-large', source, {
    place: `line ${line}`,
    expected: `at most ${LIMITS.columns} cells in a row`,
    came: String(cells),
    remedy: 'Check the delimiter and the line ends, or write the numbers with numpy.save',
  });
}

function notCsv(thrown: unknown, source: string, diagnose: () => string | null): Error {
  const tooLong = (thrown as { code?: unknown }).code === 'CSV_MAX_RECORD_SIZE';
  return dataError(
    tooLong ? 'too-large' : 'bad-value',
    source,
    {
      expected: tooLong ? `rows of at most ${LIMITS.row} characters` : 'comma-separated values',
      // The library quotes the cell, which an unclosed quote can make as long as the file.
      came: tooLong
        ? 'a longer one; a quote that is never closed makes one row of the rest of a file'
        : `a fault in them (${messageOf(thrown).slice(0, 160)})`,
      remedy: diagnose() ?? 'Put quotes around whole cells only, and double a quote within a cell',
    },
    { cause: thrown },
  );
}
