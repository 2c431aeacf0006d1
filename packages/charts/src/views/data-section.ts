import type { DataRecord, ExperimentResult, ModelRecord, ObjectiveRecord } from '@isthmus/contract';
import { type DomChild, element } from '../drawing/dom.js';
import { formatCount, formatNumber, plural } from '../format/format.js';
import { dataTable } from '../tables/data-table.js';
import { code, facts, folded, section } from './parts.js';
import { refWords } from './ref-words.js';

/** More are not listed by name. */
const MOST_CLASSES = 20;

/** What the numbers are about: data and a network, or an objective. */
export function dataSection(document: Document, result: ExperimentResult): HTMLElement {
  const { data, model, objective, loss, arithmetic } = result;
  const arithmeticFact = ['arithmetic of verdicts', ARITHMETIC_WORDS[arithmetic]] as const;
  if (objective !== null)
    return section(document, 'Objective', [
      facts(document, [...objectiveFacts(objective, loss.unit), arithmeticFact]),
    ]);
  return section(document, 'Data and model', [
    facts(document, [
      ...(data === null ? [] : dataFacts(document, data)),
      ...(model === null ? [] : modelFacts(model)),
      ['loss', `${loss.use}, in ${loss.unit}`],
      ...(data === null ? [] : baselineFacts(data)),
      arithmeticFact,
    ]),
    model === null || model.layers.length === 0 ? null : layersPart(document, model),
  ]);
}

type Fact = readonly [string, DomChild];

function dataFacts(document: Document, record: DataRecord): Fact[] {
  const { task, sizes, evaluation, sha256, dropped, classes } = record;
  const counts = Object.entries(sizes).map(([name, count]) => `${name} ${formatCount(count)}`);
  const lacking = `; ${plural(dropped, 'row')} with missing values left out`;
  const shared =
    evaluation.trainRows > 0 ? `, ${formatCount(evaluation.trainRows)} of them train rows too` : '';
  return [
    ['task', refWords(task)],
    ['samples', `${counts.join(', ')}${dropped > 0 ? lacking : ''}`],
    ['data SHA-256', code(document, sha256)],
    [
      'evaluation set',
      `the ${evaluation.split} split, ${formatCount(evaluation.size)} samples${shared}`,
    ],
    ['its SHA-256', code(document, evaluation.sha256)],
    ...(classes === null ? [] : [['classes', classWords(classes)] as const]),
    ...scalingFacts(document, record),
  ];
}

function classWords(classes: readonly string[]): string {
  const shown = classes.slice(0, MOST_CLASSES).join(', ');
  const more = classes.length - MOST_CLASSES;
  return `in order: ${shown}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
}

/** How inputs were made of the numbers of the data, where they are not those numbers. */
function scalingFacts(document: Document, { scaling }: DataRecord): Fact[] {
  if (scaling === null) return [];
  const { from, columns, mean, deviation } = scaling;
  const by = from === null ? 'by fixed numbers' : `by mean and deviation of the ${from} rows`;
  const of = columns === 1 ? 'one of each for all' : `each of ${formatCount(columns)} columns`;
  const words = `(number − mean) / deviation, ${by}, ${of}`;
  if (mean === null || deviation === null || mean.length !== deviation.length)
    return [['inputs', words]];
  const table = dataTable(document, {
    caption: 'What inputs are made by, in the order of the columns.',
    columns: ['column', 'mean', 'deviation'].map((heading) => ({ heading, numeric: true })),
    rows: mean.map((value, i) => [
      formatCount(i + 1),
      formatNumber(value, 6),
      formatNumber(deviation[i] ?? null, 6),
    ]),
    long: columns > 12,
  });
  const title = `Mean and deviation (${formatCount(columns)})`;
  return [
    [
      'inputs',
      element(document, 'div', {}, [words, folded(document, 'data-scaling', title, [table])]),
    ],
  ];
}

/** What levels can be held against; what is not computed is left out. */
function baselineFacts({ baselines }: DataRecord): Fact[] {
  const { constant, linear } = baselines;
  return [
    ...(constant === null ? [] : [['best constant predictor', `loss ${formatNumber(constant)}`] as const]), // prettier-ignore
    ...(linear === null ? [] : [['best linear predictor', `loss ${formatNumber(linear)}`] as const]), // prettier-ignore
  ];
}

function modelFacts({ architecture, parameters }: ModelRecord): Fact[] {
  return [
    ['architecture', refWords(architecture)],
    ['parameters', formatCount(parameters)],
  ];
}

function objectiveFacts({ objective, parameters, leaves }: ObjectiveRecord, unit: string): Fact[] {
  const arrays = leaves.map(({ name, shape }) => `${name} [${shape.join(', ')}]`);
  return [
    ['objective', refWords(objective)],
    ['parameters', `${formatCount(parameters)}: ${arrays.join(', ')}`],
    ['unit', unit],
    ['data', 'none: the loss is a formula of the parameters'],
  ];
}

const ARITHMETIC_WORDS = {
  'float64-reference': 'float64, by the reference',
  'float32-tfjs': 'float32, since the architecture is given as code',
  'float64-objective': 'float64, by the formula of the objective',
} as const;

function layersPart(document: Document, model: ModelRecord): HTMLElement {
  const table = dataTable(document, {
    caption: 'The layers in order, with the shape of one output.',
    columns: [
      { heading: 'layer' },
      { heading: 'kind' },
      { heading: 'output' },
      { heading: 'parameters', numeric: true },
    ],
    rows: model.layers.map(({ id, layer, output, parameters }) => [
      id,
      layer,
      output.join(' × '),
      formatCount(parameters),
    ]),
    long: model.layers.length > 12,
  });
  return folded(document, 'data-layers', `Layers (${formatCount(model.layers.length)})`, [table]);
}
