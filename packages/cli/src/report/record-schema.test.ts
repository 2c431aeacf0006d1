import { toJson } from '@isthmus/contract/internal';
import type { ExperimentResult } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { profileCsv } from './formats.js';
import { renderHtmlReport } from './html.js';
import { parseResult } from './record-schema.js';
import { foundPath, hostileResult, reportPath, reportResult } from './testing/result.js';
import { exampleConvexity } from '@isthmus/charts/testing';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const T = { t: [0, 1], loss: [0.1, 0.2] };

/** A small record with every part that one can have, as it stands in a file. */
const written = JSON.parse(
  toJson(
    reportResult({
      warnings: [{ code: 'data/unscaled', message: 'scale' }],
      pairs: [
        {
          ...reportResult().pairs[0]!,
          paths: [
            reportPath({ profile: T }),
            foundPath({ profile: T, angles: { mean: 1, largest: 2 } }),
          ],
          convexity: exampleConvexity(),
        },
      ],
    }),
  ),
) as Json;

/** The JSON pointers of all values in a value; of arrays the first element alone. */
function pointers(value: Json, at: readonly (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(value))
    return [[...at], ...(value.length > 0 ? pointers(value[0] as Json, [...at, 0]) : [])];
  if (typeof value !== 'object' || value === null) return [[...at]];
  const parts = Object.entries(value as Record<string, Json>);
  return [[...at], ...parts.flatMap(([key, part]) => pointers(part, [...at, key]))];
}

/** A copy with the value at a pointer replaced; undefined removes it. */
function changed(value: Json, at: readonly (string | number)[], to: Json | undefined): Json {
  const copy = structuredClone(value) as Record<string | number, Json>;
  const last = at.at(-1)!;
  const holder = at.slice(0, -1).reduce((part, key) => part[key] as typeof copy, copy);
  if (to === undefined) Reflect.deleteProperty(holder, last);
  else holder[last] = to;
  return copy;
}

/** Whether a value still has that place, after changes further up. */
function holds(value: Json, at: readonly (string | number)[]): boolean {
  const inner = (part: unknown, key: string | number) =>
    (part as Record<string | number, unknown> | null | undefined)?.[key];
  const holder = at.slice(0, -1).reduce<unknown>(inner, value);
  return typeof holder === 'object' && holder !== null;
}

const HOSTILE: readonly (Json | undefined)[] = [
  undefined,
  null,
  'NaN',
  '<script>alert(1)</script>\u001b[31m',
  -1,
  {},
  [],
];

describe('a record of a run', () => {
  const all = pointers(written).filter((at) => at.length > 0 && at[0] !== 'config');

  it.each(HOSTILE.map((to) => [JSON.stringify(to) ?? 'nothing', to] as const))(
    'with %s in any place is read and drawn, or refused with its place',
    (_, to) => {
      for (const at of all) {
        const parsed = parseResult(changed(written, at, to));
        if (parsed.ok) expect(profileCsv(parsed.value), at.join('/')).toContain('a,b,path');
        else expect(parsed.fault, at.join('/')).toMatch(/^at \//);
      }
    },
  );

  // A page takes a while to draw: the places are changed in eight lots, each of which has every eighth.
  const lots = Array.from({ length: 8 }, (_, lot) => all.filter((_, i) => i % 8 === lot));
  const mutations = ([undefined, 'NaN'] as const).flatMap((to) =>
    lots.map((places, lot) => [to, lot, places] as const),
  );

  it.each(mutations)('is drawn as a page where it is read: %s, lot %i', (to, _, places) => {
    // What convexity and the graph hold is left to what draws them; the command tells such a fault.
    const sound = places.filter((at) => !at.includes('convexity') && !at.includes('graph'));
    const record = sound.reduce((before, at) => {
      const next = holds(before, at) ? changed(before, at, to) : before;
      return parseResult(next).ok ? next : before;
    }, written);
    const parsed = parseResult(record);
    expect(parsed.ok && renderHtmlReport(parsed.value)).toContain('</html>');
  });

  it('from before warnings, free ends, lowest levels and measures is read', () => {
    const without = (value: object, keys: readonly string[]) =>
      Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
    const later = ['ends', 'lowest', 'angles', 'accuracy', 'details', 'certificate'];
    const { pairs, ...record } = structuredClone(written) as unknown as ExperimentResult;
    const old = {
      ...without(record, ['warnings', 'graph', 'objective', 'arithmetic']),
      pairs: pairs.map(({ paths, ...pair }) => ({
        ...without(pair, ['convexity']),
        paths: paths.map((path) => without(path, later)),
      })),
    };
    const parsed = parseResult(old);
    expect(parsed.ok).toBe(true);
    if (parsed.ok) expect(renderHtmlReport(parsed.value)).toContain('are connected at level 0.001');
  });

  it('keeps what it does not know', () => {
    const parsed = parseResult({ ...(written as object), later: [1] });
    expect(parsed.ok && (parsed.value as ExperimentResult & { later: unknown }).later).toEqual([1]);
  });

  it('has its numbers that are not finite as numbers again', () => {
    const parsed = parseResult(changed(written, ['pairs', 0, 'paths', 0, 'peak', 'loss'], 'NaN'));
    expect(parsed.ok && parsed.value.pairs[0]?.paths[0]?.peak.loss).toBe(Number.NaN);
  });

  it('holds hostile strings as strings', () => {
    const parsed = parseResult(JSON.parse(toJson(hostileResult('<b>\u001b[31m'))));
    expect(parsed.ok && parsed.value.name).toBe('<b>\u001b[31m');
  });
});
