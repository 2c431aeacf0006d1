import { NO_WAY } from '../what-is/formats/format.js';
import { firstBytes, foreignFile } from '../what-is/what-is.js';
import { textOf, wideEncodingOf } from '../what-is/encoding.js';
import type { DecimalSign } from './csv-cells.js';
import type { CsvColumn } from './csv-columns.js';
import { diagnose, diagnoseSecondRow } from './csv-diagnosis.js';
import { eachRow } from './csv-rows.js';
import { type CsvTable, startTable } from './csv-table.js';
import { dataError, quote } from './data-error.js';
import { gunzipIfGzip } from './gunzip.js';

export type { CsvColumn } from './csv-columns.js';
export type { CsvLabels } from './csv-table.js';

/** How a CSV file is read. */
export interface CsvOptions {
  /** Whether the first row holds the names of the columns. Default true. */
  readonly header?: boolean | undefined;
  /** The columns to read, in the order wanted. Default all. */
  readonly columns?: readonly CsvColumn[] | undefined;
  /** One more column, of class names, which is read as text. Default none. */
  readonly labels?: CsvColumn | undefined;
  /** One character. Default a comma. */
  readonly delimiter?: string | undefined;
  /** The decimal sign. Default a point. */
  readonly decimal?: DecimalSign | undefined;
  /** What becomes of rows in which a cell that is read is missing. Default `refuse`. */
  readonly missing?: 'refuse' | 'drop' | undefined;
  /** Most bytes that a gzipped file may grow to. Default 1 GiB. */
  readonly maxBytes?: number | undefined;
}

/** Columns of a CSV file. The caller owns the arrays. */
export interface CsvNumbers extends CsvTable {
  /** The separator that Excel's own first line `sep=` announces; null without such a line. */
  readonly sepLine: string | null;
}

/**
 * Reads columns of numbers from a CSV file (RFC 4180 with any line ends), plain or gzipped (told by
 * content), in UTF-8, or in UTF-16 with a byte order mark.
 *
 * Numbers are decimal, such as `-1.5e3`. Empty lines are passed over, and so is a first line `sep=;`
 * of Excel's; every other row must be as wide as the first. Missing are empty cells and `NA`, `N/A`,
 * `#N/A`, `<NA>`, `NaN`, `null`, `\\N`, `?` in capitals or not, and among numbers `-`, `.`, `None` and
 * `missing`; only the columns that are read count.
 *
 * @param source name of the file for messages, which also give line and column
 * @throws `data/bad-value` (a cell that is no finite number, an uneven row, an unknown or ambiguous
 *   column, bad quotes), `data/bad-magic` (a file of another format), `data/truncated` (no rows),
 *   `data/too-large` (rows, columns or numbers beyond what is read), and those of gzip
 * @example
 * const table = readCsv(new TextEncoder().encode('x,y\n1,2\n3,4\n'), 'a.csv', { columns: ['y'] });
 * table.names; // ['y']
 * [...table.data]; // [2, 4]
 */
export function readCsv(bytes: Uint8Array, source: string, options: CsvOptions = {}): CsvNumbers {
  const content = utf8Of(gunzipIfGzip(bytes, source, options.maxBytes), source);
  checkFormat(content, source);
  const { delimiter = ',' } = options;
  const { rows, separator } = withoutSepLine(content, delimiter, source);
  const asked = [...(options.columns ?? []), options.labels ?? []].flat();
  const remedies = {
    ofRows: () => diagnose(rows, delimiter, asked),
    ofSecondRow: () => diagnoseSecondRow(rows, delimiter),
  };
  const table = startTable(options, source, remedies);
  eachRow(rows, { source, delimiter, diagnose: remedies.ofRows }, (cells, line) =>
    table.add(cells, line + Number(separator !== null)),
  );
  return { ...table.finish(), sepLine: separator };
}

/** Text in UTF-16 that says so is turned into UTF-8; all else stays. */
function utf8Of(content: Uint8Array, source: string): Uint8Array {
  const encoding = wideEncodingOf(content);
  if (encoding?.name !== 'UTF-16' || !encoding.marked) return content;
  if (content.length <= LONGEST_WIDE) return new TextEncoder().encode(textOf(content));
  throw dataError('too-large', source, {
    expected: `at most ${LONGEST_WIDE} bytes of UTF-16`,
    came: String(content.length),
    remedy: 'Save the file as UTF-8',
  });
}

const LONGEST_WIDE = 2 ** 28;

/** Bytes in which a file that is no text shows it. */
const LOOKED_AT = 2 ** 16;

/** No text has a byte 0, in whatever encoding; UTF-16 and UTF-32 are told apart before. */
function checkFormat(content: Uint8Array, source: string): void {
  const foreign =
    foreignFile(content, 'data', ['text']) ??
    (content.subarray(0, LOOKED_AT).includes(0)
      ? { came: firstBytes(content), remedy: NO_WAY.data }
      : null);
  if (foreign === null) return;
  const fault = content.length === 0 ? 'truncated' : 'bad-magic';
  throw dataError(fault, source, { expected: 'a CSV file', ...foreign });
}

/** Excel's first line `sep=;`, which no other program takes for anything but a row. */
function withoutSepLine(
  content: Uint8Array,
  delimiter: string,
  source: string,
): { readonly rows: Uint8Array; readonly separator: string | null } {
  const start = new TextDecoder().decode(content.subarray(0, 16));
  const [line, separator] = /^"?sep=(.)"?(?:\r\n|\r|\n)/i.exec(start) ?? [];
  if (line === undefined || separator === undefined) return { rows: content, separator: null };
  if (separator !== delimiter)
    throw dataError('bad-value', source, {
      place: 'line 1',
      expected: `rows split by ${quote(delimiter)}`,
      came: `Excel's line "sep=${separator}"`,
      remedy: `Set "delimiter": ${quote(separator)}`,
    });
  const mark = content[0] === 0xef ? 3 : 0;
  return { rows: content.subarray(mark + new TextEncoder().encode(line).length), separator };
}
