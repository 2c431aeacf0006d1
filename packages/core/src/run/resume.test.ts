import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { FileSource } from '@isthmus/contract';
import { encodeModel } from '@isthmus/files';
import { rejectionOf } from '@isthmus/contract/testing';
import type { RunManifest } from './journal.js';
import { comparable, runTiny, TINY, tinySession } from './testing/tiny-run.js';

/** Three endpoints, three pairs, two paths each: twelve steps. */
const GRAPH = { endpoints: { count: 3 }, paths: ['core/linear', 'core/linear'] };
const STEPS = 3 + 3 + 6;

const root = mkdtempSync(join(tmpdir(), 'isthmus-resume-'));
const whole = join(root, 'whole');
let expected: string;
beforeAll(async () => {
  await runTiny(await tinySession(GRAPH), whole);
  expected = resultIn(whole);
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(root, 'case-')), 'run');
});

const resultIn = (folder: string) => comparable(readFileSync(join(folder, 'result.json'), 'utf8'));
const manifestIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunManifest;

/** Copies the finished run, to be resumed under other circumstances. */
function copied(): string {
  cpSync(whole, path, { recursive: true });
  return path;
}

const resumed = async (change: object = {}, options: object = {}) =>
  runTiny(await tinySession({ ...GRAPH, ...change }), path, { resume: true, ...options });

const EVERYTHING = [
  ...['a', 'b', 'c'].map((id) => `endpoint ${id}`),
  ...['a-b', 'a-c', 'b-c'].flatMap((pair) => [`align ${pair}`, `path ${pair} 0`, `path ${pair} 1`]),
].sort();

describe('a run cancelled after any number of steps', () => {
  it.each(Array.from({ length: STEPS }, (_, i) => i))(
    'goes on after %d, runs nothing twice, and ends in the same bytes',
    async (steps) => {
      const abort = new AbortController();
      let ended = 0;
      const stop = () => {
        if (ended++ === steps) abort.abort();
      };
      const first = await runTiny(await tinySession(GRAPH), path, {
        serial: true,
        signal: abort.signal,
        onEvent: ({ type }) => {
          if (type === 'run/started') stop();
        },
        onDone: stop,
      });
      expect(first.done).toHaveLength(steps);
      expect(first.result.status).toBe('cancelled');
      const stored = Object.keys(manifestIn(path).steps);
      expect(stored).toHaveLength(first.done.length);

      const second = await resumed();
      expect(second.result.status).toBe('finished');
      expect([...first.done, ...second.done].sort()).toEqual(EVERYTHING);
      expect(resultIn(path)).toBe(expected);
      for (const name of readdirSync(join(whole, 'models')))
        expect(readFileSync(join(path, 'models', name))).toEqual(
          readFileSync(join(whole, 'models', name)),
        );
    },
  );
});

