// Every target of every DSS strategy on the pairs of problems.mjs. Writes the tables of docs/targets.md
// between its marks and the runs beside it; runs that are there already are not made again.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { keyOf, measurePair, plannedRuns } from './measure.mjs';
import { PROBLEMS } from './problems.mjs';
import { runsOf, textOf } from './runs.mjs';
import { markdownOf } from './table.mjs';

const USAGE = `npm run targets -- [--problem NAME]… [--from FILE]… [--anew] [--print]
  --problem NAME  only problems whose name contains this
  --from FILE     take runs over from another file of runs
  --anew          make all runs again
  --print         print the tables, write no page`;

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const MARKS = ['<!-- tables: begin -->', '<!-- tables: end -->'];
const OPTIONS = {
  problem: { type: 'string', multiple: true, default: [] },
  from: { type: 'string', multiple: true, default: [] },
  into: { type: 'string', default: fileURLToPath(new URL('results.csv', import.meta.url)) },
  anew: { type: 'boolean', default: false },
  print: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

try {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) console.log(USAGE);
  else await main(values);
} catch (error) {
  console.error(error.code?.startsWith('ERR_PARSE_ARGS') ? `${error.message}\n${USAGE}` : (error.stack ?? String(error))); // prettier-ignore
  process.exitCode = 1;
}

async function main({ problem: wanted, from, into, anew, print }) {
  const known = new Map();
  for (const file of [...from, into])
    if (!anew && existsSync(file))
      for (const run of runsOf(readFileSync(file, 'utf8'))) known.set(keyOf(run), run);
  const keep = () => {
    writeFileSync(into, textOf(planned(known)));
  };
  for (const problem of PROBLEMS)
    if (wanted.length === 0 || wanted.some((part) => problem.name.includes(part)))
      await measure(problem, known, keep);
  keep();
  const text = markdownOf(planned(known));
  if (print) console.log(text);
  else writePage(text);
}

async function measure(problem, known, keep) {
  const missing = plannedRuns(problem).filter((run) => !known.has(keyOf(run)));
  for (const pair of new Set(missing.map((run) => run.pair))) {
    const runs = missing.filter((run) => run.pair === pair);
    console.error(`${problem.name}, pair ${pair}: ${runs.length} searches`);
    await measurePair(problem, pair, runs, (found) => {
      known.set(keyOf(found), found);
      keep();
    });
  }
}

/** The runs that are planned, in their order; others were made by other rows. */
function planned(known) {
  return PROBLEMS.flatMap((problem) => plannedRuns(problem)).flatMap((run) => known.get(keyOf(run)) ?? []); // prettier-ignore
}

/** The page keeps what is written around the tables. */
function writePage(text) {
  const [before, rest] = readFileSync(`${DOCS}targets.md`, 'utf8').split(MARKS[0]);
  const after = rest.split(MARKS[1])[1];
  writeFileSync(`${DOCS}targets.md`, `${before}${MARKS[0]}\n\n${text}\n\n${MARKS[1]}${after}`);
}
