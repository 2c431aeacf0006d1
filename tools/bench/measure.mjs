import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flopsOf, unitsOf } from './work.mjs';
import { playRounds, repeatsFor } from './rounds.mjs';
import { resultOf } from './results.mjs';
import { startServer } from './process.mjs';
import { agree, seeded } from './statistics.mjs';

/** A contender whose single piece of work is long gets fewer rounds, but at least 3. */
const LONGEST_SECONDS = 60;
const LEAST_ROUNDS = 3;
/** Seed of the order in which contenders are asked. */
const SEED = 1;

/**
 * Measures a case: makes its problem, starts its contenders, checks that they compute the same, and
 * lets them work in turns.
 *
 * @param one the case, see cases/index.mjs
 * @param starts how to start each contender, by name
 * @param tell is told what goes wrong, in a line
 * @returns a result for each number of threads
 */
export async function measureCase(one, starts, settings, tell) {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-bench-'));
  const servers = [];
  const start = (name, how) => {
    const server = startServer({ name, ...how });
    servers.push(server);
    return server;
  };
  try {
    const setting = { one, starts, settings, tell, folder, start };
    const size = await makeProblem(setting);
    const ready = await checkedContenders(setting);
    const results = [];
    for (const threads of one.threads ?? [1])
      results.push(await compared({ ...setting, size }, ready, threads));
    return results;
  } finally {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeProblem({ one, starts, settings, folder, start }) {
  const { problem } = one;
  const needsTraining = (problem.trainSteps ?? 0) > 0 || problem.experiment !== undefined;
  const maker = start('maker', starts.isthmus);
  const engine = needsTraining ? settings.engine : 'reference';
  const size = await maker.ask({ ask: 'make', folder, problem, engine });
  maker.close();
  return size;
}

/** The contenders of a case with how each is started and what it is asked to do. */
function fieldOf({ one, starts }) {
  const wanted = one.contenders ?? ['isthmus', 'tfjsWasm', 'pytorch', 'peak'];
  const plain = wanted
    .flatMap((word) => Object.keys(starts).filter((name) => isNamed(name, word)))
    .map((name) => ({ name, how: starts[name], work: one.work }));
  const variants = Object.entries(one.variants ?? {})
    .filter(([, { of }]) => starts[of] !== undefined)
    .map(([name, { of, work }]) => ({ name, how: starts[of], work: { ...one.work, ...work } }));
  return [...plain, ...variants];
}

/** Whether the word means the contender; `pytorch` means it in every environment. */
function isNamed(name, word) {
  return name === word || (word === 'pytorch' && name.startsWith('pytorch'));
}

/** Those that run, each with `holds`: whether its numbers are right (null where there is nothing to compare). */
async function checkedContenders(setting) {
  const { one, tell, settings } = setting;
  const expected = await expectedValues(setting);
  const ready = [];
  let ours = null;
  for (const { name, how, work } of fieldOf(setting)) {
    try {
      const server = setting.start(name, how);
      const about = await server.ask({ ask: 'load', folder: setting.folder, work });
      if (name === 'isthmus' && !about.engine.startsWith(settings.engine))
        tell(`${one.name}: asked for the engine "${settings.engine}", got "${about.engine}"`);
      const said = name === 'peak' ? {} : await server.ask({ ask: 'check' });
      const against = expected ?? ours ?? said.values;
      ours ??= said.values ?? null;
      const holds = name === 'peak' || agree(said.values, against, one.tolerance);
      if (!holds) tell(`${one.name}: ${name} computes ${said.values}, expected ${against}`);
      ready.push({ name, how, work, server, about: { ...about, ...said }, holds });
    } catch (error) {
      tell(`${one.name}: no ${name}: ${firstLine(error.message)}`);
    }
  }
  if (ready[0]?.name !== fieldOf(setting)[0].name)
    throw new Error(`nothing to compare with: ${fieldOf(setting)[0].name} does not run`);
  return ready;
}

function firstLine(text) {
  return text.split('\n')[0];
}

/** What the float64 reference computes; null where our own values are what others are compared with. */
async function expectedValues({ one, starts, folder, start }) {
  if (one.judge === 'ours') return null;
  const judge = start('reference', starts.reference);
  await judge.ask({ ask: 'load', folder, work: one.work });
  const { values } = await judge.ask({ ask: 'check' });
  judge.close();
  return values;
}

async function compared(setting, ready, threads) {
  const { one, settings } = setting;
  const players = [];
  for (const contender of ready) {
    const servers = [contender.server];
    for (let extra = 1; extra < threads; extra++) servers.push(await another(setting, contender));
    const run = (repeats) => secondsOf(servers, repeats);
    const { repeats, each } = await repeatsFor(run, settings.seconds);
    players.push({ name: contender.name, run, repeats, each });
  }
  const longest = Math.max(...players.map(({ each }) => each));
  const affordable = Math.max(LEAST_ROUNDS, Math.floor(LONGEST_SECONDS / longest));
  const rounds = Math.min(settings.rounds, affordable);
  const seconds = await playRounds(players, rounds, seeded(SEED));
  return resultOf({
    one,
    ready,
    seconds,
    threads,
    node: settings.nodeVersion,
    units: unitsOf(one.work, one.problem),
    flops: flopsOf(one.work, one.problem, setting.size.macs),
  });
}

async function another({ start, folder }, { name, how, work }) {
  const server = start(name, how);
  await server.ask({ ask: 'load', folder, work });
  return server;
}

/**
 * Processor seconds of one process; of several side by side the wall-clock seconds until the last
 * was done, shared out, as what counts is how much they get done together.
 */
async function secondsOf(servers, repeats) {
  const used = await Promise.all(servers.map((server) => server.ask({ ask: 'run', repeats })));
  if (servers.length === 1) return used[0].cpu;
  return Math.max(...used.map(({ wall }) => wall)) / servers.length;
}
