import { describe, expect, it } from 'vitest';
import type { ExperimentResult, Reporter } from '@isthmus/contract';
import {
  analyses,
  architectures,
  certifiers,
  core,
  layers,
  losses,
  objectives,
  optimizers,
  pathStrategies,
  tasks,
} from '../builtin/index.js';
import { checkReporter } from './check-reporter.js';
import { sampleResults } from './sample-results.js';
import { codesOf } from './testing/planted.js';
import { verdicts, plugin, rendering, planted } from './testing/planted-reporters.js';

const trying = (reporter: Reporter, results?: readonly ExperimentResult[]) =>
  codesOf(
    checkReporter(
      plugin(() => reporter),
      results && { results },
    ),
  );

describe('checkReporter', () => {
  it('finds nothing in a sound reporter', async () => {
    expect(await trying(verdicts)).toEqual([]);
    expect(await trying(rendering(async ({ name }) => Promise.resolve(name)))).toEqual([]);
  });

  it.each(planted)('finds $fault', async ({ code, checks }) => {
    expect(await codesOf(checks())).toContain(code);
  });

  it('reports the results that it is given', async () => {
    const [networks] = await sampleResults();
    const ofNetworks = rendering(({ model }) => String(model!.parameters));
    expect(await trying(ofNetworks, [networks!])).toEqual([]);
  });
});

describe('the sample results', () => {
  it('have what reporters meet: paths, a graph, an objective, a failure, an alignment, an analysis', async () => {
    const [networks, points, failed, aligned, stopped] = await sampleResults();
    expect(networks).toMatchObject({ status: 'finished', objective: null, graph: null });
    expect(networks!.pairs[0]!.paths).toHaveLength(1);
    expect(points).toMatchObject({ status: 'finished', model: null, data: null });
    expect(points!.graph).not.toBeNull();
    expect(failed).toMatchObject({ status: 'failed', pairs: [] });
    expect(aligned!.analyses).toHaveLength(1);
    const [pair] = aligned!.pairs;
    expect(pair!.alignment).not.toBeNull();
    expect(pair!.paths.map(({ strategy, verdict }) => [strategy, verdict])).toEqual([
      ['core/linear', 'connected'],
      ['conformance/bead', 'connected'],
    ]);
    expect(stopped).toMatchObject({ status: 'cancelled', error: null });
    expect(stopped!.pairs[0]!.paths).toHaveLength(1);
  });
});

/** Each has a matrix over its list, in which a definition without a setup fails. */
const CHECKED = [
  analyses,
  architectures,
  certifiers,
  layers,
  losses,
  objectives,
  optimizers,
  pathStrategies,
  tasks,
];

it('every built-in plugin is in a list that a matrix iterates', () => {
  expect(new Set(core)).toEqual(new Set(CHECKED.flat()));
});
