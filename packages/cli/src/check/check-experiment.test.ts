import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng } from '@isthmus/core';
import { afterAll, describe, expect, it } from 'vitest';
import type { CheckReply } from '../protocol/protocol.js';
import { checkedExperiment } from './check-experiment.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-check-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const SOUND = {
  name: 'x',
  task: 'core/polynomial',
  architecture: { use: 'core/mlp', options: { hidden: [4] } },
  train: { threshold: 0.1 },
  paths: ['core/linear'],
};

function check(experiment: unknown, more: { runPlugins?: boolean; data?: boolean } = {}) {
  const text = typeof experiment === 'string' ? experiment : JSON.stringify(experiment, null, 2);
  const request = { file: join(root, 'my Net.isthmus.json'), text, runPlugins: false, data: false };
  return checkedExperiment({ ...request, ...more });
}

/** The text with the first fix of each fault made, from the last to the first. */
async function mended(experiment: unknown): Promise<string> {
  const text = typeof experiment === 'string' ? experiment : JSON.stringify(experiment, null, 2);
  const { faults } = await check(text);
  const changes = faults.flatMap(({ fixes: [fix] }) =>
    fix === undefined || fix.kind === 'install' ? [] : fix.changes,
  );
  return [...changes]
    .sort((a, b) => b.offset - a.offset)
    .reduce((t, c) => t.slice(0, c.offset) + c.content + t.slice(c.offset + c.length), text);
}

const pointers = ({ faults }: CheckReply) => faults.map(({ pointer }) => pointer);

describe('the check of an experiment', () => {
  it('finds no fault in a sound one, and says what its data and network are', async () => {
    const reply = await check(SOUND, { data: true });
    expect(reply).toMatchObject({ faults: [], unread: [], plugins: [] });
    expect(reply.overview.join('\n')).toMatch(/parameters +\d+ in 4 arrays/);
  });

  it('says what stands where, and mends it', async () => {
    const architecture = { use: 'core/mpl', options: { hidden: [4] } };
    const wrong = { ...SOUND, sed: 3, engine: 'fst', architecture, paths: ['core/liner'] };
    expect(pointers(await check(wrong)).sort()).toEqual(
      ['/architecture', '/engine', '/paths/0', '/sed'],
    ); // prettier-ignore
    expect((await check(await mended(wrong))).faults).toEqual([]);
  });

  it('adds one after the other what is missing, until a run would take it', async () => {
    let text = '{}';
    for (let steps = 0; steps < 8 && (await check(text)).faults.length > 0; steps++) {
      const { faults } = await check(text);
      const [fix] = faults[0]!.fixes;
      expect(fix).toMatchObject({ kind: 'add' });
      for (const { offset, length, content } of fix?.kind === 'add' ? fix.changes : [])
        text = text.slice(0, offset) + content + text.slice(offset + length);
    }
    expect((await check(text)).faults).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({ name: 'my-net', paths: ['core/linear'] });
  });

  it('gives a plugin without options a place for those that it needs', async () => {
    const text = await mended({ ...SOUND, architecture: 'core/mlp' });
    expect(JSON.parse(text)).toMatchObject({
      architecture: { use: 'core/mlp', options: { hidden: [8] } },
    });
  });

  it.each([
    ['a value of a sweep', { sweep: { '/train/threshold': [-1, 0.1] } }, '/sweep/~1train~1threshold'],
    ['a later value of it', { sweep: { '/train/threshold': [0.1, -1] } }, '/train/threshold'],
    ['a pointer that leads nowhere', { sweep: { '/name/x': [1] } }, '/sweep/~1name~1x'],
    ['no list of values', { sweep: { '/seed': [] } }, '/sweep/~1seed'],
    ['what no machine holds', { architecture: { use: 'core/mlp', options: { hidden: [1e6, 1e6] } } }, '/architecture/options'],
    ['a strategy that is not run', { expect: [{ strategy: 'dss/greedy', verdict: 'connected' }] }, '/expect/0/strategy'],
  ])('tells of %s', async (_, change, pointer) => {
    expect(pointers(await check({ ...SOUND, ...change }))[0]).toBe(pointer);
  }); // prettier-ignore

  it('tells of data that cannot be read where it is asked about them', async () => {
    const options = { file: 'none.csv', inputs: ['x'], targets: ['y'] };
    const experiment = { ...SOUND, task: { use: 'core/csv', options } };
    expect((await check(experiment)).faults).toEqual([]);
    const { faults } = await check(experiment, { data: true });
    expect(faults[0]?.message).toMatch(/none\.csv: cannot be read/);
  });
});