describe('a finished run', () => {
  it('that is resumed runs nothing, tells of all that was found, and keeps when it began', async () => {
    copied();
    const { done, events } = await resumed();
    expect(done).toEqual([]);
    expect(resultIn(path)).toBe(expected);
    const ended = events.filter(({ type }) => type.endsWith('/finished'));
    expect(ended).toHaveLength(STEPS + 1);
    expect(ended.filter((event) => 'reused' in event)).toHaveLength(STEPS);
    expect(manifestIn(path).startedAt).toBe(manifestIn(whole).startedAt);
    expect(Object.keys(manifestIn(path).steps).sort()).toEqual(
      Object.keys(manifestIn(whole).steps).sort(),
    );
  });

  it('appends to its events, on a new line after one that was cut short', async () => {
    copied();
    const file = join(path, 'events.ndjson');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.slice(0, -20));
    await resumed();
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines.filter((line) => line !== '').length).toBe(2 * (STEPS + 2));
    const broken = lines.filter((line) => line !== '' && !isJson(line));
    expect(broken).toHaveLength(1);
  });

  it.each<[string, object, readonly string[]]>([
    ['nothing that counts', { expect: [{ strategy: 'core/linear', verdict: 'connected' }] }, []],
    ['the limits of plugins', { limits: { silenceSeconds: 7 } }, []],
    [
      'the list of paths, by one more',
      { paths: [...GRAPH.paths, 'core/linear'] },
      ['path a-b 2', 'path a-c 2', 'path b-c 2'],
    ],
    [
      'the number of endpoints, by one more',
      { endpoints: { count: 4 } },
      [
        ...['align a-d', 'align b-d', 'align c-d', 'endpoint d'],
        ...['a-d', 'b-d', 'c-d'].flatMap((pair) => [`path ${pair} 0`, `path ${pair} 1`]),
      ],
    ],
    [
      'the pairs, by the list of all and one in the other direction',
      { pairs: [['c', 'a'], ['b', 'c'], ['a', 'c'], ['a', 'b']] },
      ['align c-a', 'path c-a 0', 'path c-a 1'],
    ],
    [
      'analyses, which were not asked for',
      { analyses: [{ use: 'core/spectrum', options: { at: [0] } }] },
      ['analysis a-b 0', 'analysis a-c 0', 'analysis b-c 0'],
    ],
    [
      'convexity, which was not asked for',
      { convexity: { chords: 2, hessianPoints: 2, lanczosSteps: 2 } },
      ['convexity a-b', 'convexity a-c', 'convexity b-c'],
    ],
  ])('that grows by %s runs what is new and no more', async (_, change, steps) => {
    copied();
    const { done, result } = await resumed(change);
    expect([...done].sort()).toEqual(steps);
    const fresh = join(path, '../fresh');
    await runTiny(await tinySession({ ...GRAPH, ...change }), fresh);
    expect(resultIn(path)).toBe(resultIn(fresh));
    expect(Object.keys(manifestIn(path).steps).sort()).toEqual(
      Object.keys(manifestIn(fresh).steps).sort(),
    );
    expect(result.status).toBe('finished');
  }); // prettier-ignore

  it.each<[string, object, object, RegExp]>([
    ['paths, by one less', { paths: ['core/linear'] }, {}, /\/paths\/1 was removed/],
    ['paths, by one more at the head', { paths: [{ use: 'core/linear', level: 1 }, ...GRAPH.paths] }, {}, /: \/paths\/0 was inserted, which moves those behind it; what is added goes at the end of the list\./],
    ['the level of one path', { paths: ['core/linear', { use: 'core/linear', level: 'lowest' }] }, {}, /\/paths\/1\/level/],
    ['the endpoints, by one less', { endpoints: { count: 2 } }, {}, /\/endpoints\/count was 3 and is 2/],
    ['the pairs, by two less', { pairs: [['a', 'c']] }, {}, /\/pairs was "all"/],
    ['the budget of a search', { budget: { lossEvaluations: 5000 } }, {}, /\/budget\/lossEvaluations was 1000000 and is 5000/],
    ['the alignment', { align: [] }, {}, /\/align/],
    ['the threshold', { train: { ...TINY.train, threshold: 0.003 } }, {}, /\/train\/threshold was 0.002 and is 0.003/],
    ['the optimizer', { train: { ...TINY.train, optimizer: 'core/adamw' } }, {}, /\/train\/optimizer\/use/],
    ['the seed', { seed: 2 }, {}, /\/seed was 1 and is 2/],
    ['the task', { task: { ...TINY.task, options: { ...TINY.task.options, coefficients: [0.1, 0.2] } } }, {}, /\/task\/options\/coefficients/],
    ['the network', { architecture: { use: 'core/mlp', options: { hidden: [3], activation: 'tanh' } } }, {}, /\/architecture\/options\/hidden/],
    ['the loss', { loss: 'core/mae' }, {}, /\/loss\/use was "core\/mse" and is "core\/mae"/],
    ['the regularizers', { regularizers: [{ use: 'core/l2', options: { strength: 1e-6 } }] }, {}, /\/regularizers/],
    ['the version', {}, { version: '1.0.1' }, /it is of Isthmus 1\.0\.0, and this is 1\.0\.1/],
  ])('is not replaced by one with another value of %s', async (_, change, options, says) => {
    copied();
    const before = contentOf(path);
    const error = await rejectionOf(() => resumed(change, options));
    expect(error.code).toBe('run/other-run');
    expect(error.message).toMatch(says);
    expect(contentOf(path)).toEqual(before);
  }); // prettier-ignore
});

/** Every file of a folder with its bytes. */
function contentOf(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    names
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), 'base64')]),
  );
}

