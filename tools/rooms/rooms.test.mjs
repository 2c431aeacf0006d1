import { describe, expect, it } from 'vitest';
import { shareFaults } from './draw.mjs';
import { circlesOf, packageFaults, roomFaults } from './faults.mjs';
import { importsIn, isCode, isTest } from './imports.mjs';
import { roomsIn } from './lists.mjs';
import { manifestFaults, unreferenced } from './manifests.mjs';
import { chosenBy } from './sources.mjs';

const source = (room, name, more = {}) => ({
  ...{ pkg: 'core', room, file: `packages/core/src/${room}/${name}.ts`, lines: 1 },
  ...{ files: [], modules: [], hidden: [], ...more },
});
const ROOMS = {
  path: { holds: 'paths', imports: ['@isthmus/contract'] },
  run: { holds: 'runs', imports: ['path'] },
};
const path = source('path', 'polyline', { modules: ['@isthmus/contract/base'] });
const run = source('run', 'run', { files: ['packages/core/src/path/polyline.ts'] });
const entry = (name, more) => ({ ...source(name, name, more), file: `packages/core/src/${name}` });
const faultsOf = (rooms, ...sources) => packageFaults('core', rooms, sources);

describe('the walls of a package', () => {
  it('hold where every import is listed', () => {
    expect(faultsOf(ROOMS, path, run)).toEqual([]);
  });

  it.each([
    [
      'an arrow that is not listed',
      [{ ...path, files: ['packages/core/src/run/run.ts'] }, run],
      'packages/core/src/path/polyline.ts: "path" may not import "run"',
    ],
    [
      'a package that is not listed',
      [path, { ...run, modules: ['@isthmus/engine'] }],
      'packages/core/src/run/run.ts: "run" may not import "@isthmus/engine"',
    ],
    [
      'a file of another package',
      [path, { ...run, files: [...run.files, 'packages/dss/src/string/bead.ts'] }],
      'packages/core/src/run/run.ts: packages/dss/src/string/bead.ts is another package\'s; import its entry', // prettier-ignore
    ],
    [
      'the entry of its own package',
      [path, { ...run, files: [...run.files, 'packages/core/src/index.ts'] }],
      'packages/core/src/run/run.ts: a room imports no entry of its package (index.ts)',
    ],
    [
      'Node in a room that does not say so',
      [path, { ...run, modules: ['node:fs'] }],
      'packages/core/src/run/run.ts: "run" may not use Node (node:fs)',
    ],
    [
      'Node by its old names',
      [path, { ...run, modules: ['fs/promises'] }],
      'packages/core/src/run/run.ts: "run" may not use Node (fs/promises)',
    ],
    [
      "Node by a package's entry for it",
      [path, { ...run, modules: ['@isthmus/files/node'] }],
      'packages/core/src/run/run.ts: "run" may not use Node (@isthmus/files/node)',
    ],
    [
      'Node asked for at run time',
      [path, { ...run, hidden: ['getBuiltinModule'] }],
      'packages/core/src/run/run.ts: "run" may not use Node (getBuiltinModule)',
    ],
    [
      'an import of a name that is computed',
      [path, { ...run, hidden: ['import(computed)'] }],
      'packages/core/src/run/run.ts: "run" may not use Node (import(computed))',
    ],
    [
      "a global of Node's",
      [path, { ...run, hidden: ['process'] }],
      'packages/core/src/run/run.ts: "run" may not use Node (process)',
    ],
    [
      "a global of Node's that is asked for first",
      [path, { ...run, hidden: ['typeof process'] }],
      'packages/core/src/run/run.ts: "run" may not use Node (typeof process)',
    ],
    [
      'a file outside of src',
      [path, { ...run, files: [...run.files, 'packages/core/package.json'] }],
      'packages/core/src/run/run.ts: packages/core/package.json lies outside of src, where no room is', // prettier-ignore
    ],
    [
      'a file outside of the packages',
      [path, { ...run, files: [...run.files, 'tools/rooms/main.mjs'] }],
      'packages/core/src/run/run.ts: tools/rooms/main.mjs lies outside of src, where no room is',
    ],
    ...['/elsewhere/a.mjs', 'file:///elsewhere/a.mjs', 'C:\\a.mjs', 'https://a.example/a.mjs'].map(
      (name) => [
        `the place ${name}`,
        [path, { ...run, modules: [name] }],
        `packages/core/src/run/run.ts: "${name}" is a place and no package; import it by a relative path`, // prettier-ignore
      ],
    ),
    [
      'a name that package.json does not choose',
      [path, { ...run, modules: ['#none'] }],
      'packages/core/src/run/run.ts: package.json has no "#none" among its imports',
    ],
    [
      'an entry that is not listed',
      [path, run, entry('index.ts')],
      'packages/core/rooms.json: the entry "index.ts" is not listed',
    ],
    [
      'a folder for tests',
      [path, { ...run, files: [...run.files, 'packages/core/src/run/testing/made.ts'] }],
      'packages/core/src/run/run.ts: imports packages/core/src/run/testing/made.ts, which is made for tests and not in the package', // prettier-ignore
    ],
    [
      'a test',
      [path, { ...run, files: [...run.files, 'packages/core/src/path/polyline.test.ts'] }],
      'packages/core/src/run/run.ts: imports packages/core/src/path/polyline.test.ts, which is made for tests and not in the package', // prettier-ignore
    ],
    [
      'an entry for tests',
      [path, { ...run, modules: ['@isthmus/engine/testing'] }],
      'packages/core/src/run/run.ts: imports @isthmus/engine/testing, which is made for tests and not in the package', // prettier-ignore
    ],
    [
      'tfjs outside of its package',
      [path, { ...run, modules: ['@tensorflow/tfjs'] }],
      'packages/core/src/run/run.ts: only the package tfjs imports @tensorflow/tfjs',
    ],
    [
      'a room that is not listed',
      [path, run, source('utils', 'misc')],
      'packages/core/rooms.json: the room "utils" is not listed',
    ],
    [
      'a room that does not exist',
      [{ ...path, room: 'run', file: 'packages/core/src/run/polyline.ts' }],
      'packages/core/rooms.json: there is no room "path"',
    ],
    [
      'an arrow that nothing draws',
      [path, { ...run, files: [] }],
      'packages/core/rooms.json: "run" imports "path" no more; take it out',
    ],
  ])('name %s', (_, sources, fault) => {
    expect(faultsOf(ROOMS, ...sources)).toContain(fault);
  });

  it('hold entries to their lists', () => {
    const rooms = { ...ROOMS, 'index.ts': { holds: 'all', imports: ['path'] } };
    const files = ['packages/core/src/path/polyline.ts'];
    expect(faultsOf(rooms, path, run, entry('index.ts', { files }))).toEqual([]);
    const modules = ['@isthmus/tfjs', 'node:fs'];
    expect(faultsOf(rooms, path, run, entry('index.ts', { files, modules }))).toEqual([
      'packages/core/src/index.ts: "index.ts" may not import "@isthmus/tfjs"',
      'packages/core/src/index.ts: "index.ts" may not use Node (node:fs)',
    ]);
    expect(faultsOf(rooms, path, run)).toEqual([
      'packages/core/rooms.json: there is no entry "index.ts"',
    ]);
  });

  it('let a room use Node that says so, and say so no longer than it does', () => {
    const rooms = (node) => ({ ...ROOMS, run: { ...ROOMS.run, node } });
    const asking = { ...run, hidden: ['getBuiltinModule'] };
    const place = 'packages/core/rooms.json';
    expect(faultsOf(rooms(true), path, { ...run, modules: ['node:fs'] })).toEqual([]);
    expect(faultsOf(rooms('if there'), path, asking)).toEqual([]);
    expect(faultsOf(rooms('if there'), path, { ...run, hidden: ['typeof process'] })).toEqual([]);
    expect(faultsOf(rooms('if there'), path, { ...run, hidden: ['process'] })).not.toEqual([]);
    const idle = `${place}: "run" uses Node no more; take "node" out`;
    expect(faultsOf(rooms(true), path, run)).toEqual([idle]);
    expect(faultsOf(rooms('if there'), path, run)).toEqual([idle]);
    expect(faultsOf(rooms(true), path, asking)).toEqual([
      `${place}: "run" only asks whether Node is there; say "node": "if there"`,
    ]);
    expect(faultsOf(rooms('if there'), path, { ...run, modules: ['node:fs'] })).toContain(
      'packages/core/src/run/run.ts: "run" may not use Node (node:fs)',
    );
  });
});

