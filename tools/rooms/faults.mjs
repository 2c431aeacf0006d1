import { packageNames, roomsOf, sourcesOf } from './sources.mjs';

/** The one package that imports tfjs; elsewhere it is handed in. */
const TFJS_PACKAGE = 'tfjs';

/** What is wrong with the walls of the house, as lines. */
export function roomFaults() {
  const packages = packageNames();
  const sources = packages.flatMap((pkg) => sourcesOf(pkg));
  return [...packages.flatMap((pkg) => packageFaults(pkg, roomsOf(pkg), sourcesOf(pkg))), ...circleFaults(sources)]; // prettier-ignore
}

/**
 * The faults of one package: rooms that are not listed or do not exist, arrows that are not allowed,
 * allowed ones that nothing uses any more, and Node or tfjs where they do not belong.
 *
 * @param {string} pkg
 * @param {import('./sources.mjs').Rooms} rooms
 * @param {readonly import('./sources.mjs').Source[]} sources
 */
export function packageFaults(pkg, rooms, sources) {
  const place = `packages/${pkg}/rooms.json`;
  const there = new Set(sources.map(({ room }) => room).filter((room) => room !== ''));
  const used = new Map(Object.keys(rooms).map((room) => [room, new Set()]));
  return [
    ...Object.keys(rooms).filter((room) => !there.has(room)).map((room) => `${place}: there is no room "${room}"`),
    ...[...there].filter((room) => !(room in rooms)).map((room) => `${place}: the room "${room}" is not listed`),
    ...sources.flatMap((source) => sourceFaults(source, rooms, used)),
    ...Object.entries(rooms).flatMap(([room, { imports }]) =>
      imports.filter((to) => there.has(room) && !used.get(room).has(to)).map((to) => `${place}: "${room}" imports "${to}" no more; take it out`),
    ),
  ]; // prettier-ignore
}

function sourceFaults({ pkg, room, file, files, modules }, rooms, used) {
  const faults = [];
  const own = rooms[room];
  const ask = (to) => {
    if (room === '' || own === undefined || to === room) return;
    used.get(room).add(to);
    if (!own.imports.includes(to)) faults.push(`${file}: "${room}" may not import "${to}"`);
  };
  for (const imported of files) {
    const [, other, , to, ...rest] = imported.split('/');
    if (other !== pkg) faults.push(`${file}: ${imported} is another package's; import its entry`);
    else if (rest.length > 0) ask(to);
    else if (room !== '') faults.push(`${file}: a room imports no entry of its package (${to})`);
  }
  for (const name of modules) {
    const [, house] = /^@isthmus\/([^/]+)/.exec(name) ?? [];
    if (house !== undefined) ask(`@isthmus/${house}`);
    if (name.startsWith('node:') && room !== '' && own?.node !== true)
      faults.push(`${file}: "${room}" may not use Node (${name})`);
    if (name.startsWith('@tensorflow/') && pkg !== TFJS_PACKAGE)
      faults.push(`${file}: only the package ${TFJS_PACKAGE} imports ${name}`);
  }
  return faults;
}

/** Circles of files, of rooms and of packages. */
function circleFaults(sources) {
  const roomOf = new Map(sources.map(({ file, pkg, room }) => [file, `${pkg}/${room}`]));
  const byFile = new Map(sources.map(({ file, files }) => [file, files]));
  const byRoom = grouped(sources, ({ pkg, room }) => `${pkg}/${room}`, ({ files }) => files.map((file) => roomOf.get(file) ?? '')); // prettier-ignore
  const byPackage = grouped(sources, ({ pkg }) => pkg, ({ modules }) => modules.flatMap((name) => /^@isthmus\/([^/]+)/.exec(name)?.[1] ?? [])); // prettier-ignore
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
