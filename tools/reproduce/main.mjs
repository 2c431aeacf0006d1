// Draws what the sweeps of the published experiments gave, beside the published figures.
//
//   npm run reproduce                                what there is to draw
//   npm run reproduce -- collect quadratic FOLDER    keep the table of a finished sweep
//   npm run reproduce -- plots [NAME…]               draw, and write the tables of docs/reproduction.md
//
// Needs a build (`npm run build`), for the statistics are those of the packages.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { collected, NO_BASELINES } from './collected.mjs';
import { comparisonsOf, comparisonTable, covered, withComparison } from './comparison.mjs';
import { FIGURES } from './figures.mjs';
import { rowsOf } from './rows.mjs';
import { tableOf, withFigure } from './tables.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RESULTS = join(ROOT, 'experiments/results');
const PUBLISHED = join(ROOT, 'experiments/published/dss.json');
const tell = (line) => console.error(line);

try {
  await main(process.argv.slice(2));
} catch (error) {
  tell(error instanceof TypeError ? error.message : (error.stack ?? String(error)));
  process.exitCode = error instanceof TypeError ? 2 : 1;
}

async function main([command, ...words]) {
  if (command === 'collect') return collect(words);
  if (command === 'plots') return plots(options(words));
  if (command !== undefined && command !== '--help')
    throw new TypeError(`There is no command "${command}"; there are collect and plots.`);
  tell('usage: npm run reproduce -- collect NAME FOLDER');
  tell('       npm run reproduce -- plots [NAME…] [--results FOLDER] [--docs FOLDER]');
  for (const { name, results } of FIGURES) {
    const state = existsSync(join(RESULTS, results)) ? '' : ', which is not there';
    tell(`  ${name.padEnd(18)} from experiments/results/${results}${state}`);
  }
}

/** Keeps the table of a sweep's folder, when it is one that can be drawn. */
function collect([name, folder]) {
  const known = [...new Set(FIGURES.map(({ results }) => results.replace('.csv', '')))];
  if (!known.includes(name) || folder === undefined)
    throw new TypeError(`Say which sweep and where it ran: collect NAME FOLDER, with ${known.join(', ')} for NAME.`); // prettier-ignore
  const { status, table, rows, baselines } = collected(name, folder);
  write(join(RESULTS, `${name}.csv`), table);
  write(join(RESULTS, `${name}.baselines.json`), `${JSON.stringify(baselines)}\n`);
  tell(`${rows.length} rows in experiments/results/${name}.csv`);
  if (status !== 'finished')
    tell(`the sweep is ${status}; what did not finish is left out of plots`);
}

function baselinesOf(file) {
  const beside = file.replace(/\.csv$/, '.baselines.json');
  return existsSync(beside) ? JSON.parse(readFileSync(beside, 'utf8')) : NO_BASELINES;
}

function options(words) {
  const at = (flag, otherwise) => {
    const place = words.indexOf(flag);
    if (place < 0) return otherwise;
    const [, value] = words.splice(place, 2);
    if (value === undefined) throw new TypeError(`${flag} needs a folder`);
    return value;
  };
  return {
    results: at('--results', RESULTS),
    docs: at('--docs', join(ROOT, 'docs')),
    names: words,
  };
}

async function plots({ results, docs, names }) {
  const chosen = names.map((name) => figureNamed(name));
  const figures = chosen.length > 0 ? chosen : FIGURES.filter((figure) => existsSync(join(results, figure.results))); // prettier-ignore
  if (figures.length === 0)
    throw new TypeError(
      `there are no results in ${results}; run the sweeps and collect them first`,
    );
  const page = join(docs, 'reproduction.md');
  if (!existsSync(page)) throw new TypeError(`there is no ${page} to write the tables into`);
  let text = readFileSync(page, 'utf8');
  // The drawing library and the packages take longer to load than all the rest.
  const [{ groupsOf }, { figureOf }] = await Promise.all([import('./groups.mjs'), import('./plots.mjs')]); // prettier-ignore
  const { tasks } = JSON.parse(readFileSync(PUBLISHED, 'utf8'));
  const comparisons = [];
  const errors = [];
  for (const figure of figures) {
    const file = join(results, figure.results);
    if (!existsSync(file)) throw new TypeError(`there is no ${file}`);
    const groups = groupsOf(rowsOf(readFileSync(file, 'utf8'), file), figure);
    const published = figure.published === undefined ? null : tasks[figure.published.task];
    const svg = join(docs, 'reproduction', `${figure.name}.svg`);
    const onThreshold = figure.x === '/train/threshold' && figure.measure !== 'error';
    const baselines = onThreshold ? baselinesOf(file) : NO_BASELINES;
    write(svg, figureOf(figure, groups, published, baselines));
    text = withFigure(text, figure, tableOf(groups, figure.label));
    if (published !== null && figure.measure !== 'error')
      comparisons.push(...comparisonsOf(figure, groups, published.points));
    if (published !== null && figure.measure === 'error')
      errors.push(coveredWords(figure, covered(groups, published.points)));
    tell(`${relative(process.cwd(), svg)}: ${groups.length} points`);
  }
  // Of some figures alone it would be half a comparison.
  if (chosen.length === 0)
    text = withComparison(text, [comparisonTable(comparisons), ...errors].join('\n\n'));
  write(page, await format(text, { parser: 'markdown', printWidth: 100, proseWrap: 'preserve' }));
}

function coveredWords({ title }, { of, levels, lower, higher }) {
  const beyond = `${lower} are lower and ${higher} higher`;
  const which = levels.length > 0 ? ` (${levels.join(', ')} %)` : '';
  return `${title}: ${levels.length} of the ${of} published levels${which} lie between the errors that ours came to; ${beyond}.`;
}

function figureNamed(name) {
  const found = FIGURES.find((figure) => figure.name === name);
  if (found !== undefined) return found;
  throw new TypeError(`There is no figure "${name}"; there are ${FIGURES.map((each) => each.name).join(', ')}.`); // prettier-ignore
}

/** Writes a file whole or not at all. */
function write(file, text) {
  mkdirSync(join(file, '..'), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, text);
  renameSync(part, file);
}
