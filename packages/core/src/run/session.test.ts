import { tfjsRuntime } from '@isthmus/tfjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRng, IsthmusError } from '@isthmus/contract/base';
import type { Dataset, FileSource, Kind, Kinds, TaskData } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { encodeModel, writeSafetensors } from '@isthmus/files';
import { sameBits, type Params } from '@isthmus/contract/parameters';
import { parseExperiment } from '../registry/parse.js';
import { resolveExperiment } from '../registry/resolve.js';
import { rejectionOf } from '@isthmus/contract/testing';
import { openSession } from './session.js';
import { registry, TINY, tinySession } from './testing/tiny-run.js';

const set = (size: number): Dataset => ({
  size,
  x: Float32Array.from({ length: size }, (_, i) => i / size),
  y: Float32Array.from({ length: size }, (_, i) => i / size),
});
const dataOf = (train: number, probe: number, test: number): TaskData => ({
  input: [1],
  output: [1],
  targets: 'values',
  splits: { train: set(train), probe: set(probe), test: set(test) },
});

/** A plugin without options. */
const plugin = <K extends Kind>(kind: K, instance: Kinds[K]) =>
  define({
    kind,
    name: 'test/mine',
    summary: 'x',
    sources: [],
    options: z.strictObject({}),
    create: () => instance as never,
  });
const task = (data: TaskData) => plugin('task', { load: () => Promise.resolve(data) });
const openWith = (data: TaskData, change: object = {}, files?: FileSource) =>
  tinySession({ task: 'test/mine', ...change }, files, [task(data)]);

describe('a checkpoint', () => {
  const open = (checkpoint?: () => void) => {
    const experiment = resolveExperiment(parseExperiment(TINY), registry);
    return openSession(
      experiment,
      registry,
      { read: () => Promise.reject(new Error()) },
      checkpoint && { checkpoint },
    );
  };

  it('ends the work in whose midst it throws, and leaves the session fit for more', async () => {
    let stopped = false;
    const session = await open(() => {
      if (stopped) throw new Error('stop');
    });
    const params = session.init(createRng(1));
    const { evaluator, evaluators } = session;
    const asks = [
      () => evaluator.value(params),
      () => evaluator.valueBetween(params, params, 0.5),
      () => evaluators.train!.value(params),
    ];
    const before = asks.map((ask) => ask());
    stopped = true;
    for (const ask of asks) expect(ask).toThrow('stop');
    expect(session.checkpoint).toThrow('stop');
    stopped = false;
    expect(asks.map((ask) => ask())).toEqual(before);
    session.dispose();
  });

  it('is nothing unless it is given', async () => {
    const session = await open();
    expect(session.checkpoint()).toBeUndefined();
    session.dispose();
  });
});

