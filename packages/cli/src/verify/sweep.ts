import { join } from 'node:path';
import { canonicalJson } from '@isthmus/contract/internal';
import { isIsthmusError, messageOf } from '@isthmus/core';
import type { ExperimentResult, SweepGroup, SweepRecord } from '@isthmus/core/contract';
import { readStoredRecord } from '../report/stored-record.js';
import { bookOf, type Claim, differs, type Verified } from './claims.js';
import { type Tick, verifyRun } from './run.js';

/** Holds every trial of a sweep against its files, and the rows of the sweep against its trials. */
export async function verifySweep(
  record: SweepRecord,
  folder: string,
  beside: string,
  tick: Tick,
): Promise<Verified> {
  const claims: Claim[] = [];
  const [by, assumed, unchecked] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const results: Result[] = [];
  for (const { id, folder: name, status, values } of record.trials) {
    if (status !== 'finished' && status !== 'failed') continue;
    const result = await recordOf(join(folder, name));
    if (typeof result === 'string') {
      bookOf(`trial ${id}`, claims).missing(`its record is in ${name}`, result);
      continue;
    }
    results.push({ values, result });
    const trial = await verifyRun(result, join(folder, name), beside, (about) => { tick(`trial ${id}: ${about}`); }); // prettier-ignore
    claims.push(
      ...trial.claims.map((claim) => ({ ...claim, about: `trial ${id}: ${claim.about}` })),
    );
    for (const each of trial.by) by.add(each);
    for (const each of trial.assumed) assumed.add(each);
    for (const each of trial.unchecked) unchecked.add(each);
  }
  for (const group of record.groups) checkGroup(group, results, claims);
  unchecked.add('intervals around means, and means over the connected pairs alone');
  return {
    path: folder,
    kind: 'sweep',
    title: record.name,
    claims,
    by: [...by],
    assumed: [...assumed],
    unchecked: [...unchecked],
  };
}

interface Result {
  readonly values: Readonly<Record<string, unknown>>;
  readonly result: ExperimentResult;
}

async function recordOf(folder: string): Promise<ExperimentResult | string> {
  try {
    const stored = await readStoredRecord(folder);
    return stored.kind === 'run' ? stored.record : 'there is a sweep in its place';
  } catch (thrown) {
    if (isIsthmusError(thrown)) return messageOf(thrown);
    throw thrown;
  }
}

/** Trials of a group differ in their seed alone. */
function keyOf({ '/seed': _, ...values }: Readonly<Record<string, unknown>>): string {
  return canonicalJson(values);
}

function checkGroup(group: SweepGroup, results: readonly Result[], claims: Claim[]): void {
  const book = bookOf(`row ${group.label} ${keyOf(group.values)}`, claims);
  const own = results.filter(({ values }) => keyOf(values) === keyOf(group.values));
  const paths = own.flatMap(({ result }) => {
    const reached = new Map(result.endpoints.map(({ id, reached }) => [id, reached]));
    return result.pairs.flatMap((pair) =>
      pair.paths
        .filter(
          ({ strategy, options }) =>
            strategy === group.strategy && canonicalJson(options) === canonicalJson(group.options),
        ) // prettier-ignore
        .map((path) => ({
          path,
          reached: reached.get(pair.a) === true && reached.get(pair.b) === true,
        })),
    );
  });
  const connected = paths.filter(({ path }) => path.verdict === 'connected').length;
  const mean = (of: (path: (typeof paths)[number]['path']) => number) =>
    paths.reduce((sum, { path }) => sum + of(path), 0) / paths.length;
  const finished = own.filter(({ result }) => result.status === 'finished').length;
  book.note(`${group.trials.finished} of its trials are finished`, () => differs(group.trials.finished, finished)); // prettier-ignore
  book.note(`it has ${group.pairs} pairs`, () => differs(group.pairs, paths.length));
  book.note(`of ${group.reached} both endpoints reached the threshold`, () =>
    differs(group.reached, paths.filter(({ reached }) => reached).length),
  );
  book.note(`${group.connected} of them are connected`, () => differs(group.connected, connected));
  const { value } = group.fraction;
  if (value !== null)
    book.note(`the fraction is ${value}`, () => differs(value, connected / paths.length));
  const means = { peak: mean(({ peak }) => peak.loss), beads: mean(({ beads }) => beads), aboveEnds: mean(({ barrier }) => barrier.aboveEnds) }; // prettier-ignore
  for (const [name, found] of Object.entries(means) as [keyof typeof means, number][]) {
    const stated = group.all[name].mean;
    if (stated !== null && paths.length > 0)
      book.note(`the mean of ${name} is ${stated}`, () => differs(stated, found, Math.max(Math.abs(found), means.peak))); // prettier-ignore
  }
}
