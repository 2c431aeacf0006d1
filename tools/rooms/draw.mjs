import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEntry } from './faults.mjs';
import { packageNames, root, roomsOf, sourcesOf } from './sources.mjs';

const house = (to) => to.startsWith('@isthmus/');

/** The drawing of rooms and arrows, as Markdown made from `rooms.json` and the sources. */
export function drawing() {
  const packages = packageNames().map(measured);
  const total = packages.reduce((sum, { lines }) => sum + lines, 0);
  return [
    packageDrawing(packages),
    packageTable(packages, total),
    ...packages.map(roomSection),
  ].join('\n\n');
}

/** A package that holds more than this part of all lines is no part of the house but the house. */
const LARGEST_SHARE = 0.35;

/** @param {readonly { name: string, lines: number }[]} packages all that there are */
export function shareFaults(packages = packageNames().map(measured)) {
  const total = packages.reduce((sum, { lines }) => sum + lines, 0);
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  return packages
    .filter(({ lines }) => lines > LARGEST_SHARE * total)
    .map(({ name, lines }) => `packages/${name}: holds ${percent(lines / total)} of all lines, more than ${percent(LARGEST_SHARE)}; part it by what its rooms know`); // prettier-ignore
}

function measured(name) {
  const sources = sourcesOf(name);
  const kernels = name === 'engine' ? kernelLines() : 0;
  const rooms = Object.entries(roomsOf(name)).map(([room, { holds, imports }]) => {
    const own = sources.filter((source) => source.room === room);
    const lines = own.reduce((sum, source) => sum + source.lines, 0);
    return { room, holds, imports, files: own.length, lines };
  });
  const lines = sources.reduce((sum, source) => sum + source.lines, 0) + kernels;
  const uses = new Set(rooms.flatMap(({ imports }) => imports.filter(house)));
  const entries = rooms.filter(({ room }) => isEntry(room));
  return {
    name,
    rooms: rooms.filter((one) => !entries.includes(one)),
    entries,
    lines,
    uses: [...uses].map((to) => to.slice('@isthmus/'.length)),
  };
}

/** The sources of the WebAssembly modules, which lie beside `src`. */
function kernelLines() {
  const folder = join(root, 'packages/engine/kernels');
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .reduce((sum, file) => sum + linesOf(join(folder, file)), 0);
}

function packageDrawing(packages) {
  const arrows = packages.flatMap(({ name, uses }) => reduced(name, uses, packages).map((to) => `  ${id(name)}[${name}] --> ${id(to)}[${to}]`)); // prettier-ignore
  return ['```mermaid', 'flowchart BT', ...arrows, '```'].join('\n');
}

/** Without the arrows that follow from others. */
function reduced(name, uses, packages) {
  const byName = new Map(packages.map((one) => [one.name, one]));
  const below = (from) => new Set(byName.get(from).uses.flatMap((to) => [to, ...below(to)]));
  return uses.filter((to) => !uses.some((other) => other !== to && below(other).has(to)));
}

function packageTable(packages, total) {
  const row = ({ name, rooms, lines }) => {
    const arrows = rooms.reduce((sum, { imports }) => sum + imports.filter((to) => !house(to)).length, 0); // prettier-ignore
    const possible = (rooms.length * (rooms.length - 1)) / 2;
    const share = ((100 * lines) / total).toFixed(0);
    return `| [${name}](#${name}) | ${lines} | ${share} % | ${rooms.length} | ${arrows} of ${possible} |`;
  };
  return [
    '| package | lines | share | rooms | arrows of those that an order would allow |',
    '| --- | --: | --: | --: | --: |',
    ...packages.map(row),
  ].join('\n');
}

/** Entries stand in the table alone: each leads to most rooms. */
function roomSection({ name, rooms, entries }) {
  const arrows = rooms.flatMap(({ room, imports }) => imports.filter((to) => !house(to)).map((to) => `  ${id(room)}[${room}] --> ${id(to)}[${to}]`)); // prettier-ignore
  const alone = rooms.filter(({ room, imports }) => !imports.some((to) => !house(to)) && !rooms.some((other) => other.imports.includes(room))); // prettier-ignore
  const nodes = alone.map(({ room }) => `  ${id(room)}[${room}]`);
  return [
    `## ${name}`,
    '',
    '```mermaid',
    'flowchart BT',
    ...arrows,
    ...nodes,
    '```',
    '',
    '| room or entry | holds | may import | files | lines |',
    '| --- | --- | --- | --: | --: |',
    ...[...rooms, ...entries].map(({ room, holds, imports, files, lines }) => `| ${room} | ${holds} | ${imports.join(', ')} | ${files} | ${lines} |`), // prettier-ignore
  ].join('\n');
}

/** `end` and the like are words of the drawing's own language. */
const id = (name) => `n_${name.replaceAll('-', '_')}`;

function linesOf(file) {
  return readFileSync(file, 'utf8').split('\n').length - 1;
}
