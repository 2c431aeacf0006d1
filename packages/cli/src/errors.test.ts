import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  isthmus,
  PATIENCE_MS,
  pluginFile,
  ROOT,
  SMALL,
  temporaryFolder,
  writeExperiment,
} from './testing/command.js';

const IDX_TASK = { use: 'core/idx', options: { images: 'images.idx', labels: 'labels.idx' } };

/** Two images of 1 x 2 pixels, of which one byte is missing. */
const TRUNCATED_IMAGES = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3);
const LABELS = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 0, 1);

interface Fault {
  readonly name: string;
  /** What `x.isthmus.json` holds: an experiment, or its text. */
  readonly experiment: object | string;
  readonly files?: Readonly<Record<string, Uint8Array>>;
  readonly args?: readonly string[];
  /** What the one message says. */
  readonly says: readonly RegExp[];
}

const FAULTS: readonly Fault[] = [
  {
    name: 'a misspelt key',
    experiment: { ...SMALL, train: { ...SMALL.train, treshold: 0.01 } },
    says: [/x\.isthmus\.json: \/train\/treshold: /, /unknown key/, /Did you mean "threshold"/],
  },
  {
    name: 'a misspelt option of a plugin',
    experiment: { ...SMALL, architecture: { use: 'core/mlp', options: { hiden: [4] } } },
    says: [/\/architecture\/options\/hiden: /, /Did you mean "hidden"/],
  },
  {
    name: 'an unknown plugin',
    experiment: { ...SMALL, paths: ['dss/gredy'] },
    says: [/\/paths\/0: /, /"dss\/gredy"/, /Did you mean "dss\/greedy"/, /core\/linear/],
  },
  {
    name: 'a negative threshold',
    experiment: { ...SMALL, train: { ...SMALL.train, threshold: -1 } },
    says: [/x\.isthmus\.json: \/train\/threshold: /, /greater than 0/, /got -1/],
  },
  {
    name: 'a missing data file',
    experiment: { ...SMALL, task: IDX_TASK },
    says: [/x\.isthmus\.json: images\.idx: /, /no such file/],
  },
  {
    name: 'a truncated IDX file',
    experiment: { ...SMALL, task: IDX_TASK },
    files: { 'images.idx': TRUNCATED_IMAGES, 'labels.idx': LABELS },
    says: [/images\.idx: /, /4/, /3/],
  },
  {
    name: 'a truncated config',
    experiment: JSON.stringify(SMALL).slice(0, -20),
    says: [/x\.isthmus\.json:1:\d+: /],
  },
  {
    name: 'an empty config',
    experiment: '',
    says: [/x\.isthmus\.json: expected an experiment/, /an empty file/],
  },
  {
    name: 'a config in UTF-16 without a byte order mark',
    experiment: '{\0"\0n\0a\0m\0e\0"\0:\0 \x001\0}\0',
    says: [/x\.isthmus\.json: expected an experiment/, /text in UTF-16\. Save it as UTF-8/],
  },
  {
    name: 'a key that stands twice',
    experiment: '{ "name": "x",\n  "name": "y" }',
    says: [/x\.isthmus\.json:2:3: /, /"name"/],
  },
  {
    name: 'a plugin that throws while it is loaded',
    experiment: { ...SMALL, plugins: [pluginFile('throws-at-import.mjs')] },
    says: [/\/plugins\/0: /, /throws-at-import\.mjs/, /the licence server does not answer/],
  },
  {
    name: 'a plugin that is no JavaScript',
    experiment: { ...SMALL, plugins: ['./broken.mjs'] },
    files: { 'broken.mjs': Buffer.from('// a plugin\nexport const = 1;\n') },
    says: [/\/plugins\/0: "\.\/broken\.mjs" fails while it is loaded: line 2: Unexpected token/],
  },
  {
    name: 'a plugin file that is not there',
    experiment: { ...SMALL, plugins: ['./mine.mjs'] },
    says: [/\/plugins\/0: /, /mine\.mjs/, /does not exist/],
  },
  {
    name: 'a plugin name that is taken',
    experiment: { ...SMALL, plugins: [pluginFile('duplicate.mjs')] },
    says: [/x\.isthmus\.json: \/plugins: /, /optimizer/, /"core\/adam"/],
  },
  {
    name: 'a --set through a number',
    experiment: SMALL,
    args: ['--set', '/seed/x=1'],
    says: [/x\.isthmus\.json: /, /\/seed\/x/],
  },
  {
    name: 'a --set that makes the experiment invalid',
    experiment: SMALL,
    args: ['--set', '/train/maxSteps=many'],
    says: [/\/train\/maxSteps: /, /"many"/],
  },
  {
    name: 'a --set without a pointer',
    experiment: SMALL,
    args: ['--set', 'train.threshold=1'],
    says: [/--set/, /JSON pointer/, /\/train\/threshold=0\.01/],
  },
  {
    name: 'a --set without a value',
    experiment: SMALL,
    args: ['--set', '/train/threshold'],
    says: [/--set/, /"="/],
  },
  {
    name: 'a --seed that is no whole number',
    experiment: SMALL,
    args: ['--seed', '1.5'],
    says: [/--seed/, /whole number from 0/],
  },
  {
    name: '--workers 0',
    experiment: SMALL,
    args: ['--workers', '0'],
    says: [/--workers/, /whole number from 1/],
  },
  {
    name: 'a model file of another network',
    experiment: {
      ...SMALL,
      endpoints: { files: ['t1-a.safetensors', 't1-a.safetensors'] },
    },
    files: { 't1-a.safetensors': readFileSync(join(ROOT, 'examples/models/t1-a.safetensors')) },
    says: [/t1-a\.safetensors/],
  },
];

