import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfigText, readSafetensors } from '@isthmus/core';
import type { ExperimentResult, PathRecord, SweepRecord } from '@isthmus/core/contract';
import type { RunManifest } from './testing/command.js';
import {
  eventsIn,
  isthmus,
  PATIENCE_MS,
  readJson,
  ROOT,
  temporaryFolder,
} from './testing/command.js';

const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((name) =>
  name.endsWith('.isthmus.json'),
);

const number = expect.any(Number) as number;
const text = expect.stringMatching(/./) as string;
const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
const textOrNull = expect.toSatisfy((value) => value === null || typeof value === 'string');
const numberOrNull = expect.toSatisfy((value) => value === null || Number.isFinite(value));

/** What `result.json` holds at least, whatever the experiment. */
const RESULT = {
  format: 'isthmus/result@1',
  status: 'finished',
  config: { format: undefined },
  seed: number,
  environment: {
    isthmus: text,
    node: process.versions.node,
    platform: text,
    cpu: text,
    engine: text,
    versions: { v8: text, '@tensorflow/tfjs': text },
    startedAt: text,
    seconds: number,
  },
  threshold: numberOrNull,
  error: null,
};

/** What it holds besides where a network learns a task, and where an objective is descended. */
const SUBJECTS = {
  network: {
    data: { sha256, evaluation: { split: text, size: number, sha256 } },
    model: { parameters: number },
    objective: null,
    arithmetic: 'float64-reference',
  },
  objective: {
    data: null,
    model: null,
    objective: { objective: { use: text }, parameters: number },
    arithmetic: 'float64-objective',
  },
};

const ENDPOINT = {
  id: text,
  loss: number,
  testLoss: numberOrNull,
  reached: true,
  attempts: number,
  steps: number,
  file: text,
};

const PATH = {
  strategy: text,
  options: expect.any(Object) as object,
  verdict: expect.stringMatching(/^(connected|not-found|disconnected)$/) as string,
  level: number,
  grade: textOrNull,
  reason: textOrNull,
  peak: { t: number, loss: number },
  barrier: { aboveEnds: number, aboveMean: number, aboveChord: number },
  length: number,
  normalizedLength: number,
  beads: number,
  vertices: text,
  certificate: textOrNull,
  cost: { gradientEvaluations: number, lossEvaluations: number, seconds: number },
};

/** Whether a strategy says more than its path: which others it tried, how long it was, what is free. */
const isTelling = ({ strategy, options, verdict }: PathRecord) =>
  ['dss/auto', 'dss/relu-layer', 'symmetry/free-unit'].includes(strategy) ||
  options['shorten'] === true ||
  // Why a construction does not apply is said beside what it proves instead.
  (strategy === 'dss/linear-network' && verdict === 'disconnected');

describe.concurrent.each(EXAMPLES)('%s', (name) => {
  it('meets its claims and leaves a whole run folder', { timeout: PATIENCE_MS }, async () => {
    const file = join('examples', name);
    const claims = parseConfigText(readFileSync(join(ROOT, file), 'utf8'), name) as {
      name: string;
      expect: object[];
      sweep?: object;
    };
    expect(claims.expect.length).toBeGreaterThan(0);

    const out = join(temporaryFolder(), 'out');
    const { code, stdout, stderr } = await isthmus(['run', file, '--out', out]);
    expect(stderr).not.toMatch(/not as expected/);
    expect(code).toBe(0);
    expect(stdout).toBe('');
    const isSweep = claims.sweep !== undefined;
    const report = isSweep ? 'sweep.html' : 'report.html';
    expect(stderr).toContain(`run folder  ${out}\nreport      ${join(out, report)}\n`);
    checkReport(readFileSync(join(out, report), 'utf8'), claims.name);
    if (isSweep) checkSweep(out);
    else checkRun(out, ['report.html']);
  });
});

/** A sweep is finished when all of its trials are, each in a run folder of its own. */
function checkSweep(out: string): void {
  const findings = analysesOf(out, 'sweep.json') > 0 ? ['findings.csv'] : [];
  const files = ['sweep.csv', 'sweep.html', 'sweep.json', 'trials'];
  expect(readdirSync(out).sort()).toEqual([...findings, ...files]);
  const { status, trials } = readJson<SweepRecord>(out, 'sweep.json');
  expect(status).toBe('finished');
  expect(trials.length).toBeGreaterThan(1);
  for (const { folder } of trials) checkRun(join(out, folder), []);
}

/** How many analyses the experiment of a run or a sweep asks for. */
function analysesOf(out: string, file: string): number {
  const { config } = readJson<{ config: { analyses: object[] } }>(out, file);
  return config.analyses.length;
}

