import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { define, type Definition, type Separator } from '@isthmus/contract';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { polyline } from '../path/polyline.js';
import { checkCertificate } from '../checker/check.js';
import { specOf } from '../landscapes/analytic.js';
import { runTiny, TINY, tinySession } from './testing/tiny-run.js';

const folder = await mkdtemp(join(tmpdir(), 'apart-'));
afterAll(() => rm(folder, { recursive: true }));
let runs = 0;

/** A strategy of the straight line that claims a separator. */
const claiming = (separator: unknown): Definition<'pathStrategy'> =>
  define({
    kind: 'pathStrategy',
    name: 'test/claiming',
    summary: 'Claims what it is told to.',
    sources: [],
    options: z.strictObject({}),
    create: () => ({
      needs: 'value',
      init: ({ a, b }) => ({ ends: [a, b] }),
      step: (_, state) => state,
      status: () => ({ tag: 'not-found', reason: 'above-level' }) as const,
      path: (state) => polyline((state as { ends: Parameters<typeof polyline>[0] }).ends),
      separator: () => separator as Separator,
    }),
  });

const { task, architecture, align, engine, ...rest } = TINY;
void [task, architecture, align, engine];

/** What a run on an objective makes of a claim. */
async function runOf(objective: unknown, points: readonly (readonly number[])[], level: number, separator: unknown, more: readonly Definition[] = []) {
  const session = await tinySession(
    {
      ...{ task: undefined, architecture: undefined, align: [], engine: 'auto' },
      ...{ ...rest, objective, endpoints: { points }, train: { threshold: level } },
      paths: ['test/claiming'],
    },
    undefined,
    [claiming(separator), ...more],
  );
  const out = join(folder, `run-${runs++}`);
  const { result } = await runTiny(session, out);
  session.dispose();
  return { out, path: result.pairs[0]!.paths[0]! };
} // prettier-ignore

const exchanged = [[1, 1, 1, -1], [1, 1, -1, 1]] as const; // prettier-ignore
const cut = { kind: 'relu-cut', duals: [['1', '0'], ['0', '1']] } as const; // prettier-ignore
const wells = [[-1, 0], [1, 0]] as const; // prettier-ignore
/** Cells of width 1/2 of the square from -2 to 2: those around (-1, 0) to a distance of 1/2, and all others. */
const box = { low: [-2, -2], width: 4 };
const mark = (x: number, y: number) => (x >= -1.5 && x < -0.5 && y >= -1 && y < 1 ? 'i' : 'o');
const tree = (side: number, x: number, y: number): string =>
  side === 0.5 ? mark(x, y) : `/${[0, 1, 2, 3].map((n) => tree(side / 2, x + (n & 1) * (side / 2), y + (n >> 1) * (side / 2))).join('')}`; // prettier-ignore
const around = { kind: 'cells', around: 'a', box, tree: tree(4, -2, -2) } as const;

const checkIn = (out: string, certificate: string) =>
  checkCertificate(readFileSync(join(out, certificate)), {
    read: (name) => (existsSync(join(out, name)) ? readFileSync(join(out, name)) : null),
    sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  });

describe.each([
  ['exchanged ReLU units', 'core/relu-toy', exchanged, cut, 0.4, 0.5],
  ['two wells', 'core/double-well', wells, around, 0.4, 0.6],
] as const)('%s', (_, objective, points, separator, level, bound) => {
  it('are apart where the claim proves it, with a certificate', async () => {
    const { out, path } = await runOf(objective, points, level, separator);
    expect(path).toMatchObject({ verdict: 'disconnected', grade: 'certified', reason: null });
    expect(path.separation!.lowerBound).toBeGreaterThan(level);
    expect(path.separation!.lowerBound).toBeLessThanOrEqual(bound);
    expect(path.gamma).toEqual({ lower: path.separation!.lowerBound, upper: path.peak.loss });
    expect(checkIn(out, path.certificate!)).toMatchObject({ holds: true });
  });

  it('are not at the bound or above, whatever is claimed; the bracket stands', async () => {
    const { path } = await runOf(objective, points, bound + 1e-9, separator);
    expect(path).toMatchObject({ verdict: 'not-found', separation: null, certificate: null });
    expect(path.gamma!.lower).toBeLessThanOrEqual(bound + 1e-9);
  });

  it('are not where one end is the other, or lies above the level', async () => {
    const { path } = await runOf(objective, [points[0], points[0].map((x) => x * 1.0625)], level, separator); // prettier-ignore
    expect(path).toMatchObject({ verdict: 'connected', separation: null });
    const far = await runOf(objective, [points[0], points[1].map((x) => x * 3)], level, separator);
    expect(far.path).toMatchObject({ verdict: 'not-found', separation: null });
  });

  it('a certificate is refused once any of its fields is another', async () => {
    const { out, path } = await runOf(objective, points, level, separator);
    const file = join(out, path.certificate!);
    const whole = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    const survivors: string[] = [];
    let count = 0;
    for (const [place, changed] of mutants(whole)) {
      count++;
      await writeFile(file, JSON.stringify(changed));
      if (checkIn(out, path.certificate!).holds) survivors.push(place);
    }
    expect(count).toBeGreaterThan(40);
    // What stays true: a lower level or bound, other words, marks of cells that no i touches, and what holds of
    // another formula just as well: inputs that are stretched, targets that are larger, wells that are deeper.
    const harmless = /^\/(level\*(0\.5|0\.99|-1)|separation\/lowerBound\*0\.99|assumptions.*|form\/(inputs|targets|terms).*)$/; // prettier-ignore
    expect(survivors.filter((place) => !harmless.test(place))).toEqual([]);
    expect(survivors.filter((place) => place.startsWith('/form')).length).toBeLessThan(count / 4);
  });
});

