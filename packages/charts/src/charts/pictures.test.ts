import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ExperimentResult, SweepRecord } from '@isthmus/contract';
import { describe, expect, it } from 'vitest';
import { graphData } from '../data/graph-data.js';
import { accuracyData, costData, pairCurves } from '../data/pair-data.js';
import { endName, trainingData } from '../data/series.js';
import { recordedRun, type ShownPair } from '../data/shown-run.js';
import { sweepData } from '../data/sweep-data.js';
import { standaloneSvg, type Theme } from '../drawing/standalone.js';
import { testDocument } from '../testing/document.js';
import { seriesSentence } from '../words/words.js';
import { accuracySvg } from './accuracy.js';
import { contoursSvg } from './contours.js';
import { costSvg } from './cost.js';
import { curvatureSvg } from './curvature.js';
import { graphSvg } from './graph.js';
import { interpolationDetailSvg, interpolationSvg } from './interpolation.js';
import { proofSigns } from './interpolation-words.js';
import { sweepSvg } from './sweep.js';
import { trainingSvg } from './training.js';

/** Where the pictures are, to be looked at whenever one has changed. */
const FOLDER = new URL('../../pictures/', import.meta.url);

/** With this set pictures are written anew, and not compared. */
const isUpdate = process.env['UPDATE_PICTURES'] === '1';

const document = testDocument();

const wide = { document, width: 880, height: 360 };
const narrow = { document, width: 360, height: 280 };

function recorded<T>(name: string): T {
  const file = new URL(`../testing/records/${name}.json.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as T;
}

function firstPair(name: string): { readonly pair: ShownPair; readonly unit: string } {
  const result = recorded<ExperimentResult>(name);
  const [pair] = Object.values(recordedRun(result).pairs);
  return { pair: pair!, unit: result.loss.unit };
}

function interpolation(name: string, size: typeof wide, theme: Theme = 'light'): string {
  const { pair, unit } = firstPair(name);
  const data = pairCurves(pair, unit);
  const detail = interpolationDetailSvg(data, size);
  const drawn = [interpolationSvg(data, size), ...(detail === null ? [] : [detail])];
  // Sentences have no room beside a narrow drawing.
  const words = data.series.map((series) =>
    size === narrow ? series.label : seriesSentence(series),
  );
  const note = size === narrow ? '' : proofSigns(data);
  return standaloneSvg(drawn, words, { document, theme, note });
}

function accuracy(name: string): string {
  const data = accuracyData(firstPair(name).pair)!;
  const names = data.series.map(({ label }) => label);
  return standaloneSvg(accuracySvg(data, wide), names, { document });
}

function cost(name: string, size: typeof wide, theme: Theme = 'light'): string {
  const { pair, unit } = firstPair(name);
  const data = costData(pair, unit);
  const names = data.points.map(({ label }) => label);
  return standaloneSvg(costSvg(data, size), names, { document, theme });
}

function training(name: string): string {
  const data = trainingData(recorded<ExperimentResult>(name));
  const names = data.series.map(({ label }) => label);
  return standaloneSvg(trainingSvg(data, wide), names, { document });
}

function graph(name: string): string {
  const data = graphData(recorded<ExperimentResult>(name))!;
  return standaloneSvg(graphSvg(data, wide), [], { document });
}

function curvature(name: string): string {
  const [pair] = recorded<ExperimentResult>(name).pairs;
  const { convexity } = pair!;
  if (convexity === null || convexity.outcome === 'refused') throw new Error('nothing measured');
  const data = { a: pair!.a, b: endName(pair!), points: convexity.hessian.points };
  return standaloneSvg(curvatureSvg(data, wide), [], { document });
}

function plane(name: string, size: typeof wide, theme: Theme = 'light'): string {
  const { analyses = [] } = recorded<ExperimentResult>(name);
  const chart = analyses[0]!.findings.charts.find(({ kind }) => kind === 'contours');
  if (chart?.kind !== 'contours') throw new Error('no plane was drawn');
  const names = chart.curves.map(({ label }) => label);
  return standaloneSvg(contoursSvg(chart, size), names, { document, theme });
}

function sweep(name: string): string {
  const data = sweepData(recorded<SweepRecord>(name), 'fraction')!;
  const names = data.series.map(({ label }) => label);
  return standaloneSvg(sweepSvg(data, wide), names, { document });
}

const PICTURES: Readonly<Record<string, () => string>> = {
  'interpolation-near-the-level': () => interpolation('rivals', wide),
  'interpolation-near-the-level-narrow': () => interpolation('rivals', narrow),
  'interpolation-near-the-level-dark': () => interpolation('rivals', wide, 'dark'),
  'interpolation-in-even-steps': () => interpolation('cyclic-shift', wide),
  'interpolation-several-levels': () => interpolation('exact-relu', wide),
  'interpolation-aligned': () => interpolation('digits', wide),
  'interpolation-proved': () => interpolation('proved', wide),
  'interpolation-proved-narrow-dark': () => interpolation('proved', narrow, 'dark'),
  'interpolation-refuted': () => interpolation('refuted', wide),
  'interpolation-apart': () => interpolation('apart', wide),
  'accuracy-along-paths': () => accuracy('digits'),
  'cost-and-quality': () => cost('rivals', wide),
  'cost-and-quality-narrow': () => cost('rivals', narrow),
  'cost-and-lowest-levels-dark': () => cost('exact-relu', wide, 'dark'),
  'training-two-endpoints': () => training('rivals'),
  'graph-of-four': () => graph('graph'),
  'curvature-along-a-path': () => curvature('convexity'),
  'plane-with-three-paths': () => plane('plane', { ...wide, height: 560 }),
  'plane-with-three-paths-dark': () => plane('plane', { ...wide, height: 560 }, 'dark'),
  'plane-with-three-paths-narrow': () => plane('plane', narrow),
  'sweep-fraction-connected': () => sweep('sweep'),
};

/** Coordinates to a hundredth of a pixel and an element a line: a change shows where it is. */
function reviewable(svg: string): string {
  return svg
    .replace(/ (?:d|x|y|[xy][12]|c[xy]|points|transform|width|height)="[^"]*"/g, (attribute) =>
      attribute.replace(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number) * 100) / 100)),
    )
    .replace(/><(?!\/?tspan|\/text)/g, '>\n<');
}

describe('pictures', () => {
  it.each(Object.keys(PICTURES))('%s', (name) => {
    const file = new URL(`${name}.svg`, FOLDER);
    const drawn = reviewable(PICTURES[name]!());
    if (isUpdate) writeFileSync(file, drawn);
    const held = existsSync(file) ? readFileSync(file, 'utf8') : '';
    expect(drawn, 'changed: look at it after UPDATE_PICTURES=1').toBe(held);
  });

  it('are all drawn here', () => {
    const held = readdirSync(FOLDER).flatMap((file) => /^(.*)\.svg$/.exec(file)?.[1] ?? []);
    expect(held.sort()).toEqual(Object.keys(PICTURES).sort());
  });
});
