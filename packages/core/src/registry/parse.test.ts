import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createRng, isIsthmusError, type Rng } from '@isthmus/contract/base';
import { parseConfigText } from './config-text.js';
import { ConfigError } from './issues.js';
import { parseExperiment } from './parse.js';
import { experiment } from './testing/experiment.js';
import { prototypeKeys, thrownBy } from '@isthmus/contract/testing';

const examples = new URL('../../../../examples/', import.meta.url);

const untouched = prototypeKeys();
afterEach(() => {
  expect(prototypeKeys()).toEqual(untouched);
});

/** The lines of the error that an experiment with these changes meets. */
function faultsOf(change: object): string {
  const error = thrownBy(() => parseExperiment(experiment(change)));
  expect(error).toBeInstanceOf(ConfigError);
  return error.message;
}

/** Levels that are none, and what is said of them behind the pointer. */
const levelWords =
  'expected one of "threshold", "lowest" or a number or { "times": 1.1 } or { "lowest": { … } }';
const levelFaults: readonly (readonly [unknown, string])[] = [
  ['highest', `: ${levelWords}; got "highest".`],
  [null, `: ${levelWords}; got null.`],
  [0, ': expected a number greater than 0; got 0.'],
  [-0.1, ': expected a number greater than 0; got -0.1.'],
  [{ times: 0 }, '/times: expected a number greater than 0; got 0.'],
  [{ time: 1.1 }, '/time: unknown key "time". Did you mean "times"? Known keys: times, lowest.'],
  [{ lowest: { tries: 0 } }, '/lowest/tries: expected a number, at least 1; got 0.'],
  [{ lowest: { tolerance: 2 } }, '/lowest/tolerance: expected a number, at most 0.9; got 2.'],
  [{ lowest: true }, '/lowest: expected an object; got true.'],
  [{ lowest: {}, times: 2 }, '/lowest: "lowest" does not go together with times.'],
];

/** A plain object with a key that literals cannot have. */
const parsed = (text: string): object => JSON.parse(text) as object;

