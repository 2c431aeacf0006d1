import { describe, expect, it } from 'vitest';
import { core } from '../builtin/index.js';
import { parseConfigText } from './config-text.js';
import { withValueAt } from './pointer.js';
import { parseExperiment } from './parse.js';
import { Registry } from './registry.js';
import { resolveExperiment } from './resolve.js';
import { cellExperiment, sweepGrid, sweepOf } from './sweep.js';
import { experiment } from './testing/experiment.js';
import { thrownBy } from '@isthmus/contract/testing';

const registry = Registry.of(core);

/** As the command reads an experiment: text, sweep, shape, plugins. */
function read(text: string): void {
  const raw = parseConfigText(text, 'x.json');
  const sweep = sweepOf(raw);
  const grid = sweep === null ? null : sweepGrid(sweep);
  const one = grid === null ? raw : cellExperiment(raw, grid.cell(grid.count - 1));
  resolveExperiment(parseExperiment(one), registry);
}

const around = (change: object) => JSON.stringify(experiment(change));
const many = <T>(count: number, of: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => of(i));
const keys = (count: number, value: unknown = 0) =>
  Object.fromEntries(many(count, (i) => [`k${i}`, value]));

/**
 * Texts of up to 4 million characters, the most that is read, each a place at which a reader could
 * look at everything for everything. Work that grows with the square would be 10^10 steps and more,
 * far beyond the time that a test has.
 */
const LARGE: Readonly<Record<string, () => string>> = {
  'unknown keys': () => around(keys(100_000)),
  'unknown keys in train': () => around({ train: keys(100_000) }),
  'unknown keys that are nearly known': () => around(keys(1) && Object.fromEntries(many(100_000, (i) => [`pathz${i}`, 1]))), // prettier-ignore
  'unknown options': () => around({ architecture: { use: 'core/mlp', options: keys(100_000) } }),
  'a known key of another branch among many': () => around({ endpoints: { count: 2, ...keys(100_000), files: [] } }), // prettier-ignore
  'a key of megabytes above many objects': () => around({ ['k'.repeat(1e6)]: many(100_000, () => ({})) }), // prettier-ignore
  'a text of megabytes': () => around({ name: 'n'.repeat(4e6) }),
  'a plugin name of megabytes': () => around({ paths: ['core/' + 'x'.repeat(4e6)] }),
  'letters that fold into many': () => around({ ['\ufdfa'.repeat(1e6)]: 1 }),
  'wrong paths': () => around({ paths: many(300_000, () => 1) }),
  'paths that there are not': () => around({ paths: many(1000, (i) => `dss/x${i}${'y'.repeat(3000)}`) }), // prettier-ignore
  'expectations of other strategies': () => around({ expect: many(1000, (i) => ({ strategy: `a/${'b'.repeat(3000)}${i}`, verdict: 'connected' })) }), // prettier-ignore
  'equal pairs': () => around({ pairs: many(2016, () => ['a', 'b']) }),
  'pairs without end': () => around({ pairs: many(100_000, () => ['a', 'b']) }),
  'points of many numbers': () => around({ endpoints: { points: [many(100_000, () => 1), [...many(100_000, () => 2), null]] } }), // prettier-ignore
  'sweep axes': () => around({ sweep: Object.fromEntries(many(100_000, (i) => [`/train/k${i}`, [1]])) }), // prettier-ignore
  'a sweep axis of many values': () => around({ sweep: { '/seed': many(200_000, (i) => i) } }),
  'a sweep of long values': () => around({ sweep: { '/loss': ['x'.repeat(1e6), 'y'.repeat(1e6)], '/seed': { from: 1, count: 50_000 } } }), // prettier-ignore
  'a sweep pointer of many levels': () => around({ sweep: { ['/a'.repeat(2e6)]: [1] } }),
  'sweep pointers of many levels': () => around({ sweep: Object.fromEntries(many(60, (i) => ['/a'.repeat(30_000) + i, [1]])) }), // prettier-ignore
  'open brackets': () => '['.repeat(4e6),
  'open objects': () => '{"a":'.repeat(8e5),
  'closing brackets': () => `{}${']'.repeat(4e6)}`,
  'quotation marks': () => '"'.repeat(4e6),
  'backslashes in a text': () => `{"name":"${'\\'.repeat(4e6 - 20)}`,
  slashes: () => '/'.repeat(4e6),
  'comments that do not end': () => '/*'.repeat(2e6),
  comments: () => '//\n'.repeat(1.3e6),
  commas: () => `[${','.repeat(4e6 - 10)}]`,
  colons: () => `{${':'.repeat(4e6 - 10)}}`,
  letters: () => 'x'.repeat(4e6),
  digits: () => `{"seed":${'1'.repeat(4e6 - 20)}}`,
  spaces: () => ' '.repeat(4e6),
  lines: () => `${'\n'.repeat(3e6)}x`,
  'equal keys': () => `{${'"a":1,'.repeat(6e5)}"b":1}`,
  'more than is read': () => ' '.repeat(50e6),
};

describe('an experiment of millions of characters', () => {
  it.each(Object.keys(LARGE))(
    'of %s is refused in time, in few words',
    { timeout: 30_000 },
    (what) => {
      const text = LARGE[what]!();
      const error = thrownBy(() => {
        read(text);
      });
      expect(error.code).toMatch(/^(config|registry)\//);
      expect(error.message.length).toBeLessThan(45_000);
      error.message.split('\n').forEach((line) => {
        expect(line.length).toBeLessThan(2100);
      });
    },
  );

  it('is refused with a pointer of many levels from the command line', () => {
    const error = thrownBy(() => withValueAt({}, '/a'.repeat(60_000), 1));
    expect(error).toMatchObject({ code: 'config/bad-pointer' });
    expect(error.message).toMatch(/leads 60000 levels deep/);
  });
});

describe('numbers that are none', () => {
  it.each([
    ['"seed": 1e400', '/seed: expected a number; got Infinity.'],
    ['"seed": -1', '/seed: expected a number, at least 0; got -1.'],
    ['"seed": 9007199254740992', /^\/seed: expected a whole number.*; got 9007199254740992\.$/],
    ['"seed": 1.5', '/seed: expected a whole number; got 1.5.'],
    ['"seed": "1"', '/seed: expected a number; got "1".'],
    ['"budget": { "seconds": 1e400 }', '/budget/seconds: expected a number; got Infinity.'],
  ])('are refused: %s', (member, expected) => {
    const text = JSON.stringify(experiment({ seed: undefined })).replace('{', `{${member},`);
    const error = thrownBy(() => parseExperiment(parseConfigText(text, 'x.json')));
    if (typeof expected === 'string') expect(error.message).toBe(expected);
    else expect(error.message).toMatch(expected);
  });

  it('but -0 is 0', () => {
    const text = JSON.stringify(experiment({ seed: undefined })).replace('{', '{"seed": -0,');
    expect(parseExperiment(parseConfigText(text, 'x.json')).seed).toBe(-0);
  });
});
