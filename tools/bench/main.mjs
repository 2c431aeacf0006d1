// The paired benchmarks: our engine, plain tfjs-wasm, PyTorch and the machine's own peak, in turns in
// one run. See docs/performance.md.
import { existsSync, readFileSync } from 'node:fs';
import { casesNamed } from './cases/index.mjs';
import { ENGINES } from './cases/engines.mjs';
import { contendersOf, nodeVersion, pytorchAbsence } from './contenders.mjs';
import { measureCase } from './measure.mjs';
import { measureMemory, memoryMarkdown, memoryText } from './memory.mjs';
import { enginesTable, markdownTable, textTable } from './tables.mjs';
import { parseWords, USAGE } from './words.mjs';

const tell = (line) => console.error(line);

try {
  await main(parseWords(process.argv.slice(2)));
} catch (error) {
  tell(error instanceof TypeError ? error.message : (error.stack ?? String(error)));
  process.exitCode = 1;
}

async function main(settings) {
  if (settings.help) return console.log(USAGE);
  if (settings.from.length > 0) return print(readResults(settings.from), settings);
  // The bundler and the plots take longer to load than most of what needs neither.
  const { bundleServers } = await import('./bundle.mjs');
  const bundles = await bundleServers();
  process.once('exit', bundles.remove);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  const starts = withoutAbsent(contendersOf(settings, bundles), settings);
  await measureAll({ ...settings, nodeVersion: nodeVersion(settings.node) }, starts);
}

/** What --json wrote into the files. */
function readResults(files) {
  return files.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')));
}

async function measureAll(settings, starts) {
  const special = {
    engines: compareEngines,
    memory: tellMemory,
    scaling: scale,
    proofs: plotProofs,
  };
  const [first, ...rest] = settings.cases;
  if (first !== undefined && Object.hasOwn(special, first))
    return special[first]({ ...settings, cases: rest }, starts);
  const results = [];
  for (const one of casesNamed(settings.cases)) {
    tell(`${one.name}: ${one.title}`);
    results.push(...(await measuredOrNone(one, starts, settings)));
  }
  print(results, settings);
}

/** A case that fails is told, and spoils no other. */
async function measuredOrNone(one, starts, settings) {
  try {
    const results = await measureCase(one, starts, settings, tell);
    // What was measured is not lost when a later case is interrupted.
    for (const { ratio } of results) tell(`${one.name}: ${JSON.stringify(ratio)}`);
    return results;
  } catch (error) {
    tell(`${one.name} failed: ${error.message}`);
    process.exitCode = 1;
    return [];
  }
}

async function compareEngines(settings, starts) {
  const results = [];
  for (const one of ENGINES) results.push(...(await measuredOrNone(one, starts, settings)));
  console.log(settings.json ? JSON.stringify(results, null, 1) : enginesTable(results));
}

async function scale(settings, starts) {
  const { measureScaling } = await import('./scaling.mjs');
  await measureScaling(settings, starts, tell);
}

async function plotProofs(settings, starts) {
  const { measureProofs } = await import('./proofs.mjs');
  await measureProofs(settings, starts, tell);
}

async function tellMemory(settings, starts) {
  const found = await measureMemory(settings, starts, tell);
  if (settings.json) console.log(JSON.stringify(found, null, 1));
  else console.log(settings.markdown ? memoryMarkdown(found) : memoryText(found));
}

function print(results, { json, markdown }) {
  if (json) console.log(JSON.stringify(results, null, 1));
  else console.log(markdown ? markdownTable(results) : textTable(results));
}

/** Without PyTorch where there is none, which is said once. */
function withoutAbsent(starts, { python }) {
  const absence = existsSync(python) ? pytorchAbsence(python) : `there is no ${python}`;
  if (absence === null) return starts;
  tell(`PyTorch is absent, so its ratios are null: ${absence}`);
  return Object.fromEntries(Object.entries(starts).filter(([name]) => !name.startsWith('pytorch')));
}