describe('parseExperiment', () => {
  it('fills in the defaults', () => {
    expect(parseExperiment(experiment())).toMatchObject({
      seed: 1,
      loss: 'core/mse',
      regularizers: [],
      engine: 'auto',
      train: {
        optimizer: 'core/adam',
        evaluate: 'probe',
        batchSize: 'full',
        attempts: 3,
        stall: { window: 5000, improvement: 0.01 },
      },
      endpoints: { count: 2 },
      pairs: 'all',
      budget: { gradientEvaluations: 1_000_000, lossEvaluations: 1_000_000 },
      expect: [],
    });
  });

  it.each(readdirSync(examples).filter((name) => name.endsWith('.isthmus.json')))(
    'takes the example %s',
    (name) => {
      const text = readFileSync(new URL(name, examples), 'utf8');
      expect(`${parseExperiment(parseConfigText(text, name)).name}.isthmus.json`).toBe(name);
    },
  );

  const keys =
    'Known keys: $schema, name, seed, plugins, task, architecture, loss, objective, regularizers, engine, train, endpoints, pairs, align, paths, analyses, budget, judge, certify, convexity, sweep, expect, limits, report.';
  const trainKeys =
    'Known keys: optimizer, threshold, evaluate, maxSteps, batchSize, evaluateEvery, attempts, stall.';
  const name =
    'expected at most 64 lower-case letters, digits, "-" and "_", beginning with a letter or digit, and no name of a device (con, nul …)';
  const plugin = 'expected a plugin name such as "core/adam"';

  it.each<[string, object, string]>([
    ['key', { sede: 1 }, `/sede: unknown key "sede". Did you mean "seed"? ${keys}`],
    ['key', { x: 1 }, `/x: unknown key "x". ${keys}`],
    [
      'key of a part',
      { threshold: 1 },
      `/threshold: unknown key "threshold". It is a key of "train". ${keys}`,
    ],
    [
      'record of a run',
      { format: 'isthmus/result@1', status: 'finished' },
      '/: expected an experiment, came what a run wrote ("isthmus/result@1"). Name the file of the experiment; isthmus report draws a run.',
    ],
    ['format', { format: 'x' }, `/format: unknown key "format". ${keys}`],
    ['key', { Train: {} }, `/Train: unknown key "Train". Did you mean "train"? ${keys}`],
    ['key', { 'train.threshold': 1 }, `/train.threshold: unknown key "train.threshold". ${keys}`],
    [
      'key',
      { nаme: 'x' },
      `/nаme: unknown key "nаme" ("а" is U+0430). Did you mean "name"? ${keys}`,
    ],
    [
      'key',
      parsed('{"__proto__":{"seed":7}}'),
      '/: "__proto__" can be no key of an experiment. Remove it.',
    ],
    [
      'key in options',
      { task: { use: 'a/b', options: parsed('{"x":{"__proto__":1}}') } },
      '/task/options/x: "__proto__" can be no key of an experiment. Remove it.',
    ],
    [
      'key with a terminal command',
      { '\u001b[31m': 1 },
      '/: "\\u001b[31m" can be no key of an experiment. Remove it.',
    ],
    [
      'key with a hidden letter',
      { 'na\u200bme': 1 },
      '/: "na\\u{200b}me" can be no key of an experiment. Remove it.',
    ],
    ['constructor', { constructor: 1 }, `/constructor: unknown key "constructor". ${keys}`],
    [
      'train',
      { train: { treshold: 0.1 } },
      `/train/treshold: unknown key "treshold". Did you mean "threshold"? ${trainKeys}`,
    ],
    ['train', { train: [] }, '/train: expected an object; got [].'],
    ['train', { train: null }, '/train: expected an object; got null.'],
    [
      'stall',
      { train: { stall: { windw: 1 } } },
      '/train/stall/windw: unknown key "windw". Did you mean "window"? Known keys: window, improvement.',
    ],
    [
      'budget',
      { budget: { second: 1 } },
      '/budget/second: unknown key "second". Did you mean "seconds"? Known keys: gradientEvaluations, lossEvaluations, seconds.',
    ],
    [
      'endpoints',
      { endpoints: { cout: 2 } },
      '/endpoints/cout: unknown key "cout". Did you mean "count"? Known keys: count, files, layout, points.',
    ],
    [
      'endpoints',
      { endpoints: { file: ['a', 'b'] } },
      '/endpoints/file: unknown key "file". Did you mean "files"? Known keys: count, files, layout, points.',
    ],
    [
      'endpoints',
      { endpoints: { count: 2, files: ['a', 'b'] } },
      '/endpoints/files: "files" does not go together with count.',
    ],
    [
      'endpoints',
      { endpoints: { files: ['a', 'b'], layuot: 'pytorch' } },
      '/endpoints/layuot: unknown key "layuot". Did you mean "layout"? Known keys: count, files, layout, points.',
    ],
    [
      'endpoints',
      { endpoints: { files: ['a'], layout: 'torch' } },
      '/endpoints/files: expected a list of at least 2 items; got ["a"].\n/endpoints/layout: expected one of "isthmus", "pytorch"; got "torch".',
    ],
    [
      'endpoints',
      { endpoints: { count: 1 } },
      '/endpoints/count: expected a number, at least 2; got 1.',
    ],
    [
      'endpoints',
      { endpoints: { count: 1e12 } },
      '/endpoints/count: expected a number, at most 64; got 1000000000000.',
    ],
    ['endpoints', { endpoints: 2 }, '/endpoints: expected an object; got 2.'],
    [
      'endpoints',
      { endpoints: { files: ['', 'b'] } },
      '/endpoints/files/0: expected a text of at least 1 character; got "".',
    ],
    [
      'threshold',
      { train: { threshold: -1 } },
      '/train/threshold: expected a number greater than 0; got -1.',
    ],
    [
      'threshold',
      { train: { threshold: 0 } },
      '/train/threshold: expected a number greater than 0; got 0.',
    ],
    [
      'threshold',
      { train: { threshold: -0 } },
      '/train/threshold: expected a number greater than 0; got -0.',
    ],
    [
      'threshold',
      { train: { threshold: Infinity } },
      '/train/threshold: expected a number; got Infinity.',
    ],
    [
      'threshold',
      { train: { threshold: '0.1' } },
      '/train/threshold: expected a number; got "0.1".',
    ],
    [
      'threshold',
      { train: { threshold: 'NaN' } },
      '/train/threshold: expected a number; got "NaN".',
    ],
    ['threshold', { train: { threshold: null } }, '/train/threshold: expected a number; got null.'],
    ['seed', { seed: -1 }, '/seed: expected a number, at least 0; got -1.'],
    ['seed', { seed: 1.5 }, '/seed: expected a whole number; got 1.5.'],
    [
      'seed',
      { seed: 2 ** 53 },
      '/seed: expected a whole number, at most 9007199254740991; got 9007199254740992.',
    ],
    ['seed', { seed: '1' }, '/seed: expected a number; got "1".'],
    ['seed', { seed: true }, '/seed: expected a number; got true.'],
    ['seed', { seed: NaN }, '/seed: expected a number; got NaN.'],
    ['name', { name: undefined }, '/name: missing; expected a text.'],
    ['name', { name: 7 }, '/name: expected a text; got 7.'],
    ['name', { name: '' }, `/name: ${name}; got "".`],
    ['name', { name: '../up' }, `/name: ${name}; got "../up".`],
    ['name', { name: 'a:b' }, `/name: ${name}; got "a:b".`],
    ['name', { name: 'a.' }, `/name: ${name}; got "a.".`],
    ['name', { name: 'nul' }, `/name: ${name}; got "nul".`],
    ['name', { name: 'com1' }, `/name: ${name}; got "com1".`],
    ['name', { name: 'Quadratic' }, `/name: ${name}; got "Quadratic".`],
    ['name', { name: 'x\n' }, `/name: ${name}; got "x\\n".`],
    ['name', { name: 'é' }, `/name: ${name}; got "é" ("é" is U+00E9).`],
    ['name', { name: 'x'.repeat(300) }, `/name: ${name}; got "${'x'.repeat(79)}….`],
    ['plugins', { plugins: './a.mjs' }, '/plugins: expected a list; got "./a.mjs".'],
    ['plugins', { plugins: [''] }, '/plugins/0: expected a text of at least 1 character; got "".'],
    [
      'task',
      { task: 'polynomial' },
      `/task: ${plugin} or { "use": "scope/name", "options": { … } }; got "polynomial".`,
    ],
    ['task', { task: { options: {} } }, `/task/use: missing; ${plugin}.`],
    [
      'task',
      { task: { use: 'core/csv', option: {} } },
      '/task/option: unknown key "option". Did you mean "options"? Known keys: use, options.',
    ],
    [
      'task',
      { task: { use: 'core/csv', options: [] } },
      '/task/options: expected an object; got [].',
    ],
    ['task', { task: { use: 'a/b/c' } }, `/task/use: ${plugin}; got "a/b/c".`],
    [
      'task',
      { task: undefined },
      `/task: missing; ${plugin} or { "use": "scope/name", "options": { … } }.`,
    ],
    [
      'objective',
      { objective: 'ring' },
      `/objective: ${plugin} or { "use": "scope/name", "options": { … } }; got "ring".`,
    ],
    [
      'points',
      { endpoints: { points: [[1, 2]] } },
      '/endpoints/points: expected a list of at least 2 items; got [[1,2]].',
    ],
    [
      'loss',
      { loss: 'cоre/mse' },
      `/loss: ${plugin} or { "use": "scope/name", "options": { … } }; got "cоre/mse" ("о" is U+043E).`,
    ],
    [
      'loss',
      { loss: ['core/mse'] },
      `/loss: ${plugin} or { "use": "scope/name", "options": { … } }; got ["core/mse"].`,
    ],
    [
      'engine',
      { engine: 'quick' },
      '/engine: expected one of "auto", "fast", "reference", "tfjs"; got "quick".',
    ],
    [
      'evaluate',
      { train: { evaluate: 'validation' } },
      '/train/evaluate: expected one of "train", "probe", "test"; got "validation".',
    ],
    [
      'batchSize',
      { train: { batchSize: 'all' } },
      '/train/batchSize: expected "full" or a number; got "all".',
    ],
    [
      'batchSize',
      { train: { batchSize: 0 } },
      '/train/batchSize: expected a number greater than 0; got 0.',
    ],
    ['paths', { paths: [] }, '/paths: expected a list of at least 1 item; got [].'],
    ['paths', { paths: 'core/linear' }, '/paths: expected a list; got "core/linear".'],
    ...levelFaults.map(([level, fault]): [string, object, string] => [
      'level',
      { paths: [{ use: 'core/linear', level }] },
      `/paths/0/level${fault}`,
    ]),
    [
      'paths',
      { paths: [null] },
      `/paths/0: ${plugin} or { "use": "scope/name", "options": { … }, "level": … }; got null.`,
    ],
    ['pairs', { pairs: 'some' }, '/pairs: expected "all" or a list; got "some".'],
    ['pairs', { pairs: [['a']] }, '/pairs/0: expected a list of at least 2 items; got ["a"].'],
    ['pairs', { pairs: [['a', 1]] }, '/pairs/0/1: expected a text; got 1.'],
    [
      'expect',
      { expect: [{ strategy: 'core/linear', verdict: 'found' }] },
      '/expect/0/verdict: expected one of "connected", "not-found", "disconnected"; got "found".',
    ],
    [
      'expect',
      { expect: [{ strategy: 'core/linear', verdikt: 'connected' }] },
      '/expect/0/verdikt: unknown key "verdikt". Did you mean "verdict"? Known keys: strategy, verdict, grade, beads, atMost.',
    ],
    ['$schema', { $schema: 1 }, '/$schema: expected a text; got 1.'],
  ])('%s %#', (_, change, expected) => {
    expect(faultsOf(change)).toBe(expected);
  });

  it.each([null, undefined, 1, 'x', true, [], [{}]])('refuses %j as a whole', (raw) => {
    const error = thrownBy(() => parseExperiment(raw));
    expect(error.message).toMatch(/^\/: (expected an object; got|missing; expected an object)/);
  });

  it('says all that is wrong at once, each with its pointer', () => {
    const error = thrownBy(() =>
      parseExperiment(experiment({ seed: -1, train: { maxSteps: 0 }, paths: [1], budgett: {} })),
    ) as ConfigError;
    expect(error.issues.map(({ pointer }) => pointer)).toEqual([
      '/seed',
      '/train/maxSteps',
      '/paths/0',
      '/budgett',
    ]);
  });

  it('lists twenty of a thousand faults', () => {
    const error = thrownBy(() =>
      parseExperiment(experiment({ expect: new Array<number>(1000).fill(1) })),
    ) as ConfigError;
    expect(error.issues).toHaveLength(21);
    expect(error.message.split('\n').at(-1)).toBe('/: and 980 more faults like these.');
  });

  it('keeps messages short, whatever came', () => {
    const key = 'k'.repeat(1_000_000);
    expect(faultsOf({ [key]: 1 }).length).toBeLessThan(2100);
    expect(faultsOf({ seed: key }).length).toBeLessThan(200);
    const error = thrownBy(() => parseExperiment(experiment({ [key]: 1 }))) as ConfigError;
    expect(error.issues[0]!.message.length).toBeLessThan(400);
  });

  it('refuses what was nested too deeply on the command line, without exhausting the stack', () => {
    const nested: unknown = JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
    const error = thrownBy(() =>
      parseExperiment(experiment({ task: { use: 'core/csv', options: nested } })),
    );
    expect(error.code).toBe('config/too-deep');
  });
});

