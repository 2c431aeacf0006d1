import { z } from 'zod';
import { define } from '@isthmus/contract';
import type { Analysis, AnalysisFindings, AnalysisQuestion, NetworkView } from '@isthmus/contract';
import { checkAnalysis } from '../check-analysis.js';
import type { Planted } from './planted.js';

const NOTHING = { facts: [], tables: [], charts: [] };

/** What a sound analysis finds: the loss of each point, and the line between the first and the last. */
export function losses({ points, measures }: AnalysisQuestion): AnalysisFindings {
  const values = points.map(({ params }) => measures.value(params));
  const along = measures.along(points[0]!.params, points.at(-1)!.params);
  const x = [0, 0.5, 1];
  return {
    summary: `The largest loss is ${Math.max(...values)}.`,
    facts: points.map(({ id }, i) => ({ label: id, value: values[i]!, meaning: 'loss' })),
    tables: [
      {
        ...{ title: 'Losses', caption: 'On the evaluation set.' },
        columns: [{ label: 'endpoint', meaning: '' }, { label: 'loss', meaning: '' }], // prettier-ignore
        rows: points.map(({ id }, i) => [id, values[i]!]),
      },
    ],
    charts: [
      {
        ...{
          kind: 'lines',
          title: 'The line',
          caption: '',
          x: { label: 't' },
          y: { label: 'loss' },
        },
        series: [{ label: 'line', x, y: x.map(along) }],
        marks: [],
      },
    ],
  };
}

export const analyzing = (
  analyze: (question: AnalysisQuestion) => unknown,
  more: Partial<Record<keyof Analysis, unknown>> = {},
): Analysis => ({ of: 'pair', analyze, ...more }) as Analysis;

export const plugin = (analysis: () => Analysis) =>
  define({
    kind: 'analysis',
    name: 'test/analysis',
    summary: 'An analysis to find faults in.',
    sources: [],
    options: z.strictObject({}),
    create: analysis,
  });

const saying = (change: object) => analyzing((question) => ({ ...losses(question), ...change }));

const spoiled = (question: AnalysisQuestion) => {
  Object.values(question.points[0]!.params)[0]!.data[0] = 7;
  return losses(question);
};

const unitsOfAny = ({ measures, points }: AnalysisQuestion) => ({
  ...NOTHING,
  summary: String(measures.unitsOf('input', points[0]!.params, 'evaluation').shape),
});

let calls = 0;

/** One object for all answers, whose sentence changes. */
const kept = { ...NOTHING, summary: '' };

/** The answer to the first question, for all others too. */
const remembering = () => {
  let first: AnalysisFindings | undefined;
  return analyzing((question) => (first ??= losses(question)));
};

const swallowing = ({ points, measures }: AnalysisQuestion) => {
  try {
    return { ...NOTHING, summary: `The loss is ${measures.value(points[0]!.params)}.` };
  } catch {
    return { ...NOTHING, summary: 'No loss could be measured.' };
  }
};

const overwriting = (question: AnalysisQuestion) => {
  const { value } = question.measures;
  (question.measures as { value: unknown }).value = (params: never) => value(params);
  return losses(question);
};

const accuracies = ({ points: [point], measures }: AnalysisQuestion) => {
  const value = measures.accuracy(point!.params);
  return {
    ...NOTHING,
    summary: 'x',
    facts: [{ label: 'accuracy', value, meaning: 'on the evaluation set' }],
  };
};

const oneFact = (label: string, value: unknown, meaning = 'x') => ({ label, value, meaning });
const AXES = { title: 'x', caption: '', x: { label: 'x' }, y: { label: 'y' } };
const lines = (series: readonly object[], marks: readonly object[] = []) =>
  saying({ charts: [{ kind: 'lines', ...AXES, series, marks }] });
const rowsOf = (columns: readonly string[], rows: readonly unknown[]) =>
  saying({
    tables: [
      { title: 'x', caption: '', columns: columns.map((label) => ({ label, meaning: '' })), rows },
    ],
  });

const contours = (change: object) =>
  saying({
    charts: [
      {
        ...{ kind: 'contours', ...AXES, z: { label: 'loss' }, unit: 'm', level: null },
        ...{ grid: { x: [0, 1], y: [0, 1], values: [[0, 1], [1, 2]] }, curves: [], points: [], ...change }, // prettier-ignore
      },
    ],
  });

