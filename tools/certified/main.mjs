// Every example's paths at their own level, with a proof asked for. Writes the table of docs/proof.md between its
// marks: `npm run certified` (some minutes).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { markdownOf, rowsOf } from './table.mjs';

const USAGE = `npm run certified -- [--only NAME]… [--seconds S] [--print]
  --only NAME   only examples whose file name contains this
  --seconds S   how long an example may take; longer ones are told as skipped (default 90)
  --print       print the table, write no page`;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = join(ROOT, 'docs', 'proof.md');
const MARKS = ['<!-- certified examples: begin -->', '<!-- certified examples: end -->'];

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    seconds: { type: 'string', default: '90' },
    print: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(USAGE);
else main(values);

function main({ only, seconds, print }) {
  const rows = [];
  for (const file of readdirSync(join(ROOT, 'examples')).filter(isExample)) {
    if (only.length > 0 && !only.some((part) => file.includes(part))) continue;
    const found = certified(file, Number(seconds));
    for (const row of found) console.error(Object.values(row).join(' | '));
    rows.push(...found);
  }
  const text = markdownOf(rows);
  if (print) console.log(text);
  else writePage(text);
}

function isExample(name) {
  return name.endsWith('.isthmus.json');
}

/** The paths of an example, run in a folder that is removed afterwards. */
function certified(file, seconds) {
  const name = file.replace('.isthmus.json', '');
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-certified-'));
  try {
    const out = join(folder, 'run');
    const words = ['run', join('examples', file), '--out', out, '--quiet', '--workers', '1'];
    const text = readFileSync(join(ROOT, 'examples', file), 'utf8');
    if (/"sweep"/.test(text)) return [skipped(name, 'a sweep, which has no single record')];
    // An experiment that asks for proofs itself is run as it stands.
    const asks = /"certify"/.test(text) ? [] : ['--set', '/certify=true'];
    const command = join(ROOT, 'packages', 'cli', 'bin', 'isthmus.mjs');
    const done = spawnSync(process.execPath, [command, ...words, ...asks], {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: 1000 * seconds,
    });
    if (done.error?.code === 'ETIMEDOUT') return [skipped(name, `not done in ${seconds} s`)];
    const result = join(out, 'result.json');
    if (!existsSync(result)) return [skipped(name, firstLine(done.stderr))];
    return rowsOf(name, JSON.parse(readFileSync(result, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function skipped(example, reason) {
  return {
    example,
    strategy: '–',
    level: '–',
    outcome: reason,
    bracket: '–',
    leaves: '–',
    time: '–',
  };
}

function firstLine(text) {
  const lines = text.trim().split('\n');
  return (lines.find((line) => !line.startsWith('isthmus: building')) ?? 'no record').slice(0, 160);
}

function writePage(text) {
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = MARKS.map((mark) => page.indexOf(mark));
  if (from < 0 || to < from) throw new Error(`${PAGE} has no marks "${MARKS.join('" and "')}"`);
  writeFileSync(PAGE, `${page.slice(0, from + MARKS[0].length)}\n\n${text}\n\n${page.slice(to)}`);
}