describe('mutated experiments', () => {
  const files = readdirSync(examples).filter((name) => name.endsWith('.isthmus.json'));
  const texts = files.map((name) => readFileSync(new URL(name, examples), 'utf8'));
  const tokens = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '0',
    '-',
    '1e400',
    'null',
    '"__proto__":',
    '\\',
    '/*',
    '\0',
    'é',
  ];

  /** Removes, doubles or replaces a random piece, up to four times. */
  function mutated(text: string, rng: Rng): string {
    const times = 1 + rng.integer(4);
    let result = text;
    for (let i = 0; i < times && result.length > 1; i++) {
      const [at, length] = [rng.integer(result.length), 1 + rng.integer(12)];
      const piece = result.slice(at, at + length);
      const put = ['', piece + piece, tokens[rng.integer(tokens.length)]!][rng.integer(3)]!;
      result = result.slice(0, at) + put + result.slice(at + length);
    }
    return result;
  }

  it('are read or refused with an IsthmusError, and never anything else', () => {
    const rng = createRng(1).fork('mutations');
    let refused = 0;
    for (let i = 0; i < 3000; i++) {
      const text = mutated(texts[i % texts.length]!, rng);
      try {
        parseExperiment(parseConfigText(text, 'x.json'));
      } catch (thrown) {
        refused++;
        if (!isIsthmusError(thrown)) throw new Error(`mutation ${i}: ${text}`, { cause: thrown });
        expect(thrown.message).toMatch(/^(x\.json:\d+:\d+: |\/)/);
      }
    }
    expect(refused).toBeGreaterThan(1000);
    expect(refused).toBeLessThan(3000);
  });
});