describe('the plugins of an experiment that is checked', () => {
  const foreign = {
    ...SOUND,
    plugins: ['./mine.mjs', 'absent'],
    paths: ['core/linear', 'mine/path'],
    sed: 1,
  };

  it('are not run before they may be', async () => {
    writeFileSync(
      join(root, 'mine.mjs'),
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(join(root, 'ran'))}, '');`,
    );
    const reply = await check(foreign);
    expect(pointers(reply)).toEqual(['/sed']);
    expect(reply.unread).toEqual(['mine/path']);
    expect(existsSync(join(root, 'ran'))).toBe(false);
    const { faults } = await check(foreign, { runPlugins: true });
    expect(existsSync(join(root, 'ran'))).toBe(true);
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/plugins/0', '/sed']);
  });

  it('can be installed where they are not', async () => {
    const { faults } = await check({ ...SOUND, plugins: ['@a/absent'] }, { runPlugins: true });
    expect(faults[0]).toMatchObject({ fixes: [{ kind: 'install', package: '@a/absent' }] });
  });

  it('are known from what their package says, without their code', async () => {
    const home = join(root, 'node_modules/isthmus-plugin-still');
    mkdirSync(home, { recursive: true });
    const options = {
      type: 'object',
      properties: { rate: { type: 'number' } },
      additionalProperties: false,
    };
    const plugins = [{ kind: 'optimizer', name: 'foo/still', summary: 'Still.', options }];
    const manifest = { name: 'isthmus-plugin-still', isthmus: { apiVersion: 1, plugins } };
    writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
    const train = { threshold: 0.1, optimizer: { use: 'foo/stil', options: { rat: 1 } } };
    const wrong = { ...SOUND, plugins: ['isthmus-plugin-still'], train };
    expect((await check(wrong)).faults).toMatchObject([
      { pointer: '/train/optimizer', fixes: [{ by: 'foo/still' }] },
    ]);
    const nearer = { ...train, optimizer: { ...train.optimizer, use: 'foo/still' } };
    expect((await check({ ...wrong, train: nearer })).faults).toMatchObject([
      { pointer: '/train/optimizer/options/rat', fixes: [{ by: 'rate' }] },
    ]);
  });
});

/** Texts that no one writes; each from a seed, so that a failure repeats. */
function hostile(seed: number): string {
  const rng = createRng(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(rng.next() * list.length)]!;
  const sound = JSON.stringify(SOUND);
  const size = pick([10, 1000, 100_000]);
  return pick<() => string>([
    () => pick(['[', '{"a":', '[{"task":']).repeat(size),
    () => Array.from({ length: Math.min(size, 5000) }, () => String.fromCharCode(rng.next() * 65_536)).join(''),
    () => sound.slice(0, Math.floor(rng.next() * sound.length)),
    () => sound.replace('core', pick(['\0', '\u202e', '\ud800', '__proto__', '\u0430', '\x1b[2J'])),
    () => JSON.stringify({ ...SOUND, [pick(['constructor', 'toString', '__proto__', '\u2066'])]: 'x'.repeat(size) }),
    () => JSON.stringify({ ...SOUND, paths: Array.from({ length: size / 10 }, (_, i) => `core/l${i}`) }),
    () => `{${Array.from({ length: size / 10 }, (_, i) => `"k${i}":${i}`).join(',')}}`,
    () => JSON.stringify({ ...SOUND, plugins: [pick(['/dev/zero', '..', 'node:fs', 'a'.repeat(size), '\0'])] }),
    () => JSON.stringify({ ...SOUND, seed: pick([1e999, -0, 2 ** 53, null, [], 'NaN']) }).replace('null', '1e999'),
    () => JSON.stringify({ ...SOUND, sweep: { '/seed': { from: 1, count: pick([1e9, 0, -1, 100_001]) }, '/x/y': [1] } }),
    () => JSON.stringify({ ...SOUND, architecture: { use: 'core/mlp', options: { hidden: Array.from({ length: 64 }, () => 1e9) } } }),
    () => JSON.stringify(pick<unknown>([null, 1, 'x', [[[]]], { task: { use: { use: [] } }, paths: { 0: 1 } }, { train: 'x', sweep: [] }])),
  ])();
} // prettier-ignore

describe('two hundred hostile texts', { timeout: 60_000 }, () => {
  it('are told of with places inside them, each at once', async () => {
    let slowest = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const text = hostile(seed);
      const begun = performance.now();
      const { faults } = await check(text);
      slowest = Math.max(slowest, performance.now() - begun);
      for (const { offset, length, message } of faults) {
        expect(message.length).toBeLessThan(10_000);
        expect(offset >= 0 && length >= 0 && offset + length <= Math.max(1, text.length)).toBe(
          true,
        );
      }
    }
    // Alone on a core the slowest takes a tenth of it.
    expect(slowest).toBeLessThan(5000);
  });
});
