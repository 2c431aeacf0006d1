import type { ParseError } from 'jsonc-parser';
import { getLocation, parse, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';
import { z } from 'zod';
import { IsthmusError } from '../base/errors.js';
import type { ParsedExperiment } from './experiment-schema.js';
import { experimentSchema } from './experiment-schema.js';
import { ConfigError, describeIssue } from './issues.js';

/** Larger files are no experiments; the limit keeps a wrong path from being read for minutes. */
const MAX_CONFIG_BYTES = 4 * 1024 * 1024;
/** Deeper nesting has no use and would exhaust the stack. */
const MAX_DEPTH = 64;

/**
 * Reads JSON with comments.
 *
 * @param source the file's name, for messages
 * @throws `config/syntax` with line and column of the first fault, `config/too-large`, `config/duplicate-key`
 */
export function parseConfigText(text: string, source: string): unknown {
  if (text.length > MAX_CONFIG_BYTES)
    throw new IsthmusError(
      'config/too-large',
      `${source}: ${text.length} characters; an experiment has at most ${MAX_CONFIG_BYTES}.`,
      { source },
    );
  checkDepth(text, source);
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first !== undefined) throw syntaxError(first, text, source);
  checkDuplicates(parseTree(text, [], { allowTrailingComma: true }), text, source);
  return value;
}

/**
 * Checks the shape of an experiment and fills in its own defaults.
 *
 * @throws `ConfigError` with every fault, each with its JSON pointer
 */
export function parseExperiment(raw: unknown): ParsedExperiment {
  const result = experimentSchema.safeParse(raw);
  if (result.success) return result.data;
  const schema = z.toJSONSchema(experimentSchema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
  });
  throw new ConfigError(
    result.error.issues.map((issue) =>
      describeIssue(flatten(issue), raw, schema, '', 'config/invalid'),
    ),
  );
}

/** Of a union's complaints the one about the branch that got furthest is the useful one. */
function flatten(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const branches = issue.errors
    .flat()
    .filter((e) => e.path.length > 0 || e.code === 'unrecognized_keys');
  const deepest = branches.sort((a, b) => b.path.length - a.path.length)[0];
  return deepest === undefined
    ? issue
    : flatten({ ...deepest, path: [...issue.path, ...deepest.path] });
}

function syntaxError(error: ParseError, text: string, source: string): IsthmusError {
  const { line, column } = positionOf(text, error.offset);
  const path = getLocation(text, error.offset).path.join('/');
  return new IsthmusError(
    'config/syntax',
    `${source}:${line}:${column}: ${words(printParseErrorCode(error.error))}${path === '' ? '' : ` at /${path}`}. The file is JSON with comments; nothing was run.`,
    { source, line, column },
  );
}

/** Line and column, counted from 1, of an offset in a text. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** JSON would let the last of two equal keys win silently. */
function checkDuplicates(node: Node | undefined, text: string, source: string): void {
  if (node?.type === 'object') {
    const seen = new Set<string>();
    for (const property of node.children ?? []) {
      const key = property.children?.[0];
      if (key !== undefined && seen.has(String(key.value))) {
        const { line, column } = positionOf(text, key.offset);
        throw new IsthmusError(
          'config/duplicate-key',
          `${source}:${line}:${column}: the key "${String(key.value)}" stands twice in one object. Remove one.`,
          { source, line, column },
        );
      }
      seen.add(String(key?.value));
    }
  }
  for (const child of node?.children ?? []) checkDuplicates(child, text, source);
}

/** Counts brackets outside strings; comments may hold some too, which only makes it stricter. */
function checkDepth(text: string, source: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    if (depth > MAX_DEPTH)
      throw new IsthmusError(
        'config/too-deep',
        `${source}: nested deeper than ${MAX_DEPTH} levels; an experiment never is.`,
        { source },
      );
  }
}

function words(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
