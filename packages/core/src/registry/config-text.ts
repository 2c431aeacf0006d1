import type { Node, ParseError } from 'jsonc-parser';
import { createScanner, getLocation, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { ErrorCode } from '@isthmus/contract/base';
import { IsthmusError } from '@isthmus/contract/base';
import { printable } from '@isthmus/contract/internal';
import { MAX_DEPTH, pointerOf } from './pointer.js';
import { quoted } from './words.js';

/** Larger files are no experiments; the limit keeps a wrong path from being read for minutes. */
const MAX_CHARACTERS = 4 * 1024 * 1024;
/** What is said of deeper nesting. */
export const TOO_DEEP = `nested deeper than ${MAX_DEPTH} levels; an experiment never is.`;

/** A text and where it comes from, for messages. */
interface Source {
  readonly text: string;
  readonly name: string;
}

/**
 * Reads JSON with comments and trailing commas; a byte order mark is passed over. A key called
 * `__proto__` is an ordinary key.
 *
 * @param source the file's name, for messages
 * @throws `config/syntax`, `config/duplicate-key`, `config/too-deep` with line and column of the
 * first fault; `config/too-large`
 * @example
 * parseConfigText('{ "seed": 1, } // a comment', 'mine.isthmus.json'); // { seed: 1 }
 * parseConfigText('{ "seed": }', 'mine.isthmus.json'); // throws config/syntax
 */
export function parseConfigText(text: string, source: string): unknown {
  if (text.length > MAX_CHARACTERS)
    throw new IsthmusError(
      'config/too-large',
      `${source}: ${text.length} characters; an experiment has at most ${MAX_CHARACTERS}.`,
      { source },
    );
  // A space in the mark's place keeps every offset.
  const from: Source = { text: text.replace(/^\uFEFF/, ' '), name: source };
  checkDepth(from);
  const errors: ParseError[] = [];
  const tree = parseTree(from.text, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first !== undefined || tree === undefined) throw syntaxError(first, from);
  return valueOf(tree, from);
}

/**
 * The value of a syntax tree. Built from entries, so that no key can reach a prototype; of two equal
 * keys JSON would let the last one win silently.
 */
function valueOf(node: Node, from: Source): unknown {
  const { children = [] } = node;
  if (node.type === 'array') return children.map((child) => valueOf(child, from));
  if (node.type !== 'object') return node.value as unknown;
  const entries = new Map<string, unknown>();
  for (const { children: [key, value] = [] } of children) {
    if (key === undefined || value === undefined) continue;
    const name = String(key.value);
    if (entries.has(name)) throw duplicateKey(name, key.offset, from);
    entries.set(name, valueOf(value, from));
  }
  return Object.fromEntries(entries);
}

/** Before anything is parsed: parsers call themselves for every level. */
function checkDepth(from: Source): void {
  const scanner = createScanner(from.text, true);
  let depth = 0;
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    if (offset >= from.text.length) return;
    depth += LEVELS[from.text.charAt(offset)] ?? 0;
    if (depth > MAX_DEPTH) throw faultAt('config/too-deep', TOO_DEEP, offset, from);
  }
}

/** By the first character of a token; texts begin with a quotation mark. */
const LEVELS: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

function duplicateKey(key: string, offset: number, from: Source): IsthmusError {
  const message = `the key ${quoted(key)} stands twice in one object. Remove one.`;
  return faultAt('config/duplicate-key', message, offset, from);
}

const EXPECTED: Readonly<Record<string, string>> = {
  InvalidSymbol:
    'this is no JSON (with comments): text stands in double quotes, the only other words are true, false and null',
  InvalidNumberFormat: 'this is no number as JSON writes them, such as 0.5, -2 or 1e-3',
  PropertyNameExpected: 'a key in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: '":" is expected after the key',
  CommaExpected: '"," is expected',
  CloseBraceExpected: '"}" is expected',
  CloseBracketExpected: '"]" is expected',
  EndOfFileExpected: 'the end of the file is expected; only one value may stand in it',
  InvalidCommentToken: 'a comment cannot stand here',
  UnexpectedEndOfComment: 'a comment is not closed by */',
  UnexpectedEndOfString: 'a text is not closed by "',
  UnexpectedEndOfNumber: 'a number ends too early',
  InvalidUnicode: 'a \\u in a text is followed by four hexadecimal digits',
  InvalidEscapeCharacter: 'a \\ in a text is followed by one of " \\ / b f n r t u',
  InvalidCharacter: 'a text holds a control character; write tabs as \\t and line breaks as \\n',
};

function syntaxError(error: ParseError | undefined, from: Source): IsthmusError {
  const offset = error?.offset ?? 0;
  const code = error === undefined ? 'ValueExpected' : printParseErrorCode(error.error);
  const path = getLocation(from.text, offset).path.filter((part) => part !== '');
  const where = path.length === 0 ? '' : `at ${printable(pointerOf(path))}, `;
  const cut = offset >= from.text.trimEnd().length ? 'the file ends too early: ' : '';
  const message = `${where}${cut}${EXPECTED[code] ?? code}.`;
  return faultAt('config/syntax', message, offset, from);
}

function faultAt(
  code: ErrorCode,
  message: string,
  offset: number,
  { text, name }: Source,
): IsthmusError {
  const { line, column } = positionOf(text, offset);
  const data = { source: name, line, column, offset };
  return new IsthmusError(code, `${name}:${line}:${column}: ${message}`, data);
}

/** Line and column, counted from 1, of an offset in a text. */
function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
