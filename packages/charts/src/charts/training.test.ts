import { describe, expect, it } from 'vitest';
import { trainingData, trainingSeries, type TrainingData } from '../data/series.js';
import { testDocument } from '../testing/document.js';
import { exampleEndpoint, exampleResult } from '../testing/result.js';
import { trainingChart, trainingSvg } from './training.js';

const document = testDocument();
const example = trainingData(exampleResult());

function draw(data: TrainingData) {
  return trainingSvg(data, { document });
}

function count(root: Element, selector: string): number {
  return root.querySelectorAll(selector).length;
}

describe('trainingSvg', () => {
  it('draws one line for each endpoint and the threshold', () => {
    const svg = draw(example);
    expect(count(svg, '.isthmus-curve path')).toBe(2);
    expect(count(svg, '.isthmus-level line')).toBe(1);
    expect(svg.querySelector('.isthmus-level-label')?.textContent).toBe('threshold0.001');
    expect(svg.textContent).toContain('loss (squared error), log scale');
  });

  it('fills the end of a curve that reached the threshold only', () => {
    const missed = exampleEndpoint({ id: 'c', reached: false, outcome: 'budget' });
    const endpoints = [exampleEndpoint(), missed];
    const svg = draw(trainingData(exampleResult({ endpoints })));
    const fills = [...svg.querySelectorAll('.isthmus-curve-end')].map((g) =>
      g.getAttribute('fill'),
    );
    expect(fills).toEqual(['var(--isthmus-series-1)', 'var(--isthmus-background)']);
  });

  it('is a logarithm with a place for 0 where a loss is zero or less', () => {
    const curve = { step: [0, 1, 2], loss: [1, 0, -1] };
    const svg = draw(trainingData(exampleResult({ endpoints: [exampleEndpoint({ curve })] })));
    expect(svg.textContent).toContain('log scale with 0');
    expect(svg.querySelectorAll('.isthmus-zero')).toHaveLength(1);
    expect(svg.outerHTML).not.toContain('NaN');
  });

  it('survives divergence, imports and a missing threshold', () => {
    const diverged = { step: [0, 10, 20], loss: [1, 1e30, Number.NaN] };
    const endpoints = [
      exampleEndpoint({ outcome: 'diverged', reached: false, curve: diverged }),
      exampleEndpoint({ outcome: 'imported', curve: { step: [], loss: [] } }),
    ];
    const svg = draw(trainingData(exampleResult({ endpoints, threshold: null })));
    expect(count(svg, '.isthmus-level line')).toBe(0);
    expect(svg.outerHTML).not.toContain('NaN');
    const imported = draw({ threshold: null, unit: 'nats', series: [] });
    expect(imported.textContent).toContain('no training curves');
  });
});

describe('trainingChart', () => {
  it('tells how each training went, also while it goes on', () => {
    const running = trainingSeries({
      type: 'endpoint/progress',
      endpoint: 'b',
      attempt: 2,
      step: 400,
      maxSteps: 20_000,
      loss: 0.02,
      threshold: 0.001,
      curve: { step: [0, 400], loss: [0.3, 0.02] },
    });
    const [first] = example.series;
    const series = first === undefined ? [running] : [first, running];
    const figure = trainingChart({ ...example, series }, { document });
    expect([...figure.querySelectorAll('li')].map((row) => row.textContent)).toEqual([
      'areached the threshold after 812 steps, loss 0.00098',
      'btraining, attempt 2, step 400 of 20\u202f000, loss 0.02',
    ]);
  });
});
