import { describe, expect, it } from 'vitest';
import { core } from '../builtin/index.js';
import { define, type Definition } from '@isthmus/contract';
import { ConfigError } from './issues.js';
import { parseExperiment } from './parse.js';
import { Registry } from './registry.js';
import { endpointIds, pairsOf } from './endpoint-ids.js';
import { resolveExperiment } from './resolve.js';
import { experiment } from './testing/experiment.js';
import { thrownBy } from '@isthmus/contract/testing';

const registry = Registry.of(core);
const resolved = (change: object) =>
  resolveExperiment(parseExperiment(experiment(change)), registry);

function issuesOf(change: object) {
  const error = thrownBy(() => resolved(change));
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).issues;
}

describe('resolveExperiment', () => {
  it('finds the plugins, and records every default of their options', () => {
    const { config, strategies, regularizers, subject, optimizer } = resolved({
      $schema: 'x',
      regularizers: [{ use: 'core/l2', options: { strength: 0.1 } }],
    });
    expect(config.train.optimizer).toEqual({
      use: 'core/adam',
      options: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: expect.any(Number) },
    });
    expect(config.architecture?.options).toMatchObject({ hidden: [4], activation: 'relu' });
    expect(config.loss).toEqual({ use: 'core/mse', options: {} });
    expect(config.regularizers).toEqual([{ use: 'core/l2', options: { strength: 0.1 } }]);
    expect(config).not.toHaveProperty('$schema');
    expect([strategies.length, regularizers.length]).toEqual([1, 1]);
    expect(subject).toMatchObject({
      kind: 'network',
      task: { ref: config.task },
      architecture: { ref: config.architecture },
      loss: { ref: config.loss, plugin: { on: 'prediction' } },
    });
    expect(typeof optimizer.update).toBe('function');
  });

  it('knows the level of every path, with every default of it', () => {
    const levels = [
      undefined,
      'threshold',
      0.5,
      { times: 1.1 },
      'lowest',
      { lowest: { tries: 3 } },
    ];
    const paths = levels.map((level) => ({ use: 'core/linear', ...(level && { level }) }));
    const { config } = resolved({ paths: ['core/linear', ...paths] });
    expect(config.paths.map(({ level }) => level)).toEqual([
      ...['threshold', 'threshold', 'threshold', 0.5, { times: 1.1 }],
      { lowest: { tolerance: 0.01, tries: 16 } },
      { lowest: { tolerance: 0.01, tries: 3 } },
    ]);
  });

  it('seeks no lowest level by a strategy whose ends are free', () => {
    const strategy = core.find(({ name }) => name === 'core/linear') as Definition<'pathStrategy'>;
    const free = define({
      kind: 'pathStrategy',
      name: 'test/free',
      summary: 'A line with free ends.',
      sources: [],
      options: strategy.options,
      create: (options) => ({ ...strategy.create(options), ends: 'free' }),
    });
    const all = Registry.of(core, [free]);
    const withLevel = (level: unknown) =>
      resolveExperiment(
        parseExperiment(experiment({ paths: ['core/linear', { use: 'test/free', level }] })),
        all,
      );
    expect(withLevel(0.1).config.paths[1]!.level).toBe(0.1);
    expect(thrownBy(() => withLevel('lowest')).message).toBe(
      '/paths/1/level: "lowest" asks for paths between the endpoints; those of "test/free" may have ends of their own. Give it "threshold", a number or a multiple, or the strategy options under which the ends stay.',
    );
  });

  it('gives a config that, parsed and resolved again, is the same', () => {
    const { config } = resolved({
      train: { threshold: 0.5, batchSize: 8 },
      paths: ['core/linear', { use: 'core/linear', level: 'lowest' }],
    });
    const again = resolveExperiment(parseExperiment(JSON.parse(JSON.stringify(config))), registry);
    expect(again.config).toEqual(config);
  });

  it.each<[string, object, string, RegExp]>([
    [
      'task',
      { task: 'core/polynomail' },
      '/task',
      /^no task is called "core\/polynomail"\. Did you mean "core\/polynomial"\? Known: core\/polynomial, /,
    ],
    [
      'architecture',
      { architecture: 'core/transformer' },
      '/architecture',
      /^no architecture is called "core\/transformer"\. Known: core\/mlp, core\/convnet, core\/resnet\.$/,
    ],
    [
      'loss',
      { loss: 'core/mean' },
      '/loss',
      /^no loss or regularizer is called "core\/mean"\. Known: /,
    ],
    [
      'optimizer',
      { train: { threshold: 1, optimizer: 'core/adamm' } },
      '/train/optimizer',
      /Did you mean "core\/adam/,
    ],
    ['regularizer', { regularizers: ['core/l3'] }, '/regularizers/0', /Did you mean "core\/l2"\?/],
    [
      'symmetry',
      { align: ['symmetry/none'] },
      '/align/0',
      /^no symmetry is called "symmetry\/none"\. A plugin of your own needs its file or package under "plugins"\. Known: none\.$/,
    ],
    [
      'path strategy',
      { paths: ['core/linear', 'dss/greddy'] },
      '/paths/1',
      /^no path strategy is called "dss\/greddy"\. A plugin of your own needs its file or package under "plugins"\. Known: core\/linear\.$/,
    ],
    [
      'reporter',
      { report: ['cli/html'] },
      '/report/0',
      /^no reporter is called "cli\/html"\. A plugin of your own needs its file or package under "plugins"\. Known: none\.$/,
    ],
  ])('says where an unknown %s stands, and the known ones', (_, change, pointer, message) => {
    expect(issuesOf(change)).toMatchObject([
      { code: 'config/unknown-plugin', pointer, message: expect.stringMatching(message) },
    ]);
  });

  it.each<[string, object, string]>([
    [
      'architecture',
      { architecture: { use: 'core/mlp', options: { hiden: [4] } } },
      '/architecture/options/hiden: unknown key "hiden". Did you mean "hidden"? Known keys: hidden, ',
    ],
    [
      'optimizer',
      { train: { threshold: 1, optimizer: { use: 'core/adam', options: { learnRate: 1 } } } },
      '/train/optimizer/options/learnRate: unknown key "learnRate". Did you mean "learningRate"? Known keys: learningRate, beta1, ',
    ],
    [
      'optimizer',
      { train: { threshold: 1, optimizer: { use: 'core/sgd', options: { learningRate: -1 } } } },
      '/train/optimizer/options/learningRate: expected a number greater than 0; got -1.',
    ],
    [
      'optimizer',
      {
        train: {
          threshold: 1,
          optimizer: { use: 'core/sgd', options: { learningRate: Infinity } },
        },
      },
      '/train/optimizer/options/learningRate: expected a number; got Infinity.',
    ],
    [
      'task',
      { task: 'core/csv' },
      '/task/options/file: missing; expected a text. Write { "use": "core/csv", "options": { … } }.',
    ],
    [
      'task',
      {
        task: {
          use: 'core/csv',
          options: { file: 'x', inputs: ['x'], targets: ['y'], splits: { tran: 1 } },
        },
      },
      '/task/options/splits/tran: unknown key "tran". Did you mean "train"? Known keys: train, ',
    ],
  ])('checks the options of the %s %#', (_, change, message) => {
    expect(thrownBy(() => resolved(change)).message).toContain(message);
  });

  it.each<[string, object, string, string]>([
    ['no threshold to train to', { train: {} }, '/train/threshold', 'config/missing-threshold'],
    [
      'a regularizer as loss',
      { loss: { use: 'core/l2', options: { strength: 1 } } },
      '/loss',
      'config/wrong-loss',
    ],
    [
      'a loss as regularizer',
      { regularizers: ['core/mse'] },
      '/regularizers/0',
      'config/wrong-loss',
    ],
    [
      'an endpoint that is not there',
      { pairs: [['a', 'c']] },
      '/pairs/0',
      'config/unknown-endpoint',
    ],
    [
      'a pair of one',
      {
        pairs: [
          ['a', 'b'],
          ['b', 'b'],
        ],
      },
      '/pairs/1',
      'config/unknown-endpoint',
    ],
    [
      'a pair twice',
      {
        pairs: [
          ['a', 'b'],
          ['a', 'b'],
        ],
      },
      '/pairs/1',
      'config/duplicate-pair',
    ],
    [
      'a claim about no path',
      { expect: [{ strategy: 'dss/greedy', verdict: 'connected' }] },
      '/expect/0/strategy',
      'config/unknown-strategy',
    ],
  ])('refuses %s', (_, change, pointer, code) => {
    expect(issuesOf(change)).toMatchObject([{ code, pointer, message: expect.any(String) }]);
  });

  it('needs no threshold for imported endpoints', () => {
    const endpoints = { files: ['a.safetensors', 'b.safetensors'] };
    expect(resolved({ train: {}, endpoints }).config.train.threshold).toBeUndefined();
  });

  it('says all that is wrong at once', () => {
    const issues = issuesOf({
      train: { optimizer: 'core/none' },
      architecture: { use: 'core/mlp', options: { hidden: 'x', depth: 3 } },
      paths: ['a/b'],
    });
    expect(issues.map(({ pointer }) => pointer)).toEqual([
      '/train/threshold',
      '/architecture/options/hidden',
      '/architecture/options/depth',
      '/train/optimizer',
      '/paths/0',
    ]);
  });
});

describe('endpointIds and pairsOf', () => {
  it('name as many endpoints as there may be, each once', () => {
    expect(endpointIds(3)).toEqual(['a', 'b', 'c']);
    expect(endpointIds(64).slice(25, 28)).toEqual(['z', 'e26', 'e27']);
    expect(new Set(endpointIds(64)).size).toBe(64);
  });

  it('pair every two once, the first before the second, or as the config says', () => {
    expect(pairsOf(resolved({ endpoints: { count: 4 } }).config)).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['a', 'd'],
      ['b', 'c'],
      ['b', 'd'],
      ['c', 'd'],
    ]);
    const pairs = [['c', 'a']];
    expect(pairsOf(resolved({ endpoints: { count: 3 }, pairs }).config)).toEqual(pairs);
  });
});
