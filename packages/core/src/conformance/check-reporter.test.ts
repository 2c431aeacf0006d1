import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isIsthmusError } from '@isthmus/contract/base';
import { define } from '@isthmus/contract';
import type { ExperimentResult, Reporter } from '@isthmus/contract';
import {
  architectures,
  core,
  layers,
  losses,
  objectives,
  optimizers,
  pathStrategies,
  tasks,
} from '../builtin/index.js';
import { runChecks } from './check.js';
import { checkReporter } from './check-reporter.js';
import { sampleResults } from './sample-results.js';

const verdicts: Reporter = {
  file: 'verdicts.txt',
  mime: 'text/plain',
  render: ({ pairs }) =>
    pairs.flatMap(({ paths }) => paths.map(({ verdict }) => verdict)).join('\n'),
};

const plugin = (reporter: () => Reporter) =>
  define({
    kind: 'reporter',
    name: 'test/reporter',
    summary: 'A reporter to find faults in.',
    sources: [],
    options: z.strictObject({}),
    create: reporter,
  });

const rendering = (render: (result: ExperimentResult) => unknown): Reporter => ({
  ...verdicts,
  render: render as Reporter['render'],
});

async function failures(reporter: () => Reporter, results?: readonly ExperimentResult[]) {
  const setup = results === undefined ? {} : { results };
  const done = await runChecks(checkReporter(plugin(reporter), setup));
  return done.flatMap(({ error, passed }) => (passed ? [] : [error]));
}

let calls = 0;

const faults: readonly (readonly [fault: string, reporter: () => Reporter, code: string])[] = [
  ['a file in another folder', () => ({ ...verdicts, file: '../verdicts.txt' }), 'file'],
  ['a file that the run writes itself', () => ({ ...verdicts, file: 'result.json' }), 'file'],
  ['a type that is none', () => ({ ...verdicts, mime: 'page' }), 'mime'],
  ['nothing rendered', () => rendering(() => undefined), 'text'],
  ['bytes in place of a text', () => rendering(() => new Uint8Array(3)), 'text'],
  ['a promise of no text', () => rendering(() => Promise.resolve({ html: '' })), 'text'],
  ['a result that is sorted in place', () => rendering(({ endpoints }) => (endpoints as unknown[]).reverse().length.toString()), 'impure'],
  ['a result that is written into', () => rendering((result) => (Object.assign(result, { seen: true }), '')), 'impure'],
  ['a counter', () => rendering(() => `${calls++}`), 'not-repeatable'],
  ['a counter that is created anew', () => { const mine = calls++; return rendering(() => `${mine}`); }, 'not-repeatable'],
  ['a path that is taken for granted', () => rendering(({ pairs }) => pairs[0]!.paths[0]!.verdict), 'failed'],
  ['a network that is taken for granted', () => rendering(({ model }) => String(model!.parameters)), 'failed'],
]; // prettier-ignore

describe('checkReporter', () => {
  it('finds nothing in a sound reporter', async () => {
    expect(await failures(() => verdicts)).toEqual([]);
    expect(await failures(() => rendering(async ({ name }) => Promise.resolve(name)))).toEqual([]);
  });

  it.each(faults)('finds %s', async (_, reporter, code) => {
    const codes = (await failures(reporter)).map((error) => isIsthmusError(error) && error.code);
    expect(codes).toContain(`conformance/reporter-${code}`);
  });

  it('reports the results that it is given', async () => {
    const [networks] = await sampleResults();
    const ofNetworks = rendering(({ model }) => String(model!.parameters));
    expect(await failures(() => ofNetworks, [networks!])).toEqual([]);
  });
});

describe('the sample results', () => {
  it('have what reporters meet: paths, a graph, an objective, a failure', async () => {
    const [networks, points, failed] = await sampleResults();
    expect(networks).toMatchObject({ status: 'finished', objective: null, graph: null });
    expect(networks!.pairs[0]!.paths).toHaveLength(1);
    expect(points).toMatchObject({ status: 'finished', model: null, data: null });
    expect(points!.graph).not.toBeNull();
    expect(failed).toMatchObject({ status: 'failed', pairs: [] });
  });
});

/** Each has a matrix over its list, in which a definition without a setup fails. */
const CHECKED = [architectures, layers, losses, objectives, optimizers, pathStrategies, tasks];

it('every built-in plugin is in a list that a matrix iterates', () => {
  expect(new Set(core)).toEqual(new Set(CHECKED.flat()));
});
