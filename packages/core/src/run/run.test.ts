import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Definition, ExperimentResult, RunEvent } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { decodeModel } from '@isthmus/files';
import { distance, sameBits } from '@isthmus/contract/parameters';
import { rejectionOf } from '@isthmus/contract/testing';
import { openRunFolder } from '@isthmus/files/node';
import { comparable, runTiny, TINY, tinySession } from './testing/tiny-run.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-run-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(root, 'case-')), 'run');
});

const textOf = (name: string, folder = path) => readFileSync(join(folder, name), 'utf8');
const jsonOf = (name: string) => JSON.parse(textOf(name)) as Record<string, unknown>;
const modelOf = (name: string) => decodeModel(readFileSync(join(path, name)), name);
const eventsIn = (folder = path) =>
  textOf('events.ndjson', folder)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);

/** A reporter that gives its file's name and the status of the run. */
function reporter(
  file: string,
  render: (result: ExperimentResult) => unknown = ({ status }) => status,
): Definition {
  return define({
    kind: 'reporter',
    name: `test/${file.replaceAll(/\W/g, '-').replace(/^-+/, '')}`,
    summary: 'Gives the status of the run.',
    sources: [],
    options: z.strictObject({}),
    create: () => ({
      file,
      mime: 'text/plain',
      render: render as (result: ExperimentResult) => string,
    }),
  });
}

const reporting = (...reporters: Definition[]) =>
  tinySession({ report: reporters.map(({ name }) => name) }, undefined, reporters);

