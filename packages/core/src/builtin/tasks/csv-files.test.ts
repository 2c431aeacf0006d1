import { describe, expect, it } from 'vitest';
import { load } from './testing/load.js';

const given = (text: string | Uint8Array) => ({
  read: async () => (typeof text === 'string' ? new TextEncoder().encode(text) : text),
});
const loaded = (text: string | Uint8Array, options: object) =>
  load('core/csv', { file: 't.csv', inputs: ['x'], targets: ['y'], ...options }, given(text));
const y = async (text: string, options: object) => [
  ...(await loaded(text, options)).splits.probe.y,
];

describe('class names', () => {
  const text = 'x,y\n1,owl\n2,Emu\n3,ant\n4,owl\n';

  it('are numbered in sorted order, whatever the order of the rows, and recorded', async () => {
    const sorted = await loaded(text, { classes: 3 });
    expect(sorted).toMatchObject({
      classes: ['Emu', 'ant', 'owl'],
      output: [3],
      targets: 'classes',
    });
    expect([...sorted.splits.probe.y]).toEqual([0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const turned = await loaded('x,y\n3,ant\n4,owl\n2,Emu\n', { classes: 3 });
    expect(turned.classes).toEqual(sorted.classes);
  });

  it('are numbered as a list has them', async () => {
    const classes = ['owl', 'ant', 'Emu', 'yak'];
    const data = await loaded(text, { classes });
    expect(data.classes).toEqual(classes);
    expect([...data.splits.probe.y.slice(0, 8)]).toEqual([1, 0, 0, 0, 0, 0, 1, 0]);
    expect(data.warnings).toMatchObject([
      { message: expect.stringContaining('1 of the 4 classes have no row: "yak"') },
    ]);
  });

  it('have no names where they are numbers, however they are written', async () => {
    const data = await loaded('x,y\n1,0.0\n2,1.0\n3,01\n', { classes: 2 });
    expect(data).not.toHaveProperty('classes');
    expect([...data.splits.probe.y]).toEqual([1, 0, 0, 1, 0, 1]);
  });

  it('may be numbers in a list', async () => {
    expect(await y('x,y\n1,2\n2,1\n', { classes: ['1', '2'] })).toEqual([0, 1, 1, 0]);
  });

  it.each([
    [
      'another count',
      text,
      { classes: 2 },
      'expected 2 classes, as "classes" says, came 3 names of classes: "Emu", "ant", "owl"',
    ],
    [
      'a stranger',
      text,
      { classes: ['owl', 'ant'] },
      't.csv, line 3: expected one of the classes "owl", "ant", came "Emu"',
    ],
    [
      'a missing one',
      'x,y\n1,a\n2,\n3,b\n',
      { classes: 2 },
      'line 3, column 1 ("y"): expected the name of a class, came an empty cell. Fill the cell in, or set "missing": "drop"',
    ],
    [
      'one that is no UTF-8',
      Uint8Array.of(...new TextEncoder().encode('x,y\n1,'), 0xe4, 10, 50, 44, 97, 10),
      { classes: 2 },
      'Save the file as UTF-8',
    ],
    [
      'numbers from 1',
      'x,y\n1,1\n2,2\n',
      { classes: 2 },
      'subtract 1 from each, for classes are numbered from 0, or list them: "classes": ["1", "2"]',
    ],
  ])('are refused for %s', async (_, file, options, words) => {
    await expect(loaded(file, options)).rejects.toThrow(words);
  });

  it('are said where they are not trained on', async () => {
    const { warnings } = await loaded(text, {
      classes: 3,
      splits: { train: [0, 2], probe: [2, 4] },
    });
    expect(warnings).toMatchObject([
      { code: 'data/untaught-classes', message: expect.stringContaining('train split: "ant".') },
    ]);
  });
});

describe('missing cells', () => {
  const spellings = [
    '',
    'NA',
    'na',
    'N/A',
    '#N/A',
    'NaN',
    'nan',
    'null',
    'NULL',
    '?',
    '"NA"',
    ' NA ',
  ];

  it.each(spellings)('are refused by default, and left out and counted: %o', async (cell) => {
    const text = `x,y,z\n1,2,3\n${cell},3,4\n5,6,${cell}\n`;
    await expect(loaded(text, {})).rejects.toThrow('set "missing": "drop"');
    const data = await loaded(text, { missing: 'drop' });
    // Row 3 lacks only what is not used.
    expect([...data.splits.probe.x]).toEqual([1, 5]);
    expect(data.dropped).toBe(1);
    expect(data.warnings).toMatchObject([
      { code: 'data/dropped', message: expect.stringContaining('t.csv: 1 of 3 rows are left out') },
    ]);
  });

  it.each(['nope', '-x', 'nothing', 'x'])('are not texts such as %o', async (cell) => {
    await expect(loaded(`x,y\n1,2\n${cell},3\n`, { missing: 'drop' })).rejects.toThrow(
      `came "${cell}"`,
    );
  });

  it('leave a class out too', async () => {
    const data = await loaded('x,y\n1,a\n2,NA\n3,b\n', { classes: 2, missing: 'drop' });
    expect(data).toMatchObject({ classes: ['a', 'b'], dropped: 1 });
    expect([...data.splits.probe.x]).toEqual([1, 3]);
  });

  it('are refused where no row is left', async () => {
    await expect(loaded('x,y\nNA,1\n2,NA\n', { missing: 'drop' })).rejects.toThrow(
      'came none: a value is missing in all of the 2 rows',
    );
  });
});

describe('dialects', () => {
  it.each([
    ['decimal commas', 'x;y\n1,5;2\n-3,25e1;4\n', { delimiter: ';', decimal: ',' }, [1.5, -32.5]],
    ['quoted decimal commas', 'x,y\n"1,5",2\n"3",4\n', { decimal: ',' }, [1.5, 3]],
    ["Excel's first line", '\ufeffsep=;\r\nx;y\r\n1;2\r\n', { delimiter: ';' }, [1]],
    ['tabs', 'x\ty\n1\t2\n', { delimiter: '\t' }, [1]],
    ['blanks', 'x y\n1 2\n3 4\n', { delimiter: ' ' }, [1, 3]],
    ['UTF-16, little-endian', Buffer.from('\ufeffx,y\n1,2\n', 'utf16le'), {}, [1]],
    ['UTF-16, big-endian', Buffer.from('\ufeffx,y\n1,2\n', 'utf16le').swap16(), {}, [1]],
  ])('reads %s', async (_, text, options, x) => {
    expect([...(await loaded(text, options)).splits.probe.x]).toEqual(x);
  });

  it('says that a first line of Excel was passed over, and counts lines with it', async () => {
    const { warnings } = await loaded('sep=,\nx,y\n1,2\n', {});
    expect(warnings).toMatchObject([{ message: expect.stringContaining('"sep=,"') }]);
    await expect(loaded('sep=,\nx,y\n1,b\n', {})).rejects.toThrow('t.csv, line 3, column 1');
  });

  it.each([
    ['a semicolon', 'x;y\n1;2\n3;4\n', {}, 'The rows look split by ";": set "delimiter": ";"'],
    ['a semicolon beside decimal commas', 'x;y\n1,5;2\n3,25;4\n', {}, 'set "delimiter": ";"'],
    ['a tab', 'x\ty\n1\t2\n', {}, 'set "delimiter": "\\t"'],
    ['a bar', 'x|y\n1|2\n', { inputs: [0], targets: [1] }, 'set "delimiter": "|"'],
    ["blanks and row names of R's", '"x" "y"\n"1" 1 2\n"2" 3 4\n', {}, 'set "delimiter": " "'],
    ['a comma', 'x,y\n1,2\n', { delimiter: ';' }, 'set "delimiter": ","'],
    ['several blanks', 'x  y\n1    2\n30 4\n', {}, 'The cells look split by several blanks'],
    [
      'another sign in the first line',
      'sep=;\nx;y\n1;2\n',
      {},
      'came Excel\'s line "sep=;". Set "delimiter": ";"',
    ],
    [
      'a decimal comma',
      'x;y\n1,5;2\n',
      { delimiter: ';' },
      'if a comma is the decimal sign of this file, set "decimal": ","',
    ],
    ['a decimal point', 'x;y\n1.5;2\n', { delimiter: ';', decimal: ',' }, 'set "decimal": "."'],
    [
      'signs between thousands',
      'x,y\n"1,234,567",2\n',
      {},
      'Leave the signs between thousands out',
    ],
    ['row names', '"x","y"\n"1",1,2\n"2",3,4\n', {}, "as R's write.table writes them"],
    [
      'a line of counts',
      '4,2,a,b\n1,2,0\n3,4,1\n5,6,0\n7,8,1\n',
      { inputs: [0], targets: [1] },
      "scikit-learn's line of counts",
    ],
    [
      'columns without names',
      'x,y\n1,2,3,4\n5,6,7,8\n',
      {},
      'The first row has 2 cells and every other 4',
    ],
    ['one odd row', 'x,y\n1,2\n3\n4,5\n', {}, 'Mend the row, or check the delimiter'],
    [
      'names in another encoding',
      Uint8Array.of(0xe4, 44, 121, 10, 49, 44, 50, 10),
      { inputs: ['ä'] },
      'The names are not in UTF-8',
    ],
  ])('names the remedy for %s', async (_, text, options, words) => {
    await expect(loaded(text, options)).rejects.toThrow(words);
  });
});

describe('bounds', () => {
  it('takes long cells in linear time', async () => {
    // Quadratic work over a million digits would outlast the test's own limit by hours.
    for (const cell of [
      '1'.repeat(1e6),
      `${'1'.repeat(1e6)}.`,
      `.${'1'.repeat(1e6)}`,
      `1${',123'.repeat(3e5)}`,
    ])
      await expect(loaded(`x;y\n${cell}x;2\n`, { delimiter: ';' })).rejects.toThrow('came "');
  });

  it('refuses too many columns, and rows that never end', async () => {
    const wide = Array.from({ length: 2 ** 18 + 1 }, (_, i) => `c${i}`).join();
    await expect(loaded(`${wide}\n`, {})).rejects.toMatchObject({ code: 'data/too-large' });
    const long = `x,y\n${'1'.repeat(2 ** 24 + 1)},2\n`;
    await expect(loaded(long, {})).rejects.toMatchObject({ code: 'data/too-large' });
    const open = `x,y\n"${'1'.repeat(2 ** 24)},2\n`;
    await expect(loaded(open, {})).rejects.toThrow('Put quotes around whole cells only');
  });

  it('finds many columns by name in linear time, and lists few of them', async () => {
    const names = Array.from({ length: 1e5 }, (_, i) => `c${i}`);
    const text = `${names.join()}\n${names.map(() => 1).join()}\n`;
    const data = await loaded(text, { inputs: names, targets: ['c0'] });
    expect(data.input).toEqual([1e5]);
    const error = await loaded(text, {}).catch((thrown: Error) => thrown);
    expect((error as Error).message).toContain('"c19" and 99980 more');
  });
});

it('says where numbers are rounded to float32', async () => {
  const { warnings } = await loaded('x,y\n16777217,1\n16777216,2\n0.1,3\n', {});
  expect(warnings).toMatchObject([
    {
      code: 'data/rounded',
      message: expect.stringContaining(
        '1 number above 2^24 or too small for float32 is rounded; the first is 16777217, at line 2, column "x"',
      ),
    },
  ]);
});