const faults: readonly (readonly [fault: string, analysis: () => Analysis, code: string])[] = [
  ['a scope that is none', () => analyzing(losses, { of: 'triple' }), 'scope'],
  ['a refusal that is no text', () => analyzing(losses, { refusal: () => false }), 'refusal'],
  ['a refusal that fails where there is no network', () => analyzing(losses, { refusal: (network: NetworkView) => network.spec.leaves.length > 99 ? 'too many' : null }), 'refusal'],
  ['a refusal of everything', () => analyzing(() => null, { refusal: () => 'it says nothing' }), 'refuses-all'],
  ['a threshold that is taken for granted', () => analyzing((question) => ({ ...NOTHING, summary: question.threshold!.toFixed(3) })), 'failed'],
  ['a second point of all that is taken for granted', () => analyzing((question) => ({ ...NOTHING, summary: question.points[1]!.id }), { of: 'all' }), 'failed'],
  ['no more than two points of all', () => analyzing((question) => { if (question.points.length > 2) throw new Error('two'); return losses(question); }, { of: 'all' }), 'failed'],
  ['a graph that is taken for granted', () => analyzing(({ network }) => ({ ...NOTHING, summary: `${network === null ? 0 : network.structure!.graph.nodes.length} nodes` })), 'failed'],
  ['vectors that are taken for granted', () => analyzing((question) => { if (question.network?.structure !== undefined && question.network.structure.input.length > 1) throw new Error('one axis'); return losses(question); }), 'failed'],
  ['a spec that is written into', () => analyzing((question) => { (question.spec.leaves as unknown[]).reverse(); return losses(question); }), 'impure'],
  ['a graph that is written into', () => analyzing((question) => { (question.network?.structure?.graph.nodes as unknown[] | undefined)?.reverse(); return losses(question); }), 'impure'],
  ['no summary', () => saying({ summary: '' }), 'findings'],
  ['no list of charts', () => analyzing(() => ({ summary: 'x', facts: [], tables: [] })), 'findings'],
  ['a row with a cell too few', () => saying({ tables: [{ title: 'x', caption: '', columns: [{ label: 'a', meaning: '' }, { label: 'b', meaning: '' }], rows: [[1]] }] }), 'findings'],
  ['a curve with a value too few', () => saying({ charts: [{ kind: 'bars', title: 'x', caption: '', x: { label: 'x' }, bars: [{ label: 'a' }] }] }), 'findings'],
  ['a curve that goes back', () => saying({ charts: [{ kind: 'lines', title: 'x', caption: '', x: { label: 'x' }, y: { label: 'y' }, series: [{ label: 'a', x: [1, 0], y: [0, 0] }], marks: [] }] }), 'findings'],
  ['a function among its findings', () => saying({ facts: [{ label: 'a', value: () => 1, meaning: '' }] }), 'findings'],
  ['a row with a cell too many', () => rowsOf(['a'], [[1, 2]]), 'findings'],
  ['a row that is no list', () => rowsOf(['a'], [{ a: 1 }]), 'findings'],
  ['a table without columns', () => rowsOf([], []), 'findings'],
  ['a curve whose x is shorter than its y', () => lines([{ label: 'a', x: [0], y: [0, 1] }]), 'findings'],
  ['a chart without curves', () => lines([]), 'findings'],
  ['a mark that is nowhere', () => lines([{ label: 'a', x: [0], y: [0] }], [{ label: 'here' }]), 'findings'],
  ['a chart of a kind that there is not', () => saying({ charts: [{ kind: 'pie', ...AXES, bars: [] }] }), 'findings'],
  ['a path that is written into', () => analyzing((question) => { Object.values(question.paths!.at(-1)!.path.vertices[0]!)[0]!.data[0] = 7; return losses(question); }, { of: 'paths' }), 'impure'],
  ['a third path that is taken for granted', () => analyzing((question) => ({ ...losses(question), summary: question.paths![2]!.label }), { of: 'paths' }), 'failed'],
  ['contours over uneven places', () => contours({ grid: { x: [0, 1, 3], y: [0, 1], values: [[0, 0, 0], [0, 0, 0]] } }), 'findings'],
  ['contours with a row too few', () => contours({ grid: { x: [0, 1], y: [0, 1], values: [[0, 0]] } }), 'findings'],
  ['a projected curve with a distance too few', () => contours({ curves: [{ label: 'a', x: [0, 1], y: [0, 1], off: [0], beads: [] }] }), 'findings'],
  ['a bead that is no point of its curve', () => contours({ curves: [{ label: 'a', x: [0], y: [0], off: [0], beads: [1] }] }), 'findings'],
  ['a fact without a label', () => saying({ facts: [oneFact('', 1)] }), 'findings'],
  ['two facts of one label', () => saying({ facts: [oneFact('a', 1), oneFact('a', 2)] }), 'findings'],
  ['a fact that is a list', () => saying({ facts: [oneFact('a', [1, 2])] }), 'findings'],
  ['a verdict among its findings', () => saying({ verdict: 'connected', grade: 'certified' }), 'findings'],
  ['a fact with a grade', () => saying({ facts: [{ ...oneFact('a', 1), grade: 'certified' }] }), 'findings'],
  ['more facts than a page can hold', () => saying({ facts: Array.from({ length: 201 }, (_, i) => oneFact(`${i}`, i)) }), 'findings'],
  ['a fact without a definition', () => saying({ facts: [oneFact('a', 1, '')] }), 'unexplained'],
  ['NaN for what cannot be measured', () => analyzing(accuracies), 'not-measured'],
  ['measures that are written into', () => analyzing(overwriting), 'impure'],
  ['a cancel that is caught', () => analyzing(swallowing), 'keeps-cancel'],
  ['a promise of findings in spite of a cancel', () => analyzing((question) => Promise.resolve(swallowing(question))), 'keeps-cancel'],
  ['the answer to the question before', remembering, 'not-repeatable'],
  ['one object for all answers, which changes', () => analyzing(() => { kept.summary = `${calls++}`; return kept; }), 'not-repeatable'],
  ['chance of its own', () => analyzing((question) => ({ ...losses(question), summary: `${Math.random()}` })), 'not-repeatable'],
  ['a point that is written into', () => analyzing(spoiled), 'impure'],
  ['a counter', () => analyzing((question) => ({ ...losses(question), summary: `${calls++}` })), 'not-repeatable'],
  ['a counter that is created anew', () => { const mine = calls++; return analyzing((question) => ({ ...losses(question), summary: `${mine}` })); }, 'not-repeatable'],
  ['a network that is taken for granted', () => analyzing(unitsOfAny), 'failed'],
]; // prettier-ignore

export const planted: readonly Planted[] = faults.map(([fault, analysis, code]) => ({
  fault,
  code: `conformance/analysis-${code}`,
  checks: () => checkAnalysis(plugin(analysis)),
}));
