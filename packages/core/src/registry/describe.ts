import type { ErrorCode } from '@isthmus/contract/base';
import type { SchemaIssue } from '@isthmus/contract';
import { MAX_ISSUES, restOf, type ConfigIssue } from './issues.js';
import { keysAt, requiredAt } from './known-keys.js';
import { nearest } from './nearest.js';
import { pointerOf, valueAt } from './pointer.js';
import { complaintWords, listed, quoted, strangeLetters, valueWords } from './words.js';

/** What a schema complained about. */
export interface Complained {
  /** The value that was validated. */
  readonly document: unknown;
  /** Its JSON Schema, from which known keys are read; null where there is none. */
  readonly schema: unknown;
  /** JSON pointer of the value in the config. */
  readonly base: string;
  readonly code: ErrorCode;
}

/**
 * Words a schema's complaints: its own text, what came, and for a key that is not known the known
 * ones. A missing key that was only misspelt is not complained about twice. Only as many are worded as
 * an error lists, so that a million unknown keys take no longer than they take to be read.
 */
export function describeIssues(
  issues: readonly SchemaIssue[],
  about: Complained,
): readonly ConfigIssue[] {
  const complaints = issues.flatMap(ofUnion).flatMap(complaintsOf);
  const found = complaints.slice(0, MAX_ISSUES).map((complaint) => describe(complaint, about));
  const meant = new Set(found.flatMap(({ meantAt }) => meantAt ?? []));
  const more = complaints.length - MAX_ISSUES;
  return [
    ...found
      .filter(({ pointer, missing }) => !(missing && meant.has(pointer)))
      .map(({ meantAt: _, ...issue }) => issue),
    ...(more > 0 ? [restOf(about, more)] : []),
  ];
}

/** What a schema complained about at one place, of several unknown keys about one of them. */
interface Complaint {
  readonly issue: SchemaIssue;
  readonly key: string | null;
}

function complaintsOf(issue: SchemaIssue): readonly Complaint[] {
  const keys = unknownKeys(issue);
  return keys.length === 0 ? [{ issue, key: null }] : keys.map((key) => ({ issue, key }));
}

/** A fault, with what tells whether it is said by another one already. */
interface Found extends ConfigIssue {
  /** Pointer to the key that a misspelt one most likely means. */
  readonly meantAt?: string;
}

function describe({ issue, key }: Complaint, about: Complained): Found {
  const path = pathOf(issue);
  if (key !== null) return unknownKey(key, path, about);
  const came = valueAt(about.document, path);
  const words = complaintWords(issue.message);
  return {
    code: about.code,
    pointer: about.base + pointerOf(path),
    message: came === undefined ? `missing; ${words}.` : `${words}; got ${cameWords(came)}.`,
    ...(came === undefined ? { missing: true } : meantValue(issue, came)),
  };
}

/** Of the few texts that may stand there the one that was most likely meant. */
function meantValue(issue: SchemaIssue, came: unknown): Pick<ConfigIssue, 'meant'> {
  const { values } = issue as { values?: unknown };
  if (typeof came !== 'string' || !Array.isArray(values)) return {};
  const hint = nearest(came, values.filter((value) => typeof value === 'string') as string[]);
  return hint === null ? {} : { meant: hint };
}

function cameWords(came: unknown): string {
  return valueWords(came) + (typeof came === 'string' ? strangeLetters(came) : '');
}