describe('what a source imports', () => {
  it.each([
    ["import a from 'x'", ['x']],
    ["export * from 'x'", ['x']],
    ["import type { A } from 'x'", ['x']],
    ["let a: import('x').A", ['x']],
    ["import a = require('x')", ['x']],
    ["declare module 'x' { }", ['x']],
    ["const a = await import('x')", ['x']],
    ['const a = await import(`x`)', ['x']],
    ["const a = require('x')", ['x']],
    ["// import a from 'x'", []],
  ])('is found in %s', (text, names) => {
    expect(importsIn(text)).toEqual({ names, hidden: [] });
  });

  it.each([
    ["process.getBuiltinModule('node:fs')", 'getBuiltinModule'],
    ["process['getBuiltinModule']('node:fs')", 'getBuiltinModule'],
    ['const { getBuiltinModule: ask } = process', 'getBuiltinModule'],
    ['import(place)', 'import(computed)'],
    ['require(place)', 'require(computed)'],
  ])('is said to be hidden in %s', (text, how) => {
    expect(importsIn(text)).toEqual({ names: [], hidden: [how] });
  });

  it.each([
    ['process.exit()', ['process']],
    ["Buffer.from('')", ['Buffer']],
    ['export const at = [__filename, __dirname, global];', ['__filename', '__dirname', 'global']],
    ['setImmediate(() => clearImmediate(1))', ['setImmediate', 'clearImmediate']],
    ["require.resolve('x')", ['require']],
    ['export const host = { process };', ['process']],
    ['export const host = { a: process };', ['process']],
    ['const { env } = process;', ['process']],
    ['declare const process: { a: 1 }; process.a;', ['process']],
    ['{ const process = 1; } process.exit()', ['process']],
    ["if (typeof process !== 'undefined') process.exit()", ['typeof process']],
    ["if (typeof process !== 'undefined') Buffer.from('')", ['typeof process', 'Buffer']],
    ['globalThis.process?.exit()', ['typeof process']],
  ])("is Node's, unnamed, in %s", (text, hidden) => {
    expect(importsIn(text)).toEqual({ names: [], hidden });
  });

  it.each([
    'export const f = (process) => process.exit();',
    'const process = 1; export const f = () => process + 1;',
    'for (const Buffer of []) Buffer.a;',
    'try { a(); } catch (process) { process.b; }',
    'export const a = (b) => b.process;',
    'export const a = { process: 1, Buffer() {} };',
    'const { process: a } = b;',
    'export interface A { readonly process: Buffer }',
    'export type A = typeof process | typeof process.env;',
    'let a: NodeJS.process | Buffer | undefined;',
    "export const a = 'process'; // process",
  ])("is nobody's in %s", (text) => {
    expect(importsIn(text)).toEqual({ names: [], hidden: [] });
  });

  it("is all that a name of package.json's chooses", () => {
    const imports = {
      '#platform': { '@isthmus/source': { node: './src/p/n.ts', default: './src/p/w.ts' }, node: './dist/n.js', default: './dist/w.js' }, // prettier-ignore
      '#csv': { node: 'csv/sync', default: 'csv' },
      '#main': { '@isthmus/source': './src/main.ts', default: './dist/main.js' },
      '#fs': { node: 'node:fs', default: './src/fs.ts' },
    };
    const chosen = (name) => chosenBy(name, imports);
    expect(chosen('#platform')).toEqual(['./src/p/n.ts', './src/p/w.ts']);
    expect(chosen('#csv')).toEqual(['csv/sync', 'csv']);
    expect(chosen('#main')).toEqual(['./src/main.ts']);
    expect(chosen('#fs')).toEqual(['./src/fs.ts']);
    expect(chosen('#none')).toEqual(['#none']);
  });

  it('is looked for in every language that a package may be written in', () => {
    const files = ['a.ts', 'a.mts', 'a.cts', 'a.js', 'a.mjs', 'a.cjs', 'a.tsx'];
    expect(files.every(isCode)).toBe(true);
    expect(['a.css', 'a.json'].some(isCode)).toBe(false);
    expect(['a.test.ts', 'a.test-d.ts', 'a.test.mjs', 'x/testing/a.ts'].every(isTest)).toBe(true);
    expect(files.some(isTest)).toBe(false);
  });
});