describe('a run that has not finished', () => {
  /** Cancelled once its endpoints are there. */
  async function begun(): Promise<void> {
    const abort = new AbortController();
    const first = await runTiny(await tinySession(GRAPH), path, {
      serial: true,
      signal: abort.signal,
      onDone: (step) => {
        if (step === 'endpoint c') abort.abort();
      },
    });
    expect(first.done).toHaveLength(3);
  }

  it.each<[string, object]>([
    ['the paths', { paths: ['core/linear'] }],
    ['the budget', { budget: { lossEvaluations: 5000 } }],
    ['the alignment', { align: [] }],
  ])('may go on with other values of what no finished step depends on: %s', async (_, change) => {
    await begun();
    const { result, done } = await resumed(change);
    expect(result.status).toBe('finished');
    expect(done.filter((step) => step.startsWith('endpoint'))).toEqual([]);
  });

  it('keeps what is finished from being replaced', async () => {
    await begun();
    const error = await rejectionOf(() => resumed({ seed: 2 }));
    expect(error).toMatchObject({
      code: 'run/other-run',
      message: expect.stringContaining('/seed was 1 and is 2') as string,
    });
  });

  it('says what is done again since another version began it', async () => {
    await begun();
    const { events, done } = await resumed({}, { version: '1.0.1' });
    expect([...done].sort()).toEqual(EVERYTHING);
    expect(events).toContainEqual({
      type: 'log',
      level: 'warning',
      message: 'What was finished is done again: it is of Isthmus 1.0.0, and this is 1.0.1.',
    });
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('a folder that was damaged', () => {
  const models = join('models', 'b.safetensors');
  const change = (file: string, by: (bytes: Buffer) => Uint8Array) => {
    writeFileSync(join(path, file), by(readFileSync(join(path, file))));
  };
  const flipped = (at: number) => (bytes: Buffer) => {
    bytes[at < 0 ? bytes.length + at : at]! ^= 1;
    return bytes;
  };
  const edited =
    (edit: (manifest: Record<string, Record<string, Record<string, unknown>>>) => void) => () => {
      const manifest = JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as Parameters<
        typeof edit
      >[0];
      edit(manifest);
      writeFileSync(join(path, 'run.json'), JSON.stringify(manifest));
    };

  it.each<[string, () => void, readonly string[]]>([
    ['a bit of a model', () => change(models, flipped(-1)), ['endpoint b']],
    ['the header of a model', () => change(models, flipped(0)), ['endpoint b']],
    ['the end of a model', () => change(models, (bytes) => bytes.subarray(0, -5)), ['endpoint b']],
    ['all of a model', () => change(models, () => new Uint8Array()), ['endpoint b']],
    ['the place of a model', () => rmSync(join(path, models)), ['endpoint b']],
    [
      'a model by that of another',
      () => cpSync(join(path, 'models/a.safetensors'), join(path, models)),
      ['endpoint b'],
    ],
    [
      'an aligned model',
      () => change('models/a-b-aligned.safetensors', flipped(-1)),
      ['align a-b'],
    ],
    [
      'a path',
      () => change('models/path-a-c-1-core-linear.safetensors', flipped(-1)),
      ['path a-c 1'],
    ],
    ['all models', () => rmSync(join(path, 'models'), { recursive: true }), EVERYTHING],
    ['run.json itself', () => rmSync(join(path, 'run.json')), EVERYTHING],
    ['result.json', () => rmSync(join(path, 'result.json')), []],
    [
      'the loss in a record',
      edited((m) => void ((m['steps']!['a']!['record'] as Record<string, unknown>)['loss'] = 0)),
      ['endpoint a'],
    ],
    ['a record', edited((m) => void (m['steps']!['a']!['record'] = {})), ['endpoint a']],
    ['a key', edited((m) => void (m['steps']!['b']!['key'] = 'f'.repeat(64))), ['endpoint b']],
    [
      'the file of a step',
      edited((m) => void (m['steps']!['b']!['file'] = '../../../../etc/passwd')),
      ['endpoint b'],
    ],
    ['a step', edited((m) => void (m['steps']!['c'] = null as never)), ['endpoint c']],
    [
      'two steps, exchanged',
      edited(
        (m) => void ([m['steps']!['a'], m['steps']!['b']] = [m['steps']!['b']!, m['steps']!['a']!]),
      ),
      ['endpoint a', 'endpoint b'],
    ],
  ])(
    'in %s is mended by running that again, and what follows from it',
    async (_, damage, steps) => {
      copied();
      damage();
      const { done, result } = await resumed();
      expect(result.status).toBe('finished');
      expect([...done].sort()).toEqual(steps);
      expect(resultIn(path)).toBe(expected);
    },
  );
});

describe('records with numbers that JSON has not', () => {
  it('are the same after a resume, in memory and on disk', async () => {
    // The step is so large that the loss overflows: the training diverges.
    const wild = {
      train: {
        ...TINY.train,
        optimizer: { use: 'core/sgd', options: { learningRate: 3e38 } },
        evaluateEvery: 1,
        attempts: 1,
      },
      architecture: { use: 'core/mlp', options: { hidden: [4], activation: 'relu' } },
    };
    const first = await runTiny(await tinySession(wild), path);
    const text = resultIn(path);
    expect(text).toMatch(/"(NaN|Infinity|-Infinity)"/);
    const second = await runTiny(await tinySession(wild), path, { resume: true });
    expect(second.done).toEqual([]);
    expect(resultIn(path)).toBe(text);
    expect(second.result.endpoints).toEqual(first.result.endpoints);
    expect(second.result.pairs).toEqual(first.result.pairs);
  });
});

describe('files that an experiment names', () => {
  /** A source of files that a test can change. */
  function source(files: Map<string, Uint8Array>): FileSource {
    return {
      read: (name) => {
        const bytes = files.get(name);
        return bytes === undefined
          ? Promise.reject(new Error(`no file ${name}`))
          : Promise.resolve(bytes);
      },
    };
  }

  it('are not taken in the place of those that a finished run was made of', async () => {
    const session = await tinySession();
    const model = (tag: string) => encodeModel(session.init(createRng(1).fork(tag)));
    const files = new Map(['a', 'b'].map((id) => [`${id}.safetensors`, model(id)]));
    const change = { endpoints: { files: ['a.safetensors', 'b.safetensors'] }, align: [] };
    const run = async (resume: boolean) =>
      runTiny(await tinySession(change, source(files)), path, { resume });
    const first = await run(false);
    expect(first.result.endpoints.map(({ outcome, source }) => [outcome, source])).toEqual([
      ['imported', 'a.safetensors'],
      ['imported', 'b.safetensors'],
    ]);
    expect((await run(true)).done).toEqual([]);
    files.set('b.safetensors', model('c'));
    expect((await rejectionOf(() => run(true))).message).toContain(
      'the file of endpoint b has changed',
    );
  });

  it('imports what was added, and seeks the paths to it alone', async () => {
    const session = await tinySession();
    const model = (tag: string) => encodeModel(session.network!.init(createRng(1).fork(tag)));
    const names = ['a', 'b', 'c'].map((id) => `${id}.safetensors`);
    const files = new Map(names.map((name) => [name, model(name)]));
    const run = async (count: number, resume: boolean) => {
      const change = { endpoints: { files: names.slice(0, count) }, align: [] };
      return runTiny(await tinySession(change, source(files)), path, { resume });
    };
    expect((await run(2, false)).done).toHaveLength(3);
    const { done, events, result } = await run(3, true);
    expect([...done].sort()).toEqual(['endpoint c', 'path a-c 0', 'path b-c 0']);
    expect(events.flatMap((event) => ('reused' in event ? [event.type] : [])).sort()).toEqual([
      ...['endpoint/finished', 'endpoint/finished', 'path/finished'],
    ]);
    expect(result.graph!.edges).toHaveLength(3);
  });

  it('and plugins beside the config, by their content', async () => {
    const files = new Map([['./mine.mjs', new TextEncoder().encode('one')]]);
    const change = { plugins: ['./mine.mjs', 'some-package'], align: [] };
    const run = async (resume: boolean) =>
      runTiny(await tinySession(change, source(files)), path, { resume });
    await run(false);
    expect((await run(true)).done).toEqual([]);
    files.set('./mine.mjs', new TextEncoder().encode('two'));
    expect((await rejectionOf(() => run(true))).message).toContain(
      'the plugin file "./mine.mjs" has changed',
    );
  });
});
