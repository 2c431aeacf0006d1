// Every strategy on toys whose lowest connecting level is known exactly. Writes the tables of
// docs/exact-levels.md between its marks, and the numbers to results.csv beside this file.
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measurePair } from './levels.mjs';
import { csvOf } from './results.mjs';
import { checkNotBelow, overview, toyMarkdown } from './table.mjs';
import { TOYS } from './toys.mjs';

const USAGE = `npm run exact-levels -- [--pairs N] [--toy NAME]… [--print]
  --pairs N    pairs of ends of every toy, drawn from the seeds 1 to N (default 10)
  --toy NAME   only toys whose name contains this; nothing is written then
  --print      print the tables, write nothing`;

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const RESULTS = fileURLToPath(new URL('results.csv', import.meta.url));
const MARKS = ['<!-- tables: begin -->', '<!-- tables: end -->'];

try {
  const values = given();
  if (values.help) console.log(USAGE);
  else await main(values);
} catch (error) {
  const wrongUse = error instanceof TypeError && error.message.endsWith(USAGE);
  console.error(wrongUse ? error.message : (error.stack ?? String(error)));
  process.exitCode = wrongUse ? 2 : 1;
}

function given() {
  try {
    return parseArgs({
      options: {
        pairs: { type: 'string', default: '10' },
        toy: { type: 'string', multiple: true },
        print: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw misused(error.message);
  }
}

function misused(what) {
  return new TypeError(`${what}\n${USAGE}`);
}

/** Of each name that is asked for at least one toy; all without a name. */
function toysNamed(wanted) {
  const strange = wanted.find((part) => !TOYS.some(({ name }) => name.includes(part)));
  if (strange !== undefined)
    throw misused(`No toy's name contains "${strange}"; there are ${TOYS.map(({ name }) => name).join(', ')}.`); // prettier-ignore
  return TOYS.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part))); // prettier-ignore
}

async function main({ pairs, toy: wanted = [], print }) {
  const count = Number(pairs);
  if (!Number.isSafeInteger(count) || count < 1)
    throw misused(`--pairs: expected a whole number from 1; got "${pairs}".`);
  const chosen = toysNamed(wanted);
  const measured = [];
  for (const toy of chosen) measured.push(await measureToy(toy, count));
  const text = markdown(measured);
  if (print || wanted.length > 0) return console.log(text);
  write(text, measured);
}

async function measureToy(toy, count) {
  const pairs = [];
  for (let seed = 1; seed <= count; seed++) {
    const pair = await measurePair(toy, seed);
    checkNotBelow(toy.name, pair);
    pairs.push(pair);
    console.error(`${toy.name}: ${seed} of ${count}`);
  }
  return { name: toy.name, why: toy.why, pairs };
}

function markdown(toys) {
  return [overview(toys), '', ...toys.map(toyMarkdown)].join('\n').trimEnd();
}

/** The page keeps what is written around the tables. */
function write(text, toys) {
  const page = readFileSync(`${DOCS}exact-levels.md`, 'utf8');
  const [before, rest] = page.split(MARKS[0]);
  const after = rest.split(MARKS[1])[1];
  writeFileSync(`${DOCS}exact-levels.md`, `${before}${MARKS[0]}\n\n${text}\n\n${MARKS[1]}${after}`);
  writeFileSync(RESULTS, csvOf(toys));
}
