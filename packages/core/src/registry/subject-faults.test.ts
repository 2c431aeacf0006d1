import { describe, expect, it } from 'vitest';
import { core } from '../builtin/index.js';
import { parseExperiment } from './parse.js';
import { Registry } from './registry.js';
import { resolveExperiment } from './resolve.js';
import { experiment } from './testing/experiment.js';
import { thrownBy } from '@isthmus/contract/testing';

const { task, architecture, ...rest } = experiment();
/** A sound experiment on an objective, with parts replaced. */
const onRing = (change: object = {}) => ({ ...rest, objective: 'core/ring', ...change });
const faultsOf = (raw: object) => thrownBy(() => parseExperiment(raw)).message;

describe('an experiment on an objective', () => {
  it('has no loss, and is resolved with its options filled in', () => {
    const parsed = parseExperiment(onRing({ objective: 'core/rastrigin' }));
    expect(parsed.loss).toBeUndefined();
    const { config, subject } = resolveExperiment(parsed, Registry.of(core));
    expect(config.objective).toEqual({
      use: 'core/rastrigin',
      options: { dimensions: 2, amplitude: 10, radius: 5.12 },
    });
    for (const key of ['task', 'architecture', 'loss']) expect(config).not.toHaveProperty(key);
    expect(subject).toMatchObject({ kind: 'objective', objective: { ref: config.objective } });
  });

  it('is taken again as it was resolved, defaults filled in', () => {
    const registry = Registry.of(core);
    const { config } = resolveExperiment(parseExperiment(onRing()), registry);
    expect(resolveExperiment(parseExperiment(JSON.parse(JSON.stringify(config))), registry).config) // prettier-ignore
      .toEqual(config);
  });

  it('and on a network too is refused, each key by itself', () => {
    const both = onRing({ task, architecture, loss: 'core/mse' });
    for (const key of ['task', 'architecture', 'loss'])
      expect(faultsOf(both)).toContain(
        `/${key}: expected no "${key}" beside "objective", which is a loss without data and network; got `,
      );
  });

  it.each<[string, object, string]>([
    [
      'engine',
      { engine: 'fast' },
      '/engine: expected no engine, for an objective computes itself; got "fast".',
    ],
    [
      'evaluate',
      { train: { threshold: 1, evaluate: 'train' } },
      '/train/evaluate: expected no split, for an objective has no data; got "train".',
    ],
    [
      'batchSize',
      { train: { threshold: 1, batchSize: 4 } },
      '/train/batchSize: expected no batch size, for an objective has no data; got 4.',
    ],
    [
      'align',
      { align: ['symmetry/weight-matching'] },
      '/align: expected no symmetries, for those of a network are meant and an objective has none; got ["symmetry/weight-matching"].',
    ],
    [
      'layout',
      { endpoints: { files: ['a', 'b'], layout: 'pytorch' } },
      '/endpoints/layout: expected no layout, for files of an objective hold its own arrays; got "pytorch".',
    ],
  ])('says where %s means nothing', (_, change, message) => {
    expect(faultsOf(onRing(change))).toBe(message);
  });

  it('that is unknown is refused with the known ones', () => {
    const parsed = parseExperiment(onRing({ objective: 'core/rastrigen' }));
    expect(thrownBy(() => resolveExperiment(parsed, Registry.of(core))).message).toMatch(
      /^\/objective: no objective is called "core\/rastrigen"\. Did you mean "core\/rastrigin"\? Known: core\/rastrigin, /,
    );
  });
});

describe('an experiment on nothing', () => {
  it('is asked for a task and an architecture', () => {
    expect(faultsOf(rest)).toMatch(/^\/task: missing; .*\n?\/architecture: missing; /s);
  });
});
