// The table of docs/reliability.md: what was tried in each function, and how it ended.
import { readFileSync, writeFileSync } from 'node:fs';

const PAGE = new URL('../../docs/reliability.md', import.meta.url);
const [BEGIN, END] = ['<!-- faults -->', '<!-- /faults -->'];

/** Puts the table between the marks of the page. */
export async function writeTable(results) {
  const page = readFileSync(PAGE, 'utf8');
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  const text = `${page.slice(0, before + BEGIN.length)}\n\n${tableOf(results)}\n\n${page.slice(after)}`;
  writeFileSync(PAGE, text);
}

/** One row a function: cases, how many were named and bounded with the record intact, the slowest. */
export function tableOf(results) {
  const rows = Map.groupBy === undefined ? grouped(results) : Map.groupBy(results, placeOf);
  const lines = [...rows].map(([place, own]) => {
    const well = own.filter(({ faults }) => faults.length === 0).length;
    const codes = [...new Set(own.map(({ code }) => code))].sort().join(', ');
    const slowest = Math.max(...own.map(({ seconds }) => seconds)).toFixed(0);
    return `| ${place} | ${own.length} | ${well} | ${codes} | ${slowest} s |`;
  });
  const total = results.filter(({ faults }) => faults.length === 0).length;
  return [
    '| function | faults tried | named, bounded, record intact | exit codes | slowest |',
    '| --- | --: | --: | --- | --: |',
    ...lines,
    `| **all** | ${results.length} | ${total} |  |  |`,
  ].join('\n');
}

function grouped(results) {
  const rows = new Map();
  for (const result of results)
    rows.set(placeOf(result), [...(rows.get(placeOf(result)) ?? []), result]);
  return rows;
}

function placeOf({ form, phase }) {
  return form === 'module' ? 'the module itself (`import`)' : `${form}, \`${phase}\``;
}
