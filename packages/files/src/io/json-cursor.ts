/**
 * Reads JSON of a known form front to back: no recursion, so that depth cannot exhaust the stack, and
 * no tree, so that memory stays in proportion to what is kept.
 */
export interface JsonCursor {
  /** Passes over the symbol if it comes next, blanks before it left aside. */
  take(symbol: string): boolean;
  /** @throws the cursor's error unless the symbol comes next */
  expect(symbol: string): void;
  /** A string, unescaped. */
  text(): string;
  /** A whole number from 0 to 2^53 - 1, written without sign, fraction or exponent. */
  wholeNumber(): number;
  /** Whether nothing but blanks is left. */
  atEnd(): boolean;
}

/** @param fail makes the error to throw, of what was expected and the place counted from 0 */
export function cursorOver(
  json: string,
  fail: (expected: string, place: number) => Error,
): JsonCursor {
  let at = 0;
  const skipBlanks = () => {
    while (at < json.length && ' \t\n\r'.includes(json.charAt(at))) at++;
  };
  const take = (symbol: string) => {
    skipBlanks();
    const comes = json.startsWith(symbol, at);
    if (comes) at += symbol.length;
    return comes;
  };
  return {
    take,
    expect: (symbol) => {
      if (!take(symbol)) throw fail(symbol, at);
    },
    text: () => {
      skipBlanks();
      const end = endOfString(json, at);
      const value = end < 0 ? null : unescape(json.slice(at, end));
      if (value === null) throw fail('a string', at);
      at = end;
      return value;
    },
    wholeNumber: () => {
      skipBlanks();
      const end = endOfDigits(json, at);
      const digits = json.slice(at, end);
      const value = Number(digits);
      const plain = digits.length > 0 && (digits === '0' || digits[0] !== '0');
      if (!plain || !Number.isSafeInteger(value) || '.eE'.includes(json.charAt(end) || ' '))
        throw fail('a whole number from 0 to 2^53 - 1', at);
      at = end;
      return value;
    },
    atEnd: () => {
      skipBlanks();
      return at === json.length;
    },
  };
}

/** The place behind the closing quote of a string that begins here; -1 when none does or it never ends. */
function endOfString(json: string, start: number): number {
  if (json[start] !== '"') return -1;
  for (let i = start + 1; i < json.length; i++) {
    if (json[i] === '"') return i + 1;
    if (json[i] === '\\') i++;
  }
  return -1;
}

function endOfDigits(json: string, start: number): number {
  let end = start;
  while (end < json.length && json[end]! >= '0' && json[end]! <= '9') end++;
  return end;
}

/** Null where the escapes or the characters are not JSON's. */
function unescape(quoted: string): string | null {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
}
