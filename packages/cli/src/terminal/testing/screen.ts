/**
 * What a terminal shows of what is written to it. It knows the few sequences that the command uses
 * and refuses all others, so that a test sees every escape that leaves the program.
 */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  write(text: string): boolean;
  /** All lines from the first that was written. */
  lines(): readonly string[];
  /** How often something was written. */
  writes(): number;
}

/** A terminal of that size; lines that are too long wrap, unless wrapping is turned off. */
export function createScreen(columns: number, rows = 24): Screen {
  const lines: string[] = [''];
  let row = 0;
  let column = 0;
  let wraps = true;
  let writes = 0;

  const put = (character: string) => {
    if (column >= columns) {
      if (!wraps) return;
      row++;
      column = 0;
    }
    const line = (lines[row] ?? '').padEnd(column);
    lines[row] = line.slice(0, column) + character + line.slice(column + 1);
    column++;
  };

  const steer = (sequence: string) => {
    const up = /^\u001b\[(\d+)A$/.exec(sequence);
    if (up !== null) {
      if (Number(up[1]) > Math.min(row, rows - 1)) throw new Error('up beyond the top');
      row -= Number(up[1]);
    } else if (sequence === '\u001b[0J') {
      lines.length = row + 1;
      lines[row] = lines[row]!.slice(0, column);
    } else if (sequence === '\u001b[?7l') wraps = false;
    else if (sequence === '\u001b[?7h') wraps = true;
    else throw new Error(`an unknown sequence: ${JSON.stringify(sequence)}`);
  };

  return {
    columns,
    rows,
    writes: () => writes,
    lines: () => lines.map((line) => line.trimEnd()),
    write(text) {
      writes++;
      for (const [piece] of text.matchAll(/\u001b\[[?\d;]*[A-Za-z]|[^]/gu)) {
        if (piece.length > 2 && piece.startsWith('\u001b')) steer(piece);
        else if (piece === '\n') {
          row++;
          column = 0;
          lines[row] ??= '';
        } else if (piece === '\r') column = 0;
        else if (/\p{Cc}/u.test(piece))
          throw new Error(`a control character: ${JSON.stringify(piece)}`);
        else put(piece);
      }
      return true;
    },
  };
}