describe('the manifest of a package', () => {
  const sources = [{ ...path, modules: ['@isthmus/contract'] }];
  const sound = { dependencies: { '@isthmus/contract': '1' }, referenced: ['contract'] };
  const faultsIn = (more, pkg = 'core') => manifestFaults(pkg, { ...sound, ...more }, sources);
  const tfjs = { '@tensorflow/tfjs': '4' };

  it('names the packages that are imported', () => {
    expect(faultsIn({})).toEqual([]);
    expect(faultsIn({ referenced: [] })).toEqual([
      'packages/core: no tsconfig references "../contract", which is imported; add it, or run nx sync',
    ]);
    const dependencies = { ...sound.dependencies, '@isthmus/engine': '1' };
    expect(faultsIn({ dependencies })).toEqual([
      'packages/core/package.json: depends on @isthmus/engine, which is not imported; take it out',
    ]);
  });

  it.each([
    ['a package', 'left-pad', 'left-pad'],
    ['an entry of one', '@scope/pad/left', '@scope/pad'],
    ['one of the house', '@isthmus/files', '@isthmus/files'],
  ])('depends on %s that is imported', (_, name, dependency) => {
    const made = [
      { ...path, modules: ['@isthmus/contract', 'node:fs', 'fs', '@isthmus/core', name] },
    ];
    const manifest = { ...sound, referenced: ['contract', 'files'] };
    const missing = `packages/core/package.json: does not depend on ${dependency}, which is imported; add it`; // prettier-ignore
    expect(manifestFaults('core', manifest, made)).toEqual([missing]);
    const named = { [dependency]: '1' };
    for (const field of ['dependencies', 'peerDependencies', 'optionalDependencies'])
      expect(manifestFaults('core', { ...manifest, [field]: { ...manifest[field], ...named } }, made)).toEqual([]); // prettier-ignore
    expect(manifestFaults('core', { ...manifest, devDependencies: named }, made)).toEqual([missing]); // prettier-ignore
    const extension = { ...manifest, devDependencies: named, engines: { vscode: '1' } };
    expect(manifestFaults('core', extension, made)).toEqual([]);
  });

  it('asks for tfjs in one package, and brings it where that is handed in', () => {
    expect(faultsIn({ peerDependencies: tfjs }, 'tfjs')).toEqual([]);
    const peer = 'packages/core/package.json: only @isthmus/tfjs asks for @tensorflow/tfjs as a peer; take it out'; // prettier-ignore
    expect(faultsIn({ peerDependencies: tfjs })).toEqual([peer]);
    expect(faultsIn({ optionalDependencies: tfjs })).toEqual([peer]);
    expect(faultsIn({ dependencies: { ...sound.dependencies, ...tfjs } })).toEqual([
      'packages/core/package.json: depends on @tensorflow/tfjs without @isthmus/tfjs, which is to be handed in; take it out',
    ]);
  });

  it('is looked at for every folder of packages', () => {
    expect(unreferenced(['contract', 'core'], ['core', 'contract'])).toEqual([]);
    expect(unreferenced(['contract', 'core'], ['contract', 'dss'])).toEqual([
      'tsconfig.json: does not reference "./packages/core"; add it after what it is made of',
      'tsconfig.json: references "./packages/dss", which has no package.json; take it out',
    ]);
  });
});

