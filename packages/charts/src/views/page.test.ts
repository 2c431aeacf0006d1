import type { RunEvent } from '@isthmus/contract';
import { describe, expect, it } from 'vitest';
import { recordedRun, type ShownRun } from '../data/shown-run.js';
import { element } from '../drawing/dom.js';
import { testDocument } from '../testing/document.js';
import { pageOf } from '../testing/page.js';
import { connectedPath, exampleEndpoint, examplePair, exampleResult } from '../testing/result.js';
import { runPage } from './page.js';

const training: Extract<RunEvent, { type: 'endpoint/progress' }> = {
  ...{ type: 'endpoint/progress', endpoint: 'b', attempt: 1, step: 5, maxSteps: 10 },
  ...{ loss: 0.5, threshold: 0.001, curve: { step: [0, 5], loss: [1, 0.5] } },
};

const searching: Extract<RunEvent, { type: 'path/progress' }> = {
  ...{ type: 'path/progress', pair: ['a', 'b'], strategy: 'dss/greedy', index: 1, level: 0.001 },
  ...{ vertices: 3, peak: null, profile: { t: [0, 1], loss: [0.0009, 0.0009] } },
  gradientEvaluations: 20,
};

/** A run of which one endpoint is trained and one path judged. */
function underWay(): ShownRun {
  const ended = recordedRun(exampleResult());
  const pair = ended.pairs['a – b']!;
  return {
    ...ended,
    result: null,
    endpoints: {
      b: { tag: 'running', progress: training },
      a: { tag: 'finished', record: exampleEndpoint() },
    },
    pairs: {
      'a – b': {
        ...{ ...pair, distance: null },
        paths: { 1: { tag: 'running', progress: searching }, 0: pair.paths[0]! },
      },
    },
  };
}

function drawn(run: ShownRun): HTMLElement {
  const document = testDocument();
  return element(
    document,
    'main',
    {},
    runPage(run).map((section) => section.draw(document)),
  );
}

const texts = (root: ParentNode, selector: string) =>
  [...root.querySelectorAll(selector)].map((node) => node.textContent);

describe('the page of a run', () => {
  it('that goes on shows what is known of it, in the order of the experiment', () => {
    const page = drawn(underWay());
    expect(texts(page, 'h2')).toEqual(['Paths', 'Endpoints']);
    const names = texts(page, '#pair-1 .isthmus-chart:first-of-type .isthmus-legend-name');
    expect(names.slice(0, 2)).toEqual(['core/linear', 'dss/greedy']);
    expect(texts(page, '#pair-1 .isthmus-table-cards tbody th')).toEqual(['core/linear']);
    expect(texts(page, '#endpoints .isthmus-legend-name')).toEqual(['a', 'b']);
    expect(texts(page, '#endpoints .isthmus-table-cards tbody th')).toEqual(['a']);
    expect(page.querySelector('.headline')).toBeNull();
  });

  it('compares cost and accuracy when it has ended', () => {
    const accuracy = { t: [0, 1], accuracy: [0.9, 0.95] };
    const paths = ['dss/greedy', 'dss/neb', 'dss/bezier'].map((strategy) =>
      connectedPath({ strategy: strategy as 'dss/neb', accuracy }),
    );
    const ended = recordedRun(exampleResult({ pairs: [examplePair({ paths })] }));
    const captions = (run: ShownRun) => texts(drawn(run), '#pair-1 figcaption');
    expect(captions(ended)).toEqual([
      'Loss along the paths from a to b',
      'Cost against quality from a to b',
      'Accuracy along the paths from a to b',
    ]);
    expect(captions({ ...ended, result: null })).toHaveLength(1);
  });

  it('of which nothing is known yet is empty', () => {
    const nothing = { ...underWay(), endpoints: {}, pairs: {} };
    expect(drawn(nothing).childElementCount).toBe(0);
  });

  it('that has ended shows what its record holds, with the lead first', () => {
    const page = pageOf(exampleResult());
    expect(page.firstElementChild?.className).toBe('lead');
    expect(texts(page, 'h2')).toEqual([
      'Paths',
      'Endpoints',
      'Data and model',
      'Configuration',
      'Environment',
      'Words',
    ]);
  });

  it('has an id for every section and for all that can be unfolded', () => {
    const pairs = ['b', 'c'].map((b) => examplePair({ b }));
    const run = recordedRun(exampleResult({ pairs }));
    const sections = runPage(run).map(({ id }) => id);
    expect(new Set(sections).size).toBe(sections.length);
    const ids = [...drawn(run).querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(drawn(run).querySelectorAll('details:not([id])')).toHaveLength(0);
  });
});
