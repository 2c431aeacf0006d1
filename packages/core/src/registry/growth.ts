import { canonicalJson, toJson } from '@isthmus/contract/internal';
import type { ResolvedConfig } from './resolve.js';
import { pairsOf } from './endpoint-ids.js';
import { valueWords } from './words.js';

/** A setting that two experiments do not share. */
export interface SettingChange {
  readonly pointer: string;
  /** What it was and what it is, for a person. */
  readonly words: string;
}

/** What no step depends on. */
const FREE: ReadonlySet<string> = new Set(['expect', 'report', 'limits']);

/** What more of adds steps, and changes none. */
const GROWING: ReadonlySet<string> = new Set([
  'analyses',
  'convexity',
  'endpoints',
  'pairs',
  'paths',
]);

/**
 * The changes from one experiment to another by which steps of the first would be none of the second.
 * What only adds steps is not among them: more endpoints, more pairs, more paths or analyses at
 * the end of their lists, a report on convexity where there was none.
 *
 * @param before as it stands in a record
 * @example
 * const raw = { name: 'x', objective: 'core/ring', train: { threshold: 1 }, paths: ['core/linear'] };
 * const config = (change: object) =>
 *   resolveExperiment(parseExperiment({ ...raw, ...change }), registry).config;
 * const before = config({});
 * changesBeyondGrowth(before, config({ endpoints: { count: 3 } })); // []
 * changesBeyondGrowth(before, config({ seed: 7 })).map(({ pointer }) => pointer); // ['/seed']
 */
export function changesBeyondGrowth(
  before: unknown,
  after: ResolvedConfig,
): readonly SettingChange[] {
  const old = objectOf(before);
  const now = objectOf(JSON.parse(toJson(after)));
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (key) => !FREE.has(key),
  );
  return [
    ...keys
      .filter((key) => !GROWING.has(key))
      .flatMap((key) => differences(old[key], now[key], `/${key}`)),
    ...endpointChanges(objectOf(old['endpoints']), objectOf(now['endpoints'])),
    ...pairChanges(old, after),
    ...listChanges(old['paths'], now['paths'], '/paths'),
    ...listChanges(old['analyses'] ?? [], now['analyses'] ?? [], '/analyses'),
    ...(old['convexity'] === false || old['convexity'] === undefined
      ? []
      : differences(old['convexity'], now['convexity'], '/convexity')),
  ];
}

function endpointChanges(old: Fields, now: Fields): readonly SettingChange[] {
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) => {
    const at = `/endpoints/${key}`;
    if (key === 'count' && Number(now[key]) >= Number(old[key])) return [];
    return Array.isArray(old[key]) && Array.isArray(now[key])
      ? listChanges(old[key], now[key], at)
      : differences(old[key], now[key], at);
  });
}

/** More pairs are more steps, in whatever order they are named. */
function pairChanges(old: Fields, after: ResolvedConfig): readonly SettingChange[] {
  try {
    const now = new Set(pairsOf(after).map((pair) => pair.join('-')));
    const kept = pairsOf(old as unknown as ResolvedConfig).every((pair) => now.has(pair.join('-')));
    return kept ? [] : [change('/pairs', old['pairs'], after.pairs)];
  } catch {
    // A record of another version, or a damaged one.
    return differences(old['pairs'], after.pairs, '/pairs');
  }
}

/** A list may become longer at its end. */
function listChanges(old: unknown, now: unknown, at: string): readonly SettingChange[] {
  if (!Array.isArray(old) || !Array.isArray(now)) return differences(old, now, at);
  const moved = moveWords(old.map(canonicalJson), now.map(canonicalJson), at);
  return old.flatMap((entry: unknown, i) => {
    const changes = differences(entry, now[i], `${at}/${i}`);
    return changes.length > 0 && moved !== null
      ? [{ pointer: `${at}/${i}`, words: moved }]
      : changes;
  });
}

/** What happened to a list whose entries are the same but for their places; null where others differ. */
function moveWords(old: readonly string[], now: readonly string[], at: string): string | null {
  if (now.length > old.length) {
    const place = firstLeftOver(now, old);
    return place === null
      ? null
      : `${at}/${place} was inserted, which moves those behind it; what is added goes at the end of the list`;
  }
  if (now.length < old.length) {
    const place = firstLeftOver(old, now);
    return place === null ? null : `${at}/${place} was removed`;
  }
  const isReordered = canonicalJson(old.toSorted()) === canonicalJson(now.toSorted());
  return isReordered ? `${at} stands in another order` : null;
}

/** The first entry of a list that is left over when a shorter one is taken out of it in order; null where it is not in it. */
function firstLeftOver(long: readonly string[], short: readonly string[]): number | null {
  let matched = 0;
  let first: number | null = null;
  for (const [i, entry] of long.entries())
    if (entry === short[matched]) matched++;
    else first ??= i;
  return matched === short.length ? first : null;
}

function differences(old: unknown, now: unknown, at: string): readonly SettingChange[] {
  if (canonicalJson(old) === canonicalJson(now)) return [];
  if (!isFields(old) || !isFields(now)) return [change(at, old, now)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) =>
    differences(old[key], now[key], `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

function change(pointer: string, old: unknown, now: unknown): SettingChange {
  return { pointer, words: `${pointer} was ${said(old)} and is ${said(now)}` };
}

function said(value: unknown): string {
  return value === undefined ? 'not set' : valueWords(value);
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}
