import { describe, expect, it } from 'vitest';
import type { ResolvedConfig } from '../registry/resolve.js';
import { stepKey, stepName, type KeySession, type Step } from './steps.js';
import { tinySession } from './testing/tiny-run.js';

const session = await tinySession({ paths: ['core/linear', 'core/linear'] });
const { config } = session.experiment;
const bytes = (value: number) => Uint8Array.of(value);
const endpoint: Step = { kind: 'endpoint', id: 'a' };
const align: Step = { kind: 'align', pair: ['a', 'b'], a: bytes(1), b: bytes(2) };
const convexity: Step = { kind: 'convexity', pair: ['a', 'b'], a: bytes(1), b: bytes(2), path: null }; // prettier-ignore
const path: Step = { kind: 'path', pair: ['a', 'b'], index: 0, a: bytes(1), b: bytes(2) };

const withConfig = (change: Partial<ResolvedConfig>): KeySession => ({
  ...session,
  experiment: { config: { ...config, ...change } },
});
const keyOf = (step: Step, of: KeySession = session, version = '1.0.0') =>
  stepKey(step, of, version);

describe('stepName', () => {
  it('says what a step is about, in letters that any file system takes', () => {
    const long = {
      ...config,
      paths: [{ use: `acme/${'Long_Name.'.repeat(50)}`, options: {}, level: 'threshold' } as const],
    };
    expect(stepName(endpoint, config)).toBe('a');
    expect(stepName(align, config)).toBe('a-b-aligned');
    expect(stepName(path, config)).toBe('path-a-b-0-core-linear');
    expect(stepName({ ...path, index: 1 }, config)).toBe('path-a-b-1-core-linear');
    expect(stepName(convexity, config)).toBe('convexity-a-b');
    expect(stepName(path, long)).toMatch(/^path-a-b-0-acme-[A-Za-z-]{59}$/);
  });
});

describe('stepKey', () => {
  it('is the same for equal steps, in another session too', async () => {
    const again = await tinySession({ paths: ['core/linear', 'core/linear'] });
    for (const step of [endpoint, align, path]) expect(keyOf(step, again)).toBe(keyOf(step));
    expect(keyOf({ ...align, a: bytes(1) })).toBe(keyOf(align));
  });

  it('tells steps apart', () => {
    const steps: readonly Step[] = [
      endpoint,
      { ...endpoint, id: 'b' },
      align,
      { ...align, a: bytes(3) },
      { ...align, b: bytes(3) },
      { ...align, a: bytes(2), b: bytes(1) },
      { ...align, pair: ['b', 'a'] },
      path,
      { ...path, index: 1 },
      { ...path, a: bytes(3) },
      { ...path, b: bytes(3) },
      convexity,
      { ...convexity, a: bytes(3) },
      { ...convexity, path: { index: 0, bytes: bytes(4) } },
      { ...convexity, path: { index: 0, bytes: bytes(5) } },
      { ...convexity, path: { index: 1, bytes: bytes(5) } },
    ];
    expect(new Set(steps.map((step) => keyOf(step))).size).toBe(steps.length);
  });

  it.each<[string, KeySession, string?]>([
    ['the version', session, '1.0.1'],
    ['the engine', { ...session, engine: { name: 'tfjs-wasm 4.22.0' } }],
    ['the data', { ...session, record: { ...session.record!, sha256: 'x' } }],
    ['a plugin file', { ...session, pluginFiles: { './a.mjs': 'x' } }],
    ['the seed', withConfig({ seed: 7 })],
    ['the threshold', withConfig({ train: { ...config.train, threshold: 1 } })],
    ['the evaluation set', withConfig({ train: { ...config.train, evaluate: 'test' } })],
  ])('of every step changes with %s', (_, changed, version) => {
    for (const step of [endpoint, align, path])
      expect(keyOf(step, changed, version)).not.toBe(keyOf(step));
  });

  it.each<[string, KeySession]>([
    ['the name', withConfig({ name: 'other' })],
    ['claims', withConfig({ expect: [{ strategy: 'core/linear', verdict: 'connected' }] })],
    ['reports', withConfig({ report: [{ use: 'cli/html', options: {} }] })],
    ['the number of endpoints', withConfig({ endpoints: { count: 9 } })],
    ['the pairs', withConfig({ pairs: [['a', 'b']] })],
  ])('of no step changes with %s', (_, changed) => {
    for (const step of [endpoint, align, path]) expect(keyOf(step, changed)).toBe(keyOf(step));
  });

  it('of a convexity report changes with its options alone', () => {
    const options = { chords: 1, hessianPoints: 2, lanczosSteps: 3 };
    const asked = withConfig({ convexity: options });
    expect(keyOf(convexity, asked)).not.toBe(keyOf(convexity));
    for (const step of [endpoint, align, path]) expect(keyOf(step, asked)).toBe(keyOf(step));
  });

  it('of a path changes with its level', () => {
    const levels = [
      'threshold',
      0.1,
      { times: 1.1 },
      { lowest: { tolerance: 0.1, tries: 3 } },
    ] as const;
    const keys = levels.map((level) =>
      keyOf(path, withConfig({ paths: [{ ...config.paths[0]!, level }] })),
    );
    expect(new Set(keys).size).toBe(levels.length);
    expect(keys[0]).toBe(keyOf(path));
  });

  it('of an imported endpoint changes with its own file alone', () => {
    const imported = (files: readonly string[], hash: string): KeySession => ({
      ...withConfig({ endpoints: { files: [...files] } }),
      imports: new Map([
        ['a', { file: files[0]!, sha256: hash, params: {}, unrounded: null, warnings: [] }],
      ]),
    });
    const key = keyOf(endpoint, imported(['x', 'y'], 'h'));
    expect(keyOf(endpoint, imported(['x', 'z'], 'h'))).toBe(key);
    const others = [imported(['w', 'y'], 'h'), imported(['x', 'y'], 'i'), session];
    expect(new Set([key, ...others.map((other) => keyOf(endpoint, other))]).size).toBe(4);
  });
});
