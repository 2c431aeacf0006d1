import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf } from './rows.mjs';

/** The losses of predictors that are no networks, where they are not known. */
export const NO_BASELINES = { constant: null, linear: null };

/**
 * What is kept of a sweep: how it stands, its table as it is, its rows, and what predictors that are no networks lose.
 *
 * @param {string} name of the experiment whose sweep it must be
 * @param {string} folder of the sweep
 * @throws TypeError for a folder without a sweep, or with that of another experiment
 */
export function collected(name, folder) {
  const file = join(folder, 'sweep.csv');
  const record = join(folder, 'sweep.json');
  for (const needed of [file, record])
    if (!existsSync(needed)) throw new TypeError(`there is no ${needed}`);
  const sweep = JSON.parse(readFileSync(record, 'utf8'));
  if (sweep.name !== name)
    throw new TypeError(`${folder} holds the sweep "${sweep.name}", not "${name}"`);
  const table = readFileSync(file, 'utf8');
  return { status: sweep.status, table, rows: rowsOf(table, file), baselines: baselinesIn(folder) };
}

/** They are the same in every trial, as all have one evaluation set. */
function baselinesIn(folder) {
  const trials = join(folder, 'trials');
  const ids = existsSync(trials) ? readdirSync(trials) : [];
  const first = ids.map((id) => join(trials, id, 'result.json')).find((file) => existsSync(file));
  const known =
    first === undefined ? null : JSON.parse(readFileSync(first, 'utf8')).data?.baselines;
  return known ?? NO_BASELINES;
}