describe('openSession', () => {
  it('records the names of classes and how many rows were left out', async () => {
    expect((await openWith(dataOf(4, 4, 0))).record).toMatchObject({ classes: null, dropped: 0 });
    const named = { ...dataOf(4, 4, 0), classes: ['no', 'yes'], dropped: 3 };
    expect((await openWith(named)).record).toMatchObject({ classes: ['no', 'yes'], dropped: 3 });
  });

  it('states the evaluation set and hashes the data', async () => {
    const session = await openWith(dataOf(8, 4, 0), { train: { threshold: 1, evaluate: 'train' } });
    expect(session.record).toMatchObject({
      sizes: { train: 8, probe: 4, test: 0 },
      evaluation: { split: 'train', size: 8 },
    });
    expect(session.evaluation.size).toBe(8);
    expect([session.evaluators.probe, session.evaluators.test].map((e) => e === null)).toEqual([
      false,
      true,
    ]);
    const other = await openWith(dataOf(8, 5, 0), { train: { threshold: 1, evaluate: 'train' } });
    expect(other.record?.sha256).not.toBe(session.record?.sha256);
    expect(other.record?.evaluation.sha256).toBe(session.record?.evaluation.sha256);
  });

  it.each<[string, TaskData, object, string]>([
    [
      'an empty evaluation set',
      dataOf(8, 0, 4),
      {},
      '/train/evaluate: the probe split of "test/mine" holds no samples.',
    ],
    [
      'nothing to train on',
      dataOf(0, 4, 0),
      {},
      '/task: the train split holds no samples, so no endpoint can be trained.',
    ],
    [
      'a loss for classes',
      dataOf(4, 4, 0),
      { loss: 'core/cross-entropy' },
      '/loss: "core/cross-entropy" takes classes; the targets of "test/mine" are values. Set "classes" of the task to how many there are, or use a loss of values such as "core/mse".',
    ],
    [
      'a batch larger than the data',
      dataOf(4, 4, 0),
      { train: { threshold: 1, batchSize: 5 } },
      '/train/batchSize: 5 rows are more than the train split has (4).',
    ],
  ])('refuses %s', async (_, data, change, message) => {
    expect((await rejectionOf(() => openWith(data, change))).message).toBe(message);
  });

  const fails = (thrown: unknown) => () => {
    throw thrown;
  };
  it('names the plugin that fails before the run', async () => {
    const broken = plugin('task', { load: fails(new Error('no data')) });
    expect(
      await rejectionOf(() => tinySession({ task: 'test/mine' }, undefined, [broken])),
    ).toMatchObject({
      code: 'run/plugin-failed',
      message: 'The task "test/mine" failed in load: no data',
    });
    const building = plugin('architecture', { build: fails(null) });
    expect(
      (await rejectionOf(() => tinySession({ architecture: 'test/mine' }, undefined, [building])))
        .message,
    ).toBe('The architecture "test/mine" failed in build: null');
  });

  it('lets through what a plugin says on purpose', async () => {
    const error = new IsthmusError('data/truncated', 'x.idx: the file ends after 12 bytes.');
    const broken = plugin('task', { load: fails(error) });
    expect(await rejectionOf(() => tinySession({ task: 'test/mine' }, undefined, [broken]))).toBe(
      error,
    );
  });

  it('names an architecture whose own code fails later', async () => {
    const spec = { leaves: [{ name: 'w', shape: [1], axes: [null] }] };
    const code = plugin('architecture', {
      build: () => ({ spec, init: fails(new Error('no luck')), apply: fails(new Error('x')) }),
    });
    const change = { architecture: 'test/mine', engine: 'auto' };
    const session = await tinySession(change, undefined, [code], { tensors: tfjsRuntime });
    expect(() => session.init(createRng(1))).toThrow(
      'The architecture "test/mine" failed in init: no luck',
    );
    session.dispose();
  });
});

