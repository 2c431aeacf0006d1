// Checks the architecture that no compiler checks: rooms import only rooms before them, and no two
// files import each other in a circle. Usage: node tools/check-rooms.mjs
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { ROOMS } from './rooms.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isTest = (file) => /\.test(-d)?\.ts$|\/testing\//.test(file);

/** Every source file of the packages, tests left out: they may reach across. */
function sourceFiles() {
  return readdirSync(join(root, 'packages')).flatMap((name) => {
    const src = join(root, 'packages', name, 'src');
    if (!existsSync(src)) return [];
    return readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !isTest(file))
      .map((file) => join(src, file));
  });
}

/** The files that a file imports by relative path, types included. */
function importsOf(file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => resolve(dirname(file), fileName).replace(/\.js$/, '.ts'));
}

/** The package and room of a file; a file directly in `src` has no room and may import any. */
function placeOf(file) {
  const [, pkg, , room, ...rest] = relative(root, file).split(/[\\/]/);
  if (rest.length === 0) return { pkg, room: null };
  // A folder of a room may be listed as a room of its own.
  const inner = `${room}/${rest[0]}`;
  return { pkg, room: ROOMS[pkg]?.order.includes(inner) ? inner : room };
}

function roomFault(file, imported) {
  const from = placeOf(file);
  const to = placeOf(imported);
  const rooms = ROOMS[from.pkg];
  if (rooms === undefined || from.pkg !== to.pkg || from.room === null || from.room === to.room)
    return null;
  const [here, there] = [rooms.order.indexOf(from.room), rooms.order.indexOf(to.room)];
  const banned = rooms.never.some(([a, b]) => a === from.room && b === to.room);
  if (here < 0) return `the room "${from.room}" is not listed in tools/rooms.mjs`;
  if (to.room === null) return `"${from.room}" imports the package's own entry`;
  return there < 0 || there > here || banned ? `"${from.room}" may not import "${to.room}"` : null;
}

/** The circles of a graph, each once, by depth-first search. */
function circles(graph) {
  const found = [];
  const state = new Map();
  const walk = (file, trail) => {
    if (state.get(file) === 'done') return;
    const at = trail.indexOf(file);
    if (at >= 0) return void found.push([...trail.slice(at), file]);
    for (const next of graph.get(file) ?? []) walk(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) walk(file, []);
  return found;
}

/** All faults as lines of text. */
export function roomFaults() {
  const graph = new Map(sourceFiles().map((file) => [file, importsOf(file)]));
  const name = (file) => relative(root, file);
  const rooms = [...graph].flatMap(([file, imports]) =>
    imports.flatMap((imported) => {
      const fault = roomFault(file, imported);
      return fault === null ? [] : [`${name(file)} -> ${name(imported)}: ${fault}`];
    }),
  );
  return [...rooms, ...circles(graph).map((circle) => `circle: ${circle.map(name).join(' -> ')}`)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = roomFaults();
  console.log(faults.length === 0 ? 'rooms: in order' : faults.join('\n'));
  process.exitCode = faults.length === 0 ? 0 : 1;
}
