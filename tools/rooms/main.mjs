// Checks the architecture that no compiler checks: every package lists in rooms.json its rooms (the
// folders of src) and its entries (the files directly in src, by their names) with the arrows that are
// allowed; files, rooms and packages import each other in no circle; Node, tfjs and tests are used only
// where they belong; manifests and tsconfigs name the packages that are imported; no package holds more
// than its part of all lines.
// docs/architecture.md shows it, drawn from the code.
//
// rooms.json: { "<room or entry>": { "holds": "<what>", "imports": ["<room, entry or @isthmus/...>"],
//   "node": true, or "if there" for code that asks by process.getBuiltinModule, or for a global by typeof,
//   and does without } }
//
// Usage: node tools/rooms/main.mjs [--write]     --write: draw docs/architecture.md anew
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { format, resolveConfig } from 'prettier';
import { drawing, shareFaults } from './draw.mjs';
import { roomFaults } from './faults.mjs';
import { listOf, packageNames, root } from './sources.mjs';

const PAGE = join(root, 'docs/architecture.md');
const BEGIN = '<!-- drawn by npm run rooms -- --write -->';

const faults = roomFaults();
// Nothing can be drawn of a list that cannot be read.
if (packageNames().every((pkg) => listOf(pkg).faults.length === 0))
  faults.push(...shareFaults(), ...(await pageFaults(process.argv.includes('--write'))));
console.log(faults.length === 0 ? 'rooms: in order' : faults.join('\n'));
process.exitCode = faults.length === 0 ? 0 : 1;

/** What is drawn follows the mark; what stands before it is written by hand. */
async function pageFaults(write) {
  const page = readFileSync(PAGE, 'utf8');
  const [words] = page.split(BEGIN);
  const options = { ...(await resolveConfig(PAGE)), parser: 'markdown' };
  const current = await format(`${words}${BEGIN}\n\n${drawing()}\n`, options);
  if (withoutCounts(current) === withoutCounts(page) && !write) return [];
  if (!write) return ['docs/architecture.md is not current; run npm run rooms -- --write'];
  writeFileSync(PAGE, current);
  return [];
}

/** Lines and files change with every change of the code; rooms and arrows are what must be current. */
function withoutCounts(page) {
  return page.replace(/\|? *\d+( %)? *(?=\|)/g, '');
}