/** Every number times three factors, every text with a letter more, every member left out. */
function* mutants(value: unknown, at = ''): Generator<readonly [string, unknown]> {
  if (typeof value === 'number') {
    for (const factor of [0.5, 0.99, 2, -1])
      if (value * factor !== value) yield [`${at}*${factor}`, value * factor];
    yield [`${at}=null`, null];
  }
  if (typeof value === 'string') {
    yield [`${at}+x`, `${value}x`];
    if (/^-?\d+$/.test(value) && value !== '0') yield [`${at}-`, `-${value}`];
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    const replaced = (other: unknown) =>
      Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other };
    for (const [place, other] of mutants(part, `${at}/${key}`)) yield [place, replaced(other)];
    if (Array.isArray(value)) yield [`${at}/${key} out`, value.toSpliced(Number(key), 1)];
    else yield [`${at}/${key} out`, Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))]; // prettier-ignore
  }
}

describe('a certificate about a network', () => {
  it('is about all rows, the squared error and a chain of dense layers', async () => {
    const session = await tinySession(
      {
        ...{ ...TINY, align: [], endpoints: { points: [[1, -1, 1, 1], [-1, 1, 1, 1]] }, paths: ['test/claiming'] },
        task: 'core/two-points',
        architecture: { use: 'core/mlp', options: { hidden: [2], bias: false, activation: 'relu' } },
        train: { threshold: 0.4 },
      },
      undefined,
      [claiming(cut)],
    );
    const out = join(folder, `run-${runs++}`);
    const { result } = await runTiny(session, out);
    session.dispose();
    const { verdict, certificate } = result.pairs[0]!.paths[0]!;
    expect(verdict).toBe('disconnected');
    expect(checkIn(out, certificate!)).toMatchObject({ holds: true });
    const file = join(out, certificate!);
    const whole = JSON.parse(await readFile(file, 'utf8')) as Record<string, object>;
    const network = whole['network'] as { nodes: { use: string }[] };
    const changes = [
      { loss: { use: 'core/mae', options: {} } },
      { evaluation: { ...whole['evaluation'], rows: [0] } },
      { evaluation: { ...whole['evaluation'], rows: [0, 1] } },
      { network: { ...network, nodes: network.nodes.map((node) => (node.use === 'core/relu' ? { ...node, use: 'core/sigmoid' } : node)) } },
      { network: { ...network, nodes: network.nodes.map((node) => (node.use === 'core/relu' ? { ...node, use: 'core/tanh' } : node)) } },
    ];
    for (const change of changes) {
      await writeFile(file, JSON.stringify({ ...whole, ...change }));
      expect(checkIn(out, certificate!)).toMatchObject({ holds: false });
    }
  }); // prettier-ignore
});

describe('claims that prove nothing', () => {
  it.each([
    [{ kind: 'relu-cut', duals: [] }],
    [{ kind: 'relu-cut', duals: [['1', '0']] }],
    [{ kind: 'relu-cut', duals: [['1e3', '0'], ['0', '1']] }],
    [{ kind: 'relu-cut', duals: 'all of them' }],
    [{ kind: 'relu-cut' }],
    [{ kind: 'determinant', kernels: ['w2'] }],
    [{ kind: 'cells', around: 'a', box: { low: [0, 0, 0, 0], width: 4 }, tree: 'i' }],
    [{ kind: 'cells', around: 'a', box: null, tree: 'i' }],
    [{ kind: 'cells', around: 'a', tree: 5 }],
    [{ kind: 'magic' }],
  ])('%j', async (separator) => {
    const { path } = await runOf('core/relu-toy', exchanged, 0.4, separator);
    expect(path).toMatchObject({ verdict: 'not-found', separation: null, certificate: null });
  }); // prettier-ignore

  it('an objective whose form is another function is refused before anything is run', async () => {
    const liar = define({
      kind: 'objective',
      name: 'test/liar',
      summary: 'Tells another function.',
      sources: [],
      options: z.strictObject({}),
      create: () => ({
        spec: specOf({ w: [2] }),
        unit: 'height',
        init: () => ({ w: { shape: [2], data: new Float32Array(2) } }),
        value: ([x = 0, y = 0]: Float64Array) => x * x + y * y,
        gradient: ([x = 0, y = 0]: Float64Array) => Float64Array.of(2 * x, 2 * y),
        form: { kind: 'polynomial' as const, terms: [{ factor: 1, powers: [4, 0] }] },
      }),
    });
    await expect(runOf('test/liar', wells, 0.5, around, [liar])).rejects.toThrow(
      /objective "test\/liar" failed in form: .*the same function as data/,
    );
  });
});