describe.concurrent(
  'isthmus run refuses, in one message, with exit code 2 and nothing written',
  () => {
    it.each(FAULTS)('$name', { timeout: PATIENCE_MS }, async (fault) => {
      const folder = temporaryFolder();
      const { experiment, files = {}, args = [], says } = fault;
      const file = writeText(folder, experiment);
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
      const out = join(folder, 'out');
      const { code, stdout, stderr } = await isthmus(['run', file, '--out', out, ...args], folder);
      for (const expected of says) expect(stderr).toMatch(expected);
      expect(linesOf(stderr)).toHaveLength(1);
      expect(stderr).not.toMatch(/\n +at |undefined|\[object/);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(existsSync(out)).toBe(false);
    });
  },
);

/** Without commander's hint, which goes with every wrong use of an option. */
function linesOf(stderr: string): readonly string[] {
  return stderr
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '(--help tells more)');
}

function writeText(folder: string, experiment: object | string): string {
  if (typeof experiment === 'object') return writeExperiment(folder, experiment);
  const file = join(folder, 'x.isthmus.json');
  writeFileSync(file, experiment);
  return file;
}

describe.concurrent('isthmus run', () => {
  it(
    'refuses a folder that is not empty, and leaves it as it is',
    { timeout: PATIENCE_MS },
    async () => {
      const folder = temporaryFolder();
      const file = writeExperiment(folder, SMALL);
      const out = join(folder, 'out');
      mkdirSync(out);
      writeFileSync(join(out, 'mine.txt'), 'precious');
      const { code, stderr } = await isthmus(['run', file, '--out', out]);
      expect(linesOf(stderr)).toEqual([
        expect.stringMatching(/out: the folder is not empty.*--resume/),
      ]);
      expect(code).toBe(2);
      expect(readdirSync(out)).toEqual(['mine.txt']);
    },
  );

  it('does not make a run of any folder with --resume', { timeout: PATIENCE_MS }, async () => {
    const folder = temporaryFolder();
    const file = writeExperiment(folder, SMALL);
    const out = join(folder, 'out');
    mkdirSync(out);
    writeFileSync(join(out, 'mine.txt'), 'precious');
    const { code, stderr } = await isthmus(['run', file, '--out', out, '--resume']);
    expect(linesOf(stderr)).toEqual([expect.stringMatching(/out: there is no run to resume/)]);
    expect(code).toBe(2);
    expect(readdirSync(out)).toEqual(['mine.txt']);
  });

  it(
    'says which files are missing or folders, one line each',
    { timeout: PATIENCE_MS },
    async () => {
      const folder = temporaryFolder();
      mkdirSync(join(folder, 'sub'));
      const { code, stderr } = await isthmus(
        ['run', 'none.isthmus.json', 'sub', '--quiet'],
        folder,
      );
      expect(linesOf(stderr)).toEqual([
        'none.isthmus.json: there is no such file.',
        expect.stringMatching(/^sub: this is a folder/),
      ]);
      expect(code).toBe(2);
      expect(readdirSync(folder)).toEqual(['sub']);
    },
  );

  it('names every fault of a config at once', { timeout: PATIENCE_MS }, async () => {
    const folder = temporaryFolder();
    const file = writeExperiment(folder, { ...SMALL, seed: -1, colour: 'red', paths: [] });
    const { code, stderr } = await isthmus(['validate', file], folder);
    expect(code).toBe(2);
    expect(linesOf(stderr).map((line) => line.split(': ').slice(0, 2))).toEqual([
      ['x.isthmus.json', '/seed'],
      ['x.isthmus.json', '/paths'],
      ['x.isthmus.json', '/colour'],
    ]);
  });

  it('runs the good of several files, and refuses the bad', { timeout: PATIENCE_MS }, async () => {
    const folder = temporaryFolder();
    const good = writeExperiment(folder, SMALL, 'good');
    const bad = writeExperiment(folder, { ...SMALL, name: 'bad', paths: 7 }, 'bad');
    const unmet = writeExperiment(
      folder,
      { ...SMALL, name: 'unmet', expect: [{ strategy: 'core/linear', verdict: 'not-found' }] },
      'unmet',
    );
    const out = join(folder, 'out');
    const { code, stderr } = await isthmus(['run', bad, good, unmet, '--out', out], folder);
    expect(code).toBe(2);
    expect(readdirSync(out).sort()).toEqual(['small', 'unmet']);
    expect(stderr).toMatch(/bad\.isthmus\.json: \/paths: /);
    expect(stderr).toMatch(
      /not as expected: core\/linear a – b: expected not-found, got connected/,
    );
    const overview = stderr.slice(stderr.lastIndexOf('file '));
    expect(overview).toMatch(/bad\.isthmus\.json +refused\n/);
    expect(overview).toMatch(/good\.isthmus\.json +finished\n/);
    expect(overview).toMatch(/unmet\.isthmus\.json +not as claimed\n/);
  });

  it('holds a run to --require', { timeout: PATIENCE_MS }, async () => {
    const out = join(temporaryFolder(), 'out');
    const { code, stderr } = await isthmus([
      ...['run', 'examples/two-points.isthmus.json', '--out', out],
      ...['--set', '/paths=["core/linear"]', '--set', '/expect=[]'],
      ...['--require', 'connected', '--quiet'],
    ]);
    expect(code).toBe(1);
    expect(linesOf(stderr)).toEqual([
      expect.stringMatching(
        /^not as required: core\/linear a – b: not found at 0\.4 \(above-level\)/,
      ),
    ]);
  });
});

describe.concurrent('wrong usage', () => {
  it.each<readonly [readonly string[], RegExp]>([
    [[], /^Usage: isthmus/],
    [['rum'], /Did you mean run/],
    [['run'], /missing required argument 'file'/],
    [['run', 'x', '--frobnicate'], /unknown option '--frobnicate'/],
    [['run', 'x', '--resume'], /--resume .*--out/],
    [['run', 'x', '--require', 'luck'], /connected/],
    [['list', 'flavours'], /pathStrategy/],
    [['list', '--plugin', './none.mjs'], /^--plugin: the file "\.\/none\.mjs" does not exist \(/],
    [['schema', '--plugin', 'none'], /^--plugin: the package "none" is not installed \(/],
  ])('isthmus %j: exit code 2', { timeout: PATIENCE_MS }, async (args, message) => {
    const { code, stdout, stderr } = await isthmus(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });

  it.each([['--help'], ['run', '--help'], ['help', 'list'], ['--version']])(
    'isthmus %s %s: exit code 0, on stdout',
    { timeout: PATIENCE_MS },
    async (...args) => {
      const { code, stdout, stderr } = await isthmus(args.filter((arg) => arg !== undefined));
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/\w/);
    },
  );
});
