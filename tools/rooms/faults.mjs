import { GET_BUILTIN, IF_THERE } from './globals.mjs';
import { isNode, isTest } from './imports.mjs';
import { houseOf, manifestFaults, TFJS_PACKAGE, unreferenced } from './manifests.mjs';
import { listOf, manifestOf, packageFolders, packageNames, sourcesOf } from './sources.mjs';

/** What is wrong with the walls of the house, as lines. */
export function roomFaults() {
  const folders = packageFolders();
  const packages = packageNames();
  const there = packages.filter((pkg) => folders.includes(pkg));
  const sources = new Map(there.map((pkg) => [pkg, sourcesOf(pkg)]));
  return [
    ...unreferenced(folders, packages),
    ...there.flatMap((pkg) => faultsAt(pkg, sources.get(pkg))),
    ...circleFaults([...sources.values()].flat()),
  ];
}

/** Where a list cannot be read, that alone is said: the rest would follow from it. */
function faultsAt(pkg, sources) {
  const { rooms, faults } = listOf(pkg);
  const walls = faults.length > 0 ? faults : packageFaults(pkg, rooms, sources);
  return [...walls, ...manifestFaults(pkg, manifestOf(pkg), sources)];
}

/** A file directly in `src`, as `rooms.json` names it; rooms are folders. */
export const isEntry = (room) => room.includes('.');

const kindOf = (room) => (isEntry(room) ? 'entry' : 'room');

/**
 * The faults of one package: rooms and entries that are not listed or do not exist, arrows that are not
 * allowed, allowed ones that nothing uses any more, and Node, tfjs or tests where they do not belong.
 *
 * @param {string} pkg
 * @param {import('./lists.mjs').Rooms} rooms
 * @param {readonly import('./sources.mjs').Source[]} sources
 */
export function packageFaults(pkg, rooms, sources) {
  const place = `packages/${pkg}/rooms.json`;
  const there = new Set(sources.map(({ room }) => room));
  const used = new Map(Object.keys(rooms).map((room) => [room, new Set()]));
  return [
    ...Object.keys(rooms).filter((room) => !there.has(room)).map((room) => `${place}: there is no ${kindOf(room)} "${room}"`),
    ...[...there].filter((room) => !(room in rooms)).map((room) => `${place}: the ${kindOf(room)} "${room}" is not listed`),
    ...sources.flatMap((source) => [...new Set(sourceFaults(source, rooms, used)), ...testFaults(source)]),
    ...Object.entries(rooms).filter(([room]) => there.has(room)).flatMap(([room, list]) => idleFaults(place, room, list, used.get(room))),
  ]; // prettier-ignore
}

function sourceFaults({ pkg, room, file, files, modules, hidden }, rooms, used) {
  const faults = [];
  const own = rooms[room];
  const ask = (to) => {
    if (own === undefined || to === room) return;
    used.get(room).add(to);
    if (!own.imports.includes(to)) faults.push(`${file}: "${room}" may not import "${to}"`);
  };
  for (const imported of files) {
    const [, other, to] = /^packages\/([^/]+)\/src\/([^/]+)/.exec(imported) ?? [];
    if (other === undefined)
      faults.push(`${file}: ${imported} lies outside of src, where no room is`);
    else if (other !== pkg)
      faults.push(`${file}: ${imported} is another package's; import its entry`);
    else if (!isEntry(to) || isEntry(room)) ask(to);
    else faults.push(`${file}: a room imports no entry of its package (${to})`);
  }
  for (const name of modules) {
    const house = houseOf(name);
    if (house !== undefined) ask(`@isthmus/${house}`);
    if (isPlace(name)) faults.push(`${file}: "${name}" is a place and no package; import it by a relative path`); // prettier-ignore
    if (name.startsWith('#'))
      faults.push(`${file}: package.json has no "${name}" among its imports`);
    if (name.startsWith('@tensorflow/') && pkg !== TFJS_PACKAGE)
      faults.push(`${file}: only the package ${TFJS_PACKAGE} imports ${name}`);
  }
  if (own !== undefined) faults.push(...nodeFaults(file, room, own, [...modules.filter(isNode), ...hidden], used.get(room))); // prettier-ignore
  return faults;
}

/** A path from the root, or a URL, which is there on one machine and not on another. */
const isPlace = (name) => /^([/\\]|[a-z][a-z+.-]*:)/i.test(name) && !name.startsWith('node:');

/** Of what is Node's: the names, and what reaches for modules without a name that could be read. */
function nodeFaults(file, room, { node }, asked, used) {
  return asked.flatMap((name) => {
    const wanted = name === GET_BUILTIN || name.startsWith(IF_THERE) ? 'if there' : true;
    used.add(wanted);
    const allowed = node === true || node === wanted;
    return allowed ? [] : [`${file}: "${room}" may not use Node (${name})`];
  });
}

/** The product is built without its tests, so what it imports of them is missing from the package. */
function testFaults({ file, files, modules }) {
  return [...files, ...modules.filter((name) => houseOf(name) !== undefined)]
    .filter(isTest)
    .map((name) => `${file}: imports ${name}, which is made for tests and not in the package`);
}

/** What a list allows and nothing uses. */
function idleFaults(place, room, { imports, node }, used) {
  const needed = used.has(true) || used.has('if there');
  const imported = imports.filter((to) => !used.has(to)).map((to) => `${place}: "${room}" imports "${to}" no more; take it out`); // prettier-ignore
  if (node === undefined || (node === 'if there' && needed)) return imported;
  if (!needed) return [...imported, `${place}: "${room}" uses Node no more; take "node" out`];
  return used.has(true) ? imported : [...imported, `${place}: "${room}" only asks whether Node is there; say "node": "if there"`]; // prettier-ignore
}

/** Circles of files, of rooms and of packages. */
function circleFaults(sources) {
  const roomOf = new Map(sources.map(({ file, pkg, room }) => [file, `${pkg}/${room}`]));
  const byFile = new Map(sources.map(({ file, files }) => [file, files]));
  const byRoom = grouped(sources, ({ pkg, room }) => `${pkg}/${room}`, ({ files }) => files.map((file) => roomOf.get(file) ?? '')); // prettier-ignore
  const byPackage = grouped(sources, ({ pkg }) => pkg, ({ modules }) => modules.flatMap((name) => houseOf(name) ?? [])); // prettier-ignore
  return [byFile, byRoom, byPackage]
    .flatMap(circlesOf)
    .map((circle) => `circle: ${circle.join(' -> ')}`);
}

function grouped(sources, keyOf, targetsOf) {
  const graph = new Map();
  for (const source of sources) {
    const key = keyOf(source);
    const targets = graph.get(key) ?? new Set();
    for (const target of targetsOf(source)) if (target !== key) targets.add(target);
    graph.set(key, targets);
  }
  return graph;
}

/** The circles of a graph, each once, by depth-first search. */
export function circlesOf(graph) {
  const found = [];
  const done = new Set();
  const walk = (node, trail) => {
    if (done.has(node)) return;
    const at = trail.indexOf(node);
    if (at >= 0) return void found.push([...trail.slice(at), node]);
    for (const next of graph.get(node) ?? []) walk(next, [...trail, node]);
    done.add(node);
  };
  for (const node of graph.keys()) walk(node, []);
  return found;
}