it.each([
  ['a missing list', null, 'r.json: is missing; write one that lists each room and entry: {'],
  ['one that is no JSON', '{', 'r.json: is no JSON ('],
  ['one that is no object', '[]', 'r.json: expected an object such as {'],
  ['a room that is no object', '{"a":1}', 'r.json: "a" is 1; expected { "holds", "imports" }'],
  ['nothing held', '{"a":{"imports":[]}}', 'r.json: "a" must say in "holds" what it holds'],
  ['no arrows', '{"a":{"holds":"x"}}', 'r.json: "a" needs "imports": a list of rooms and packages'],
  [
    'another node',
    '{"a":{"holds":"x","imports":[],"node":false}}',
    'r.json: "a" has a "node" that',
  ],
  ['a key too many', '{"a":{"holds":"x","imports":[],"nod":true}}', 'r.json: "a" has a key "nod"; known are holds, imports, node'], // prettier-ignore
])('a message names %s', (_, text, fault) => {
  const { faults } = roomsIn('r.json', text);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(fault);
});

it('a package that holds more than its part of all lines is named', () => {
  const packages = [
    { name: 'a', lines: 360 },
    { name: 'b', lines: 350 },
    { name: 'c', lines: 290 },
  ];
  expect(shareFaults(packages)).toEqual([
    'packages/a: holds 36.0 % of all lines, more than 35.0 %; part it by what its rooms know',
  ]);
});

it('every circle is found once', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', []],
  ]);
  expect(circlesOf(graph)).toEqual([['a', 'b', 'c', 'a']]);
});

it('the house itself is in order', () => {
  expect(roomFaults()).toEqual([]);
});