function unknownKey(key: string, path: readonly PropertyKey[], about: Complained): Found {
  const known = keysAt(about.schema, path);
  const at = about.base + pointerOf(path);
  const fault = { code: 'config/unknown-key' as const, pointer: at + pointerOf([key]) };
  const there = Object.keys(valueAt(about.document, path) ?? {});
  if (known.includes(key)) {
    const beside = there.filter((k) => k !== key);
    return { ...fault, message: `${quoted(key)} does not go together with ${listed(beside)}.` };
  }
  const missing = requiredAt(about.schema, path).filter((required) => !there.includes(required));
  const hint = nearest(key, known, missing) ?? nearest(withoutStrangeLetters(key), known, missing);
  const meaning = hint === null ? elsewhere(key, path, about) : ` Did you mean "${hint}"?`;
  const list = known.length === 0 ? '' : ` Known keys: ${known.join(', ')}.`;
  return {
    ...fault,
    message: `unknown key ${quoted(key)}${strangeLetters(key)}.${meaning}${list}`,
    ...(hint === null ? {} : { meant: hint, meantAt: at + pointerOf([hint]) }),
  };
}

/** Where a key of the whole document belongs, if it is that of one of its parts. */
function elsewhere(key: string, path: readonly PropertyKey[], { schema }: Complained): string {
  if (path.length > 0) return '';
  const places = keysAt(schema, []).filter((part) => keysAt(schema, [part]).includes(key));
  return places.length === 0
    ? ''
    : ` It is a key of ${listed(places.map((part) => quoted(part)))}.`;
}

function withoutStrangeLetters(key: string): string {
  return key.normalize('NFKD').replaceAll(/[^\x20-\x7e]/g, '');
}

function pathOf({ path = [] }: SchemaIssue): readonly PropertyKey[] {
  return path.map((part) => (typeof part === 'object' ? part.key : part));
}

/** zod lists the keys beside the message; other libraries only say them. */
function unknownKeys(issue: SchemaIssue): readonly string[] {
  const { code, keys } = issue as { code?: unknown; keys?: unknown };
  return code === 'unrecognized_keys' && Array.isArray(keys) ? keys.map(String) : [];
}

/**
 * Of the complaints of a union's branches those of the branch that was most likely meant: its kind
 * fits, and it knows the most of the keys. Where no kind fits, all that may stand there, unless the
 * union's author has said it.
 */
function ofUnion(issue: SchemaIssue): readonly SchemaIssue[] {
  const branches = branchesOf(issue);
  if (branches.length === 0) return [issue];
  const fitting = branches.filter((branch) => !branch.some(isOfWhole));
  const meant = [...fitting].sort((a, b) => weightOf(a) - weightOf(b))[0];
  if (meant === undefined)
    return [
      issue.message === 'Invalid input' ? { ...issue, message: alternatives(branches) } : issue,
    ];
  // While keys are unknown, it is not known either which of several branches was meant.
  const unclear = fitting.length > 1 && meant.some((inner) => unknownKeys(inner).length > 0);
  return meant
    .filter((inner) => !unclear || unknownKeys(inner).length > 0)
    .map((inner) => ({ ...inner, path: [...(issue.path ?? []), ...(inner.path ?? [])] }))
    .flatMap(ofUnion);
}

function branchesOf(issue: SchemaIssue): readonly (readonly SchemaIssue[])[] {
  const { code, errors } = issue as { code?: unknown; errors?: unknown };
  return code === 'invalid_union' && Array.isArray(errors) ? (errors as SchemaIssue[][]) : [];
}

/** Whether the complaint is about the value itself, not about a part of it. */
function isOfWhole(issue: SchemaIssue): boolean {
  return pathOf(issue).length === 0 && unknownKeys(issue).length === 0;
}

/** Unknown keys weigh most: they tell branches apart. */
function weightOf(branch: readonly SchemaIssue[]): number {
  return 1000 * branch.flatMap(unknownKeys).length + branch.length;
}

/** `expected "full" or a whole number`. */
function alternatives(branches: readonly (readonly SchemaIssue[])[]): string {
  const words = branches
    .flatMap((branch) => branch.filter(isOfWhole).flatMap((inner) => ofUnion(inner)))
    .map(({ message }) => complaintWords(message).replace(/^expected /, ''));
  return `expected ${[...new Set(words)].join(' or ')}`;
}
