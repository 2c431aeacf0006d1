import { describe, expect, it } from 'vitest';
import { Registry } from '../../registry/registry.js';
import { tasks } from './index.js';
import { load } from './testing/load.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const word = (size: number) => [0, 0, size >> 8, size & 255];

function npy(descr: string, shape: string, data: Uint8Array): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}}\n`;
  return Uint8Array.of(0x93, ...utf8('NUMPY'), 1, 0, header.length, 0, ...utf8(header), ...data);
}

interface Way {
  readonly options: object;
  readonly files: (labels: readonly number[]) => Readonly<Record<string, Uint8Array>>;
}

/** Every task that has an option `classes`, and files of it with given labels. */
const WAYS: Readonly<Record<string, Way>> = {
  'core/csv': {
    options: { file: 'a', inputs: ['x'], targets: ['y'] },
    files: (labels) => ({
      a: utf8(`x,y\n${labels.map((label, i) => `${i},${label}\n`).join('')}`),
    }),
  },
  'core/npy': {
    options: { inputs: 'x', targets: 'a' },
    files: (labels) => ({
      x: npy('<f8', `(${labels.length},)`, bytesOf(labels)),
      a: npy('<f8', `(${labels.length},)`, bytesOf(labels)),
    }),
  },
  'core/idx': {
    options: { images: 'x', labels: 'a' },
    files: (labels) => ({
      x: Uint8Array.of(0, 0, 8, 1, ...word(labels.length), ...labels),
      a: Uint8Array.of(0, 0, 14, 1, ...word(labels.length), ...bigEndian(labels)),
    }),
  },
};

const bytesOf = (values: readonly number[]) => new Uint8Array(Float64Array.from(values).buffer);

function bigEndian(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, i) => view.setFloat64(8 * i, value));
  return new Uint8Array(view.buffer);
}

const loaded = (use: string, labels: readonly number[], classes: number | undefined) => {
  const { options, files } = WAYS[use]!;
  const content = files(labels);
  const source = { read: async (path: string) => content[path]! };
  return load(
    use as 'core/csv',
    { ...options, ...(classes === undefined ? {} : { classes }) },
    source,
  );
};

const ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

it('tries every task that has classes', () => {
  const having = Registry.of(tasks)
    .list('task')
    .filter(({ options }) => 'classes' in propertiesOf(options))
    .map(({ name }) => name);
  expect(having.sort()).toEqual(Object.keys(WAYS).sort());
});

function propertiesOf(options: unknown): object {
  const { jsonSchema } = (options as { '~standard': Record<string, unknown> })['~standard'] as {
    jsonSchema: { input(given: { target: string }): { properties?: object } };
  };
  return jsonSchema.input({ target: 'draft-07' }).properties ?? {};
}

describe.each(Object.keys(WAYS))('%s', (use) => {
  it.each([
    {
      what: 'that start at 1',
      labels: ten.map((label) => label + 1),
      classes: 10,
      words: ['came 10 (the labels run from 1 to 10, 10 different ones)', 'The labels start at 1'],
    },
    {
      what: 'with a 255 among ten',
      labels: [...ten, 255, 255],
      classes: 10,
      words: ['from 0 to 255, 11 different ones', 'The label 255 (of 2 rows) stands apart'],
    },
    {
      what: 'of more classes than said',
      labels: [0, 1, 2],
      classes: 2,
      words: ['came 2 (the labels run from 0 to 2, 3 different ones)', 'how many there are (3)'],
    },
  ])('refuses labels $what', async ({ labels, classes, words }) => {
    const error = await loaded(use, labels, classes).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'data/bad-value' });
    for (const each of words) expect((error as Error).message).toContain(each);
  });

  it.each([
    [[-1, 1, -1], 'came -1 (the labels run from -1 to 1, 2 different ones)'],
    [[0, 0.5, 1], 'came 0.5 (the labels run from 0 to 1, 3 different ones)'],
  ])('refuses the labels %o', async (labels, words) => {
    await expect(loaded(use, labels, 2)).rejects.toMatchObject({
      code: 'data/bad-value',
      message: expect.stringContaining(words),
    });
  });

  it.each([
    [
      [1, 2, 3],
      4,
      '1 of the 4 classes have no row: 0. The labels run from 1 to 3, 3 different ones. If the labels start at 1',
    ],
    [
      [0, 2, 2],
      3,
      '1 of the 3 classes have no row: 1. The labels run from 0 to 2, 2 different ones.',
    ],
    [[0, 1], 99, '97 of the 99 classes have no row: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 87 more.'],
  ])('says that of labels %o of %i classes some have no row', async (labels, classes, words) => {
    const { warnings, output } = await loaded(use, labels, classes);
    expect(output).toEqual([classes]);
    expect(warnings).toMatchObject([
      { code: 'data/unused-classes', message: expect.stringContaining(`a: ${words}`) },
    ]);
  });

  it('says nothing of labels as they should be', async () => {
    expect(await loaded(use, ten, 10)).not.toHaveProperty('warnings');
  });
});

describe('core/idx without "classes"', () => {
  it('says that a class has no row', async () => {
    const { output, warnings } = await loaded('core/idx', [1, 2, 3], undefined);
    expect(output).toEqual([4]);
    expect(warnings).toMatchObject([{ code: 'data/unused-classes' }]);
  });

  it('refuses labels that would leave most classes without rows', async () => {
    await expect(loaded('core/idx', [...ten, 255], undefined)).rejects.toThrow(
      'a, row 10 (counted from 0): expected classes 0, 1, 2 … without large gaps, for "classes" does not say how many there are, came 255 (the labels run from 0 to 255, 11 different ones). The label 255 (of 1 rows) stands apart',
    );
  });
});
