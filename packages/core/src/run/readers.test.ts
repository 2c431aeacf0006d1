import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isIsthmusError } from '@isthmus/contract/base';
import { mlp } from '@isthmus/engine/testing';
import {
  decodeModel,
  decodePath,
  importModel,
  readLayerChain,
  readSafetensors,
} from '@isthmus/files';
import { readCsv, readIdx, readNpyArray, unroundedPoint } from '@isthmus/files/internal';
import {
  FORMATS,
  NO_WAY,
  parseHeader,
  readNpy,
  readTensorFile,
  SAMPLES,
  type FilePurpose,
} from '@isthmus/files/testing';
import { readCifar } from '../builtin/tasks/cifar-records.js';
import { tasks } from '../builtin/tasks/index.js';
import { load } from '../builtin/tasks/testing/load.js';
import { configTextOf } from '../registry/config-bytes.js';
import { parseConfigText } from '../registry/config-text.js';
import { Registry } from '../registry/registry.js';

/** Something that reads a file: for which purpose, and which formats it takes. */
interface Reader {
  readonly purpose: FilePurpose;
  readonly takes: readonly string[];
  read(bytes: Uint8Array, source: string): unknown;
}

const model = (read: Reader['read']): Reader => ({
  purpose: 'model',
  takes: ['safetensors'],
  read,
});
const data = (takes: readonly string[], read: Reader['read']): Reader => ({
  ...{ purpose: 'data', takes, read },
});
const network = mlp([3, 4, 2], 'tanh');

/** Every function that is given the bytes of a file and its name. */
const FUNCTIONS: Readonly<Record<string, Reader>> = {
  readCsv: data(['text'], readCsv),
  readNpy: data(['npy'], readNpy),
  readNpyArray: data(['npy'], readNpyArray),
  readIdx: data(['idx'], readIdx),
  readSafetensors: model(readSafetensors),
  readTensorFile: model(readTensorFile),
  parseHeader: model(parseHeader),
  decodeModel: model(decodeModel),
  decodePath: model(decodePath),
  unroundedPoint: model((bytes, source) =>
    unroundedPoint(bytes, source, (parts) => decodeModel(parts, source)),
  ),
  importModel: model((bytes, source) => importModel(bytes, source, network)),
  readLayerChain: model(readLayerChain),
  configTextOf: {
    purpose: 'experiment',
    takes: ['text', 'json', 'experiment'],
    read: (bytes, source) => parseConfigText(configTextOf(bytes, source), source),
  },
};

/** Those that unpack a file for a reader, which says what the file is, or read what nobody names. */
const NO_READERS = ['gunzipIfGzip', 'storedRun'];

/** Every task that reads files, with options that name one file for all. */
const TASKS: Readonly<Record<string, { takes: readonly string[]; options(file: string): object }>> =
  {
    'core/csv': {
      takes: ['text'],
      options: (file) => ({ file, inputs: [0], targets: [0] }),
    },
    'core/npy': {
      takes: ['npy', 'npz'],
      options: (file) => ({ inputs: file, targets: file }),
    },
    'core/idx': { takes: ['idx'], options: (file) => ({ images: file, labels: file }) },
    'core/cifar': { takes: [], options: (file) => ({ files: file }) },
  };

const READERS: Readonly<Record<string, Reader>> = {
  ...FUNCTIONS,
  readCifar: data([], (bytes, name) => readCifar([{ name, bytes }], { bytes: 1, at: 0 })),
  ...Object.fromEntries(
    Object.entries(TASKS).map(([use, { takes, options }]) => [
      use,
      data(takes, (bytes, name) =>
        load(use as 'core/csv', { ...options(name) }, { read: async () => bytes }),
      ),
    ]),
  ),
};

const source = fileURLToPath(new URL('../../../', import.meta.url));

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('testing'),
    )
    .map((name) => readFileSync(join(source, folder, name), 'utf8'));
}

describe('the list of readers', () => {
  it('has every function of these rooms that is given the bytes of a file and its name', () => {
    const given = /export (?:async )?function (\w+)\(\s*bytes: Uint8Array,\s*source: string/g;
    const found = ['files/src/io', 'core/src/registry', 'core/src/builtin']
      .flatMap(filesIn)
      .flatMap((text) => [...text.matchAll(given)].map(([, name]) => name!))
      .filter((name) => !NO_READERS.includes(name));
    expect(found.sort()).toEqual(Object.keys(FUNCTIONS).sort());
  });

  it('has every task that reads files', () => {
    const registry = Registry.of(tasks);
    const reading = registry
      .list('task')
      .filter(({ options }) =>
        JSON.stringify(inputSchemaOf(options)).includes('relative to the config'),
      )
      .map(({ name }) => name);
    expect(reading.sort()).toEqual(Object.keys(TASKS).sort());
  });
});

function inputSchemaOf(options: unknown): unknown {
  const { jsonSchema } = (options as { '~standard': Record<string, unknown> })['~standard'] as {
    jsonSchema: { input(given: { target: string }): unknown };
  };
  return jsonSchema.input({ target: 'draft-07' });
}

const CASES = Object.entries(READERS).flatMap(([name, reader]) =>
  FORMATS.filter(({ id }) => !reader.takes.includes(id)).map((format) => ({
    name,
    reader,
    format,
    id: format.id,
  })),
);

describe('a reader given a file of another format', () => {
  it.each(CASES)('$name says that it is $id', async ({ reader, format }) => {
    for (const sample of SAMPLES[format.id]!) {
      const error = await thrownBy(() => reader.read(sample, 'given.file'));
      if (!isIsthmusError(error)) throw new Error('no IsthmusError', { cause: error });
      expect(error.message).toMatch(/^given\.file/);
      expect(error.message).toContain(`came ${format.what}`);
      // An empty file has one way out, which readers may say in their own words.
      if (format.id !== 'empty')
        expect(error.message).toContain(
          `${format.remedy[reader.purpose] ?? NO_WAY[reader.purpose]}.`,
        );
    }
  });
});

describe('a reader of data given such a file in gzip', () => {
  const cases = CASES.filter(({ reader, id }) => reader.purpose === 'data' && id !== 'gzip');
  it.each(cases)('$name says that it is $id', async ({ reader, format }) => {
    const error = await thrownBy(() =>
      reader.read(gzipSync(SAMPLES[format.id]![0]!), 'given.file'),
    );
    expect((error as Error).message).toContain(`came ${format.what}`);
  });
});

async function thrownBy(read: () => unknown): Promise<unknown> {
  try {
    await read();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('it was read');
}
