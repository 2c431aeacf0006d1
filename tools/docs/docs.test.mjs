import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doctest, isDeclared } from './doctest.mjs';
import { examplesIn } from './examples.mjs';
import { keysOf } from './keys.mjs';
import { freeNames } from './modules.mjs';
import { optionRows, typeOf } from './option-rows.mjs';
import { entryNameFaults, listFaults } from './entry-names.mjs';
import { blocks, inlineCode, tableBelow } from './pages.mjs';
import { runFaults } from './run.mjs';

/** Runs pieces of code as examples do, and gives what was wrong with them. */
async function faultsOf(...pieces) {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-docs-'));
  const modules = pieces.map((code, i) => {
    const run = join(folder, `piece-${i}.mjs`);
    writeFileSync(run, doctest(code).code);
    return { example: { file: `piece-${i}.md`, line: 10 }, run };
  });
  try {
    return await runFaults(modules, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('an example that checks itself', () => {
  it('passes where every stated value is right, also of promises, NaN and arrays', async () => {
    const right = ['1 + 1; // 2', 'await Promise.resolve(NaN); // NaN', '[0.5]; // [1 / 2]'];
    expect(await faultsOf(...right)).toEqual([]);
  });

  it('is told by its place where a value is wrong', async () => {
    const [fault, ...more] = await faultsOf('const x: number = 1;\nx + 1; // 3\nx; // 1');
    expect(more).toEqual([]);
    expect(fault).toBe('piece-0.md:11: expected 3, got 2');
  });

  it('tells 0 from -0, and a typed array from a list', async () => {
    const faults = await faultsOf('-0; // 0', 'Float32Array.of(1); // [1]');
    expect(faults).toHaveLength(2);
  });

  it('is wrong where it throws, and goes on with the next', async () => {
    const faults = await faultsOf('throw new Error("broken")', '1; // 2');
    expect(faults).toEqual([
      'piece-0.md:10: the example throws  broken',
      'piece-1.md:10: expected 2, got 1',
    ]);
  });

  it('may state an error by its code, which must then be thrown', async () => {
    const fail = (code) => `Object.assign(new Error(), { code: '${code}' })`;
    const piece = (code) => `(() => { throw ${fail(code)}; })(); // throws room/what`;
    expect(await faultsOf(piece('room/what'))).toEqual([]);
    const [other, none] = await faultsOf(piece('room/else'), '1; // throws room/what');
    expect(other).toContain('expected the error room/what, got');
    expect(none).toContain('but nothing was thrown');
  });

  it('says when the process that runs it ends', async () => {
    const [fault] = await faultsOf('process.exit(7)');
    expect(fault).toContain('piece-0.md:10');
  });

  it('refuses a comment behind an expression that is no value', () => {
    const { faults, values } = doctest(
      'a.b; // the number that decides\nc(); // 1\n// free words\n',
    );
    expect(faults.map(({ line }) => line)).toEqual([0]);
    expect(values).toBe(1);
  });

  it('leaves declarations and comments on lines of their own alone', () => {
    expect(doctest('const a = 1; // not a value\n').values).toBe(0);
  });

  it('is not run where it declares what only its reader has', () => {
    expect(isDeclared('declare const page: string;\npage.length;')).toBe(true);
    expect(isDeclared('const declared = 1;')).toBe(false);
  });
});

describe('what an example uses', () => {
  it('is imported where it declares it nowhere', () => {
    const code = 'const { a, b: c } = lerp(d).e;\nf({ g: h, i });\ntype J = K;\n(l) => l + a;';
    expect([...freeNames(code)].sort()).toEqual(['K', 'd', 'f', 'h', 'i', 'lerp']);
  });

  it('is read from its doc comment with its line', () => {
    const text =
      '/**\n   * Words.\n   *\n   * @example\n   * a();\n   *   b();\n   * @throws never\n   */';
    expect(examplesIn({ line: 7, text })).toEqual([{ line: 11, code: 'a();\n  b();' }]);
  });
});

describe('a page', () => {
  const page = [
    '# Title `one`',
    '| a | b |',
    '| --- | --- |',
    '| `x` | 1 |',
    '',
    '```js',
    '`no` // code',
    '```',
    '`two`',
  ].join('\n');

  it('gives its blocks, its words in code font and its tables with their lines', () => {
    expect(blocks(page)).toEqual([{ language: 'js', line: 7, code: '`no` // code' }]);
    expect(inlineCode(page).map(({ code, line }) => [code, line])).toEqual([
      ['one', 1],
      ['x', 4],
      ['two', 9],
    ]);
    expect(tableBelow(page, 'Title `one`')).toEqual([{ line: 4, cells: ['`x`', '1'] }]);
  });
});

describe('the entries of a package', () => {
  const readme = (...rows) => ({
    name: '@isthmus/x',
    page: 'x.md',
    text: ['# @isthmus/x', '', '| entry | holds |', '| - | - |', ...rows].join('\n'),
  });
  const listed = ['@isthmus/x', '@isthmus/x/node', '@isthmus/xy'];

  it('are all in its README, and nothing else', () => {
    expect(listFaults(readme('| `@isthmus/x` | a |', '| `@isthmus/x/node` | b |'), listed)).toEqual(
      [],
    );
    expect(listFaults(readme('| `@isthmus/x` | a |', '| `@isthmus/x/web` | b |'), listed)).toEqual([
      'x.md: the table of entries lacks "@isthmus/x/node"',
      'x.md: the table of entries has "@isthmus/x/web", which is not exported',
    ]);
  });

  it('need no table where there is one alone', () => {
    expect(listFaults({ ...readme(), text: '# @isthmus/xy', name: '@isthmus/xy' }, listed)).toEqual(
      [],
    );
    expect(listFaults({ ...readme(), text: '# xy', name: '@isthmus/xy' }, listed)).toHaveLength(1);
  });

  it('are so in this workspace', () => expect(entryNameFaults()).toEqual([]));
});

describe('a schema', () => {
  const object = (properties, required = []) => ({ type: 'object', properties, required });

  it('gives its keys, those of alternatives and of lists too', () => {
    const schema = object(
      {
        name: { type: 'string' },
        train: object({ steps: { type: 'integer', default: 10 } }),
        ends: { default: {}, anyOf: [object({ count: {} }, ['count']), object({ files: {} })] },
        claims: { type: 'array', default: [], items: object({ verdict: {} }, ['verdict']) },
      },
      ['name'],
    );
    const keys = keysOf(schema).map(({ key, isRequired }) => (isRequired ? `${key}!` : key));
    expect(keys).toEqual([
      'name!',
      'train.steps',
      'ends',
      'ends.count',
      'ends.files',
      'claims',
      'claims[].verdict!',
    ]);
  });

  it.each([
    [
      { type: 'integer', exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      'whole number ≥ 1',
    ],
    [{ type: 'number', minimum: 0, exclusiveMaximum: 1 }, 'number in \\[0, 1)'],
    [{ type: 'number', exclusiveMinimum: 0, maximum: 1 }, 'number in (0, 1\\]'],
    [{ type: 'number', exclusiveMinimum: 0 }, 'number > 0'],
    [{ enum: ['a', 'b'] }, '`"a"`, `"b"`'],
    [{ type: 'array', items: { type: 'string' }, minItems: 1 }, 'list of texts, not empty'],
    [{ type: 'array', items: [{ type: 'number' }, { type: 'number' }] }, '\\[number, number\\]'],
    [{ anyOf: [{ const: 'full' }, { type: 'integer' }] }, '`"full"` or whole number'],
  ])('says what a value must be: %j', (schema, words) => {
    expect(typeOf(schema)).toBe(words);
  });

  it('gives a row for every option, nested ones by their path', () => {
    const schema = object({ a: object({ b: { type: 'boolean', default: true } }), c: {} }, ['c']);
    expect(optionRows(schema).map(({ name, fallback }) => [name, fallback])).toEqual([
      ['a', ''],
      ['a.b', '`true`'],
      ['c', 'required'],
    ]);
  });

  it('leaves a text as it is, which may be a comma', () => {
    const schema = object({ a: { default: [',', 'x:y'] }, b: { default: { c: '"', d: 1 } } });
    expect(optionRows(schema).map(({ fallback }) => fallback)).toEqual([
      '`[",", "x:y"]`',
      '`{"c": "\\"", "d": 1}`',
    ]);
  });
});