function checkRun(out: string, reports: readonly string[]): void {
  const analyses = analysesOf(out, 'result.json') > 0 ? ['analyses'] : [];
  const result = readJson<ExperimentResult>(out, 'result.json');
  const proved = result.pairs.some(({ paths }) => paths.some((path) => path.certificate !== null));
  const certificates = proved ? ['certificates'] : [];
  const together = result.pairs.some(({ alignment }) => alignment?.together !== undefined);
  const alignments = together ? ['alignments'] : [];
  const files = [
    ...alignments,
    ...analyses,
    ...certificates,
    'events.ndjson',
    'models',
    ...reports,
    'result.json',
    'run.json',
  ];
  expect(readdirSync(out).sort()).toEqual(files);
  checkResult(result);
  checkManifest(readJson<RunManifest>(out, 'run.json'), result);
  checkEvents(readFileSync(join(out, 'events.ndjson'), 'utf8'), result);
  checkModels(out, result);
}

function checkResult(result: ExperimentResult): void {
  const { format: _, ...config } = RESULT.config;
  expect(result).toMatchObject({ ...RESULT, config });
  expect(result).toMatchObject(SUBJECTS['objective' in result.config ? 'objective' : 'network']);
  expect(result.seed).toBe(result.config['seed']);
  expect(result.endpoints.length).toBeGreaterThanOrEqual(2);
  for (const endpoint of result.endpoints) expect(endpoint).toMatchObject(ENDPOINT);
  expect(result.pairs.length).toBeGreaterThanOrEqual(1);
  for (const { a, b, distance, alignment, paths } of result.pairs) {
    expect([a, b]).toEqual([text, text]);
    expect(distance).toBeGreaterThan(0);
    expect(alignment === null).toBe((result.config['align'] as object[]).length === 0);
    expect(paths.map(({ strategy }) => strategy)).toEqual(
      (result.config['paths'] as { use: string }[]).map(({ use }) => use),
    );
    for (const path of paths) {
      expect(path).toMatchObject(PATH);
      expect(path.certificate === null).toBe(path.grade !== 'certified');
      expect(path.details === null).toBe(!isTelling(path));
      expect(path.grade === null).toBe(path.verdict === 'not-found');
      expect(path.reason === null).toBe(path.verdict !== 'not-found');
      const { t, loss } = path.profile;
      expect(t.length).toBe(loss.length);
      expect(t.length).toBeGreaterThanOrEqual(33);
      expect([t[0], t.at(-1)]).toEqual([0, 1]);
      expect(Math.max(...loss)).toBe(path.peak.loss);
      if (path.verdict === 'connected') expect(path.peak.loss).toBeLessThanOrEqual(path.level);
      else expect(path.peak.loss).toBeGreaterThan(path.level);
    }
  }
}

function checkManifest(manifest: RunManifest, { name }: ExperimentResult): void {
  expect(manifest).toMatchObject({ format: 'isthmus/run@1', name, status: 'finished' });
  expect(Date.parse(manifest.finishedAt!)).toBeGreaterThanOrEqual(Date.parse(manifest.startedAt));
  for (const step of Object.values(manifest.steps)) expect(step).toMatchObject({ sha256 });
}

function checkEvents(ndjson: string, result: ExperimentResult): void {
  expect(ndjson.endsWith('\n')).toBe(true);
  const types = eventsIn(ndjson).map(({ type }) => type);
  const count = (type: string) => types.filter((each) => each === type).length;
  expect(types[0]).toBe('run/started');
  expect(types.at(-1)).toBe('run/finished');
  expect(count('endpoint/finished')).toBe(result.endpoints.length);
  expect(count('path/finished')).toBe(result.pairs.flatMap(({ paths }) => paths).length);
  expect(types.some((type) => type.endsWith('/progress'))).toBe(false);
}

function checkModels(out: string, result: ExperimentResult): void {
  const numbersIn = (name: string) => {
    const { tensors } = readSafetensors(readFileSync(join(out, name)), name);
    return [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
  };
  const { parameters } = (result.model ?? result.objective)!;
  for (const { file } of result.endpoints) expect(numbersIn(file)).toBe(parameters);
  for (const { paths, alignment } of result.pairs) {
    if (alignment !== null) expect(numbersIn(alignment.file)).toBe(parameters);
    for (const { vertices, beads } of paths)
      expect(numbersIn(vertices)).toBe((beads + 2) * parameters);
  }
}

/** The report needs nothing beside itself: no network, no script. */
function checkReport(html: string, name: string): void {
  expect(html).toMatch(/^<!doctype html>/i);
  expect(html.trimEnd()).toMatch(/<\/html>$/);
  expect(html).toContain(name);
  expect(html).not.toMatch(/<script|<link|<iframe|<object|<embed|@import|\bon\w+=/i);
  const references = [
    ...html.matchAll(/\b(?:src|href|action|url)\s*(?:=\s*["']?|\(\s*["']?)([^"'\s)>]+)/gi),
  ];
  for (const [, target] of references) expect(target).toMatch(/^#/);
}