describe('a run to its end', () => {
  it('leaves a folder that says all, and nothing else', async () => {
    const session = await tinySession();
    const { result, done, events } = await runTiny(session, path);
    expect(readdirSync(path).sort()).toEqual([
      'events.ndjson',
      'models',
      'result.json',
      'run.json',
    ]);
    expect(readdirSync(join(path, 'models')).sort()).toEqual([
      'a-b-aligned.safetensors',
      'a.safetensors',
      'b.safetensors',
      'path-a-b-0-core-linear.safetensors',
    ]);
    expect(done).toHaveLength(4);
    expect(result).toMatchObject({
      format: 'isthmus/result@1',
      status: 'finished',
      name: 'tiny',
      seed: 1,
      error: null,
    });
    expect(jsonOf('result.json')).toEqual(JSON.parse(JSON.stringify(result)));
    const types = events.map(({ type }) => type).filter((type) => !type.endsWith('progress'));
    expect(types).toEqual([
      'run/started',
      'endpoint/finished',
      'endpoint/finished',
      'align/finished',
      'path/finished',
      'run/finished',
    ]);
    expect(eventsIn().map(({ type }) => type)).toEqual(types);
    expect(eventsIn().at(-1)).toMatchObject({ status: 'finished', result: null, folder: path });
  });

  it('records endpoints that are what it says of them', async () => {
    const session = await tinySession();
    const { result } = await runTiny(session, path);
    for (const { file, loss, trainLoss, testLoss, ...endpoint } of result.endpoints) {
      const params = modelOf(file);
      expect(session.evaluator.value(params)).toBe(loss);
      expect(session.evaluators.train!.value(params)).toBe(trainLoss);
      expect(session.evaluators.test!.value(params)).toBe(testLoss);
      expect(loss).toBeLessThanOrEqual(0.002);
      expect(endpoint).toMatchObject({
        reached: true,
        outcome: 'reached',
        accuracy: null,
        source: null,
      });
    }
    expect(result.endpoints.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('records an alignment that keeps the function, and a path from a to it', async () => {
    const session = await tinySession();
    const { result } = await runTiny(session, path);
    const [pair] = result.pairs;
    const [a, b] = ['models/a.safetensors', 'models/b.safetensors'].map(modelOf) as [
      ReturnType<typeof modelOf>,
      ReturnType<typeof modelOf>,
    ];
    const aligned = modelOf(pair!.alignment!.file);
    expect(pair!.distance).toBe(distance(a, b));
    expect(pair!.alignment).toMatchObject({
      strategies: [{ use: 'test/turned', options: {} }],
      distanceBefore: distance(a, b),
      distanceAfter: distance(a, aligned),
      spaces: [{ space: 'hidden', size: 4, moved: 4 }],
    });
    // The same sums in another order.
    expect(pair!.alignment!.functionError).toBeLessThan(1e-12);
    const vertices = modelOf(pair!.paths[0]!.vertices);
    const vertex = (i: number) =>
      Object.fromEntries(
        Object.entries(vertices)
          .filter(([name]) => name.startsWith(`${i}/`))
          .map(([name, leaf]) => [name.slice(2), leaf]),
      );
    expect(sameBits(vertex(0), a)).toBe(true);
    expect(sameBits(vertex(1), aligned)).toBe(true);
    const [linear] = pair!.paths;
    expect(linear!.length).toBeCloseTo(distance(a, aligned), 12);
    expect(linear!.peak.loss).toBe(Math.max(...linear!.profile.loss));
    expect(linear!.verdict).toBe(linear!.peak.loss <= 0.002 ? 'connected' : 'not-found');
  });

  it('keeps a journal of its steps', async () => {
    const session = await tinySession();
    await runTiny(session, path);
    const manifest = jsonOf('run.json');
    expect(manifest).toMatchObject({
      format: 'isthmus/run@1',
      name: 'tiny',
      status: 'finished',
      isthmus: '1.0.0',
      config: {
        train: { optimizer: { use: 'core/adam', options: { learningRate: 0.05, beta1: 0.9 } } },
      },
    });
    expect(Date.parse(manifest['finishedAt'] as string)).toBeGreaterThanOrEqual(
      Date.parse(manifest['startedAt'] as string),
    );
    expect(Object.keys(manifest['steps'] as object).sort()).toEqual([
      'a',
      'a-b-aligned',
      'b',
      'path-a-b-0-core-linear',
    ]);
  });

  it('gives the same bytes again, but for the environment and seconds', async () => {
    const texts: string[] = [];
    for (const folder of ['one', 'two']) {
      await runTiny(await tinySession(), join(path, folder));
      texts.push(comparable(textOf('result.json', join(path, folder))));
    }
    expect(texts[1]).toBe(texts[0]);
    for (const name of readdirSync(join(path, 'one/models')))
      expect(readFileSync(join(path, 'one/models', name))).toEqual(
        readFileSync(join(path, 'two/models', name)),
      );
  });

  it('gives the same bytes whatever the order in which steps end', async () => {
    const three = { endpoints: { count: 3 }, paths: ['core/linear', 'core/linear'] };
    await runTiny(await tinySession(three), join(path, 'one'));
    const session = await tinySession(three);
    // Later steps first: every step waits for its turn, counted from the last one.
    const { createExecutor } = await import('./executor.js');
    const { runExperiment } = await import('./run.js');
    const executor = createExecutor(session);
    const later = async <T>(rank: number, action: () => Promise<T>): Promise<T> => {
      await new Promise((resolve) => setTimeout(resolve, rank));
      return action();
    };
    await runExperiment(session, {
      folder: await openRunFolder(join(path, 'two'), false),
      executor: {
        endpoint: (step, hooks) =>
          later(100 - 40 * 'abc'.indexOf(step.id), () => executor.endpoint(step, hooks)),
        together: (step, hooks) => executor.together(step, hooks),
        align: (step, hooks) =>
          later(step.pair[1] === 'b' ? 60 : 0, () => executor.align(step, hooks)),
        path: (step, hooks) => later(40 - 30 * step.index, () => executor.path(step, hooks)),
        convexity: (step, hooks) => later(0, () => executor.convexity(step, hooks)),
        analysis: (step, hooks) => later(0, () => executor.analysis(step, hooks)),
        report: executor.report,
      },
      signal: new AbortController().signal,
      emit: () => undefined,
      version: '1.0.0',
      versions: {},
    });
    const [one, two] = ['one', 'two'].map((folder) =>
      comparable(textOf('result.json', join(path, folder))),
    );
    expect(two).toBe(one);
  });

  it('leaves another result for another seed', async () => {
    await runTiny(await tinySession(), join(path, 'one'));
    await runTiny(await tinySession({ seed: 2 }), join(path, 'two'));
    const losses = ['one', 'two'].map(
      (folder) =>
        (JSON.parse(textOf('result.json', join(path, folder))) as ExperimentResult).endpoints[0]!
          .loss,
    );
    expect(losses[0]).not.toBe(losses[1]);
  });
});

describe('endpoints that miss the threshold', () => {
  it('are recorded as they are, and no path to them is at or below the level', async () => {
    const train = { threshold: 1e-9, maxSteps: 30, attempts: 2 };
    const { result } = await runTiny(await tinySession({ train }), path);
    expect(result.status).toBe('finished');
    for (const endpoint of result.endpoints)
      expect(endpoint).toMatchObject({ reached: false, outcome: 'budget', attempts: 2, steps: 30 });
    expect(result.pairs[0]!.paths[0]).toMatchObject({
      verdict: 'not-found',
      reason: 'above-level',
      grade: null,
      level: 1e-9,
    });
  });
});

describe('regularizers', () => {
  it('act in training and are never part of a level', async () => {
    const strong = { regularizers: [{ use: 'core/l2', options: { strength: 10 } }] };
    const train = { ...TINY.train, threshold: 1e-6, attempts: 1 };
    const session = await tinySession({ ...strong, train });
    const { result } = await runTiny(session, path);
    const [endpoint] = result.endpoints;
    const params = modelOf(endpoint!.file);
    const bare = await tinySession({ train });
    // The same number as without the regularizer: it is the data loss alone.
    expect(bare.evaluator.value(params)).toBe(endpoint!.loss);
    expect(result.pairs[0]!.paths[0]!.level).toBe(1e-6);
    // It acted: such a penalty holds the weights at zero, where the data loss is high.
    const { result: free } = await runTiny(bare, join(path, 'bare'));
    const lastLoss = (run: ExperimentResult) => run.endpoints[0]!.curve.loss.at(-1)!;
    expect(lastLoss(result)).toBeGreaterThan(10 * lastLoss(free));
  });
});

describe('a run that is cancelled', () => {
  const endless = {
    train: { threshold: 1e-12, maxSteps: 10_000_000, stall: { window: 10_000_000 } },
  };

  it('in the middle of training ends soon, with a folder that can be read', async () => {
    const abort = new AbortController();
    const session = await tinySession(endless);
    const { result, events } = await runTiny(session, path, {
      signal: abort.signal,
      onEvent({ type }) {
        if (type !== 'endpoint/progress' || abort.signal.aborted) return;
        abort.abort(new Error('enough'));
      },
    });
    expect(result).toMatchObject({ status: 'cancelled', error: null, endpoints: [], pairs: [] });
    expect(jsonOf('run.json')).toMatchObject({ status: 'cancelled', steps: {} });
    expect(jsonOf('result.json')).toMatchObject({ status: 'cancelled' });
    expect(events.at(-1)).toMatchObject({ type: 'run/finished', status: 'cancelled' });
    expect(events.some(({ type }) => type === 'log')).toBe(false);
    expect(readdirSync(join(path, 'models'))).toEqual([]);
    expect(readdirSync(path).sort()).toEqual([
      'events.ndjson',
      'models',
      'result.json',
      'run.json',
    ]);
  });

  it('before it begins does nothing', async () => {
    const { result, done } = await runTiny(await tinySession(endless), path, {
      signal: AbortSignal.abort(),
    });
    expect([result.status, done]).toEqual(['cancelled', []]);
  });

  it('keeps a step that had just ended', async () => {
    const abort = new AbortController();
    const { result, done } = await runTiny(await tinySession(), path, {
      signal: abort.signal,
      onDone: (step) => {
        if (step.startsWith('align')) abort.abort();
      },
    });
    expect(done).toEqual(expect.arrayContaining(['endpoint a', 'endpoint b', 'align a-b']));
    expect(result.status).toBe('cancelled');
    expect(result.pairs[0]!.alignment).not.toBeNull();
    expect(Object.keys(jsonOf('run.json')['steps'] as object)).toHaveLength(3);
  });

  it('when all is done is a finished run', async () => {
    const abort = new AbortController();
    const { result } = await runTiny(await tinySession(), path, {
      signal: abort.signal,
      onEvent: ({ type }) => {
        if (type === 'path/finished') abort.abort();
      },
    });
    expect(result.status).toBe('finished');
  });
});

describe('a run with a part that fails', () => {
  it.each(['init', 'step', 'status', 'path'])(
    'names a strategy that fails in %s, and keeps all else',
    async (phase) => {
      const paths = [{ use: 'test/faulty', options: { phase } }, 'core/linear'];
      const { result, events } = await runTiny(await tinySession({ paths }), path);
      expect(result.status).toBe('failed');
      expect(result.error).toEqual({
        code: 'run/strategy-failed',
        // The path is asked for first where it is shown.
        message: `The path strategy "test/faulty" failed in ${phase === 'path' ? 'live' : phase}: no way`,
      });
      expect(result.endpoints).toHaveLength(2);
      expect(result.pairs[0]!.alignment).not.toBeNull();
      expect(result.pairs[0]!.paths.map(({ strategy }) => strategy)).toEqual(['core/linear']);
      expect(jsonOf('run.json')).toMatchObject({ status: 'failed' });
      expect(events).toContainEqual({
        type: 'log',
        level: 'warning',
        message: `test/faulty a – b: ${result.error!.message}`,
      });
      expect(jsonOf('result.json')).toMatchObject({
        status: 'failed',
        error: { code: 'run/strategy-failed' },
      });
    },
  );

  it('tells of every part that fails, not of the first alone', async () => {
    const paths = ['init', 'step'].map((phase) => ({ use: 'test/faulty', options: { phase } }));
    const { result, events } = await runTiny(await tinySession({ paths }), path);
    expect(
      result.pairs[0]!.failed?.map(({ strategy, index, error }) => [strategy, index, error.code]),
    ).toEqual([
      ['test/faulty', 0, 'run/strategy-failed'],
      ['test/faulty', 1, 'run/strategy-failed'],
    ]);
    expect(events.flatMap((event) => (event.type === 'log' ? [event.message] : [])).sort()).toEqual(
      [
        'test/faulty #1 a – b: The path strategy "test/faulty" failed in init: no way',
        'test/faulty #2 a – b: The path strategy "test/faulty" failed in step: no way',
      ],
    );
  });

  const optimizer = (update: () => unknown): Definition =>
    define({
      kind: 'optimizer',
      name: 'test/broken',
      summary: 'x',
      sources: [],
      options: z.strictObject({}),
      create: () => ({ init: () => null, update: update as never }),
    });
  const fails = (thrown: unknown) => () => {
    throw thrown;
  };
  const shape = { shape: [1], data: Float32Array.of(0) };

  it.each<[string, () => unknown, RegExp]>([
    [
      'throws',
      fails(new Error('no way')),
      /^The optimizer "test\/broken" failed in update: no way$/,
    ],
    ['throws null', fails(null), /^The optimizer "test\/broken" failed in update: null$/],
    [
      'gives nothing',
      () => undefined,
      /^The optimizer "test\/broken" failed in update: .*(undefined|iterable)/,
    ],
    [
      'gives a promise',
      () => Promise.resolve([]),
      /^The optimizer "test\/broken" failed in update: .*iterable/,
    ],
    [
      'gives updates for another network',
      () => [{ w: shape }, null],
      /^The optimizer "test\/broken" failed in update: its updates: "dense1\.kernel" \[1, 4\] is missing/,
    ],
  ])('names an optimizer that %s', async (_, update, message) => {
    const plugin = optimizer(update);
    const session = await tinySession(
      { train: { threshold: 1e-9, optimizer: plugin.name } },
      undefined,
      [plugin],
    );
    const { result } = await runTiny(session, path);
    expect(result).toMatchObject({ status: 'failed', endpoints: [], pairs: [] });
    expect(result.error!.message).toMatch(message);
  });

  it('names a symmetry that fails', async () => {
    const broken = define({
      kind: 'symmetry',
      name: 'test/broken',
      summary: 'x',
      sources: [],
      options: z.strictObject({}),
      create: () => ({ align: fails(new Error('no way')), act: fails(0) }),
    });
    const { result } = await runTiny(
      await tinySession({ align: ['test/broken'] }, undefined, [broken]),
      path,
    );
    expect(result.error).toEqual({
      code: 'run/align-failed',
      message: 'The symmetry "test/broken" failed in align: no way',
    });
    expect(result.endpoints).toHaveLength(2);
  });
});

describe('reports', () => {
  it('are written beside the result, in the order of the experiment', async () => {
    const { reports } = await runTiny(
      await reporting(reporter('report.html'), reporter('more/plain.txt')),
      path,
    );
    expect(reports).toEqual(['report.html', 'more/plain.txt']);
    expect([textOf('report.html'), textOf('more/plain.txt')]).toEqual(['finished', 'finished']);
  });

  it.each<[string, Definition, string]>([
    [
      'throws',
      reporter('bad.html', () => {
        throw new Error('no ink');
      }),
      'failed in render: no ink',
    ],
    [
      'rejects',
      reporter('bad.html', () => Promise.reject(new Error('no ink'))),
      'failed in render: no ink',
    ],
    [
      'gives no text',
      reporter('bad.html', () => 7),
      'failed in render: a report is a text; got number.',
    ],
    [
      'takes the name of the result',
      reporter('Result.json'),
      'failed in render: the file "Result.json" is written by another.',
    ],
    [
      'takes the name of a model',
      reporter('models/a.safetensors'),
      'failed in render: the file "models/a.safetensors" is written by another.',
    ],
    [
      'takes the name of another report',
      reporter('report.html'),
      'failed in render: the file "report.html" is written by another.',
    ],
  ])('one that %s is told, and takes nothing from the run', async (_, bad, message) => {
    const good = { ...reporter('report.html'), name: 'test/good' } as const;
    const { result, reports, reportFailures, events } = await runTiny(
      await reporting(good, bad),
      path,
    );
    expect(result).toMatchObject({ status: 'finished', error: null });
    expect(reportFailures.map((failure) => failure.message)).toEqual([
      `The reporter "${bad.name}" ${message}`,
    ]);
    expect(result.pairs[0]!.paths).toHaveLength(1);
    expect(reports).toEqual(['report.html']);
    expect(textOf('report.html')).toBe('finished');
    expect(jsonOf('result.json')).toMatchObject({ status: 'finished' });
    expect(jsonOf('run.json')).toMatchObject({ status: 'finished' });
    expect(events).toContainEqual({
      type: 'log',
      level: 'warning',
      message: `The reporter "${bad.name}" ${message}`,
    });
  });

  it('are drawn when the record is written, from a copy that cannot be changed', async () => {
    let written: unknown;
    const greedy = reporter('report.html', (result) => {
      written = jsonOf('result.json');
      const open = result as unknown as { pairs: { paths: { verdict: string }[] }[] };
      open.pairs[0]!.paths[0]!.verdict = 'disconnected';
      return 'x';
    });
    const { result, reportFailures } = await runTiny(await reporting(greedy), path);
    expect(written).toMatchObject({ status: 'finished', pairs: [{ paths: [{}] }] });
    expect(reportFailures[0]!.message).toMatch(/failed in render: Cannot assign to read only/);
    expect(result.pairs[0]!.paths[0]!.verdict).not.toBe('disconnected');
    expect(jsonOf('result.json')).toEqual(written);
  });

  it('cannot lead out of the folder', async () => {
    const session = await reporting(reporter('../outside.html'));
    const { reportFailures } = await runTiny(session, path);
    expect(reportFailures[0]!.message).toContain(
      '"../outside.html" is no name for a file in a run folder',
    );
    expect(readdirSync(join(path, '..'))).toEqual(['run']);
  });
});

describe('the folder', () => {
  it('is given back when the run has ended, and when it could not begin', async () => {
    await runTiny(await tinySession(), path);
    const session = await tinySession({ name: 'other' });
    const error = await rejectionOf(() => runTiny(session, path, { resume: true }));
    expect(error).toMatchObject({
      code: 'run/other-run',
      message: `${path}: the folder holds the run "tiny", and this experiment is "other". Name the folder of "other" with --out.`,
    });
    await (await openRunFolder(path, true)).close();
  });
});