describe('imported endpoints', () => {
  const endpoints = { files: ['a.safetensors', 'b.safetensors'] };
  const holding = (files: Readonly<Record<string, Uint8Array>>): FileSource => ({
    read: (name) => {
      const bytes = files[name];
      const missing = new IsthmusError('data/missing', `${name}: cannot be read.`);
      return bytes === undefined ? Promise.reject(missing) : Promise.resolve(bytes);
    },
  });

  it('are read when the experiment is opened, each with the hash of its file', async () => {
    const tiny = await tinySession();
    const [a, b] = ['a', 'b'].map((tag) => tiny.init(createRng(1).fork(tag)));
    const files = { 'a.safetensors': encodeModel(a!), 'b.safetensors': encodeModel(b!) };
    const session = await tinySession({ endpoints, train: {} }, holding(files));
    expect([...session.imports.keys()]).toEqual(['a', 'b']);
    expect(sameBits(session.imports.get('b')!.params, b!)).toBe(true);
    expect(session.imports.get('a')).toMatchObject({
      file: 'a.safetensors',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('bring what is to be known about them, behind what is known about the data', async () => {
    const one = Float32Array.of(1);
    const file = writeSafetensors({ ...(await weights()), step: { shape: [], data: one } });
    const data = { ...dataOf(4, 4, 0), warnings: [{ code: 'test/odd', message: 'odd data' }] };
    const files = holding({ 'a.safetensors': file, 'b.safetensors': file });
    const { warnings } = await openWith(data, { endpoints, train: {} }, files);
    expect(warnings.map(({ code }) => code)).toEqual([
      'test/odd',
      'data/judged-by-train-rows',
      'model/passed-over',
      'model/passed-over',
    ]);
    expect(warnings[2]!.message).toMatch(/^a\.safetensors: passed over .*"step"/);
    expect(warnings[3]!.message).toMatch(/^b\.safetensors: /);
  });

  async function weights(): Promise<Params> {
    const tiny = await tinySession();
    return tiny.init(createRng(1));
  }

  it('need nothing to train on', async () => {
    const session = await openWith(
      dataOf(0, 4, 0),
      { endpoints, train: {} },
      holding(await models()),
    );
    expect(session.evaluators.train).toBeNull();
  });

  async function models(): Promise<Record<string, Uint8Array>> {
    const tiny = await tinySession();
    const bytes = encodeModel(tiny.init(createRng(1)));
    return { 'a.safetensors': bytes, 'b.safetensors': bytes };
  }

  it('that are missing or cut short are refused before anything is written, by name', async () => {
    const files = await models();
    const { 'b.safetensors': b, ...one } = files;
    expect((await rejectionOf(() => tinySession({ endpoints }, holding(one)))).message).toBe(
      'b.safetensors: cannot be read.',
    );
    const cut = { ...files, 'b.safetensors': b!.subarray(0, -3) };
    const error = await rejectionOf(() => tinySession({ endpoints }, holding(cut)));
    expect(error.code).toBe('model/invalid');
    expect(error.message).toContain('b.safetensors: ');
  });
});

describe('plugin files', () => {
  it('are known by their content, packages by their name alone', async () => {
    const files: FileSource = { read: (name) => Promise.resolve(new TextEncoder().encode(name)) };
    const session = await tinySession({ plugins: ['./x.mjs', 'isthmus-plugin-y'] }, files);
    expect(Object.keys(session.pluginFiles)).toEqual(['./x.mjs']);
  });
});

describe('a strategy that knows certain networks only', () => {
  const choosy = plugin('pathStrategy', {
    needs: 'value',
    refusal: (network) => (network === null ? 'it joins networks' : 'it joins deeper ones'),
    init: () => null,
    step: () => null,
    status: () => ({ tag: 'connected' }),
    path: () => ({ vertices: [], elements: [] }),
  });
  const paths = ['core/linear', 'test/mine'];

  it('refuses others before anything is trained', async () => {
    const error = await rejectionOf(() => tinySession({ paths }, undefined, [choosy]));
    expect(error.code).toBe('config/unfit');
    expect(error.message).toBe(
      '/paths/1: "test/mine" does not fit this network: it joins deeper ones. Use another strategy.',
    );
  });

  it('refuses an objective', async () => {
    const objective = { task: undefined, architecture: undefined, objective: 'core/ring' };
    const change = { ...objective, align: [], engine: 'auto', paths };
    const error = await rejectionOf(() => tinySession(change, undefined, [choosy]));
    expect(error.message).toContain('does not fit an objective: it joins networks.');
  });
});

describe('a strategy that asks for proofs', () => {
  const asking = plugin('pathStrategy', {
    needs: 'value',
    needsProofs: true,
    init: () => null,
    step: () => null,
    status: () => ({ tag: 'connected' }),
    path: () => ({ vertices: [], elements: [] }),
  });
  const paths = ['core/linear', 'test/mine'];
  const refusal = async (certify: unknown, change = {}) =>
    (await rejectionOf(() => tinySession({ paths, certify, ...change }, undefined, [asking]))).message; // prettier-ignore

  it('is refused where no certifier is named', async () => {
    expect(await refusal(false)).toMatch(
      /^\/paths\/1\/options: "test\/mine" with these options asks a certifier .* Add "certify": true, or take out/,
    );
  });

  it('is refused beside one that looks at some rows', async () => {
    expect(await refusal({ options: { rows: 3 } })).toMatch(
      /^\/paths\/1\/options: "test\/mine" .* are about 3 of the 6 rows of the evaluation set, so not about the loss. Let it look at all rows/,
    );
  });

  it('is named where the certifier knows nothing of the network', async () => {
    const blind = plugin('certifier', {
      refusal: () => 'it is blind',
      prove: () => ({ step: () => null }),
    });
    const all = rejectionOf(() => tinySession({ paths, certify: 'test/mine' }, undefined, [asking, blind])); // prettier-ignore
    expect((await all).message).toBe(
      '/certify: "test/mine" can prove nothing of this network: it is blind. Leave "certify" out, and what asks for proofs in /paths/1, or use another certifier.',
    );
  });
});

it('refuses a symmetry that finds nothing in a network, before anything is trained', async () => {
  const flat = plugin('symmetry', {
    refusal: () => 'it knows only flat ones',
    align: () => ({}),
    act: (_, __, params) => params,
  });
  const error = await rejectionOf(() => tinySession({ align: ['test/mine'] }, undefined, [flat]));
  expect(error.code).toBe('config/unfit');
  expect(error.message).toBe(
    '/align/0: "test/mine" finds nothing in this network: it knows only flat ones. Use another symmetry, or none.',
  );
});
