import { describe, expect, it } from 'vitest';
import { circlesOf, packageFaults, roomFaults } from './faults.mjs';

const source = (room, name, more = {}) => ({
  ...{ pkg: 'core', room, file: `packages/core/src/${room}/${name}.ts`, lines: 1 },
  ...{ files: [], modules: [], ...more },
});
const ROOMS = {
  path: { holds: 'paths', imports: ['@isthmus/contract'] },
  run: { holds: 'runs', imports: ['path'] },
};
const path = source('path', 'polyline', { modules: ['@isthmus/contract/base'] });
const run = source('run', 'run', { files: ['packages/core/src/path/polyline.ts'] });
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

  it('let a room use Node that says so', () => {
    const rooms = { ...ROOMS, run: { ...ROOMS.run, node: true } };
    expect(faultsOf(rooms, path, { ...run, modules: ['node:fs'] })).toEqual([]);
  });
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
