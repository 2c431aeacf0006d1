import {
  dataTable,
  element,
  formatCount,
  formatFraction,
  formatNumber,
  formatSeconds,
  OUTCOME_WORDS,
  trainingChart,
  trainingData,
  trainingTable,
  type Child,
  type Column,
} from '@isthmus/charts';
import type { EndpointRecord, ExperimentResult } from '@isthmus/core/contract';
import { glossary } from './glossary.js';
import { code, facts, folded, section } from './page.js';
import { CHART_WIDTH } from './pair-section.js';
import { refWords } from './words.js';

/** A column of the endpoints' table, left out where no endpoint has anything to say in it. */
interface EndpointColumn extends Column {
  cell(endpoint: EndpointRecord): string;
  used?(endpoint: EndpointRecord): boolean;
}

const ENDPOINT_COLUMNS: readonly EndpointColumn[] = [
  { heading: 'endpoint', cell: ({ id }) => id },
  { heading: 'training', cell: outcomeWords },
  { heading: 'evaluation', group: 'loss', numeric: true, cell: ({ loss }) => formatNumber(loss) },
  { heading: 'train', group: 'loss', numeric: true, cell: (e) => formatNumber(e.trainLoss) },
  {
    ...{ heading: 'test', group: 'loss', numeric: true },
    cell: (e) => formatNumber(e.testLoss),
    used: (e) => e.testLoss !== null,
  },
  {
    ...{ heading: 'evaluation', group: 'accuracy', numeric: true },
    cell: (e) => formatFraction(e.accuracy),
    used: (e) => e.accuracy !== null,
  },
  {
    ...{ heading: 'test', group: 'accuracy', numeric: true },
    cell: (e) => formatFraction(e.testAccuracy),
    used: (e) => e.testAccuracy !== null,
  },
  { heading: 'attempts', numeric: true, cell: ({ attempts }) => formatCount(attempts) },
  { heading: 'steps', numeric: true, cell: ({ steps }) => formatCount(steps) },
  {
    ...{ heading: 'gradients', group: 'evaluations', numeric: true },
    cell: ({ cost }) => formatCount(cost.gradientEvaluations),
  },
  {
    ...{ heading: 'losses', group: 'evaluations', numeric: true },
    cell: ({ cost }) => formatCount(cost.lossEvaluations),
  },
  { heading: 'time', numeric: true, cell: ({ cost }) => formatSeconds(cost.seconds) },
  { heading: 'file', cell: ({ file }) => file },
  { heading: 'read from', cell: (e) => e.source ?? '', used: (e) => e.source !== null },
];

/** The endpoints: how their training went, and where it led. */
export function endpointsSection(document: Document, result: ExperimentResult): Child {
  const { endpoints } = result;
  if (endpoints.length === 0) return null;
  const data = trainingData(result);
  const trained = endpoints.some(({ curve }) => curve.step.length > 0);
  const columns = ENDPOINT_COLUMNS.filter((column) => endpoints.some(column.used ?? (() => true)));
  const table = dataTable(document, {
    caption: 'The endpoints; losses of the data alone, without regularizers.',
    columns,
    rows: endpoints.map((endpoint) => columns.map((column) => column.cell(endpoint))),
    long: endpoints.length > 12,
  });
  const curves = [
    trainingChart(data, { document, width: CHART_WIDTH, height: 340 }),
    table,
    folded(document, 'Table of the training curves', [trainingTable(data, { document })]),
  ];
  return section(document, 'Endpoints', trained ? curves : [table]);
}

/** What the numbers are about. */
export function dataSection(document: Document, result: ExperimentResult): HTMLElement {
  const { data, model, loss, arithmetic } = result;
  const { split, size, sha256 } = data.evaluation;
  const sizes = Object.entries(data.sizes).map(([name, count]) => `${name} ${formatCount(count)}`);
  return section(document, 'Data and model', [
    facts(document, [
      ['task', refWords(data.task)],
      ['samples', sizes.join(', ')],
      ['data SHA-256', code(document, data.sha256)],
      ['evaluation set', `the ${split} split, ${formatCount(size)} samples`],
      ['its SHA-256', code(document, sha256)],
      ['architecture', refWords(model.architecture)],
      ['parameters', formatCount(model.parameters)],
      ['loss', `${loss.use}, in ${loss.unit}`],
      ['arithmetic of verdicts', ARITHMETIC_WORDS[arithmetic]],
    ]),
    model.layers.length === 0 ? null : layersPart(document, result),
  ]);
}

const ARITHMETIC_WORDS = {
  'float64-reference': 'float64, by the reference',
  'float32-tfjs': 'float32, since the architecture is given as code',
} as const;

function layersPart(document: Document, { model }: ExperimentResult): HTMLElement {
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
  return folded(document, `Layers (${formatCount(model.layers.length)})`, [table]);
}

/** The experiment with every default filled in, so that it can be run again. */
export function configSection(document: Document, { config, seed }: ExperimentResult): HTMLElement {
  const text = JSON.stringify(config, null, 2);
  return section(document, 'Configuration', [
    element(document, 'p', { class: 'note' }, [
      `Every default is filled in. All random numbers come from seed ${seed}.`,
    ]),
    folded(document, 'Resolved experiment as JSON', [
      element(document, 'pre', {}, [code(document, text)]),
    ]),
  ]);
}

/** Where and when the run happened. */
export function environmentSection(
  document: Document,
  { environment }: ExperimentResult,
): HTMLElement {
  const { isthmus, node, platform, cpu, engine, versions, startedAt, seconds } = environment;
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return section(document, 'Environment', [
    facts(document, [
      ['Isthmus', isthmus],
      ['engine', engine],
      ['Node.js', node],
      ['platform', platform],
      ['processor', cpu],
      ['started', startedAt],
      ['took', formatSeconds(seconds)],
      ['packages', packages.join(', ')],
    ]),
  ]);
}

/** The words of the report. */
export function glossarySection(document: Document, result: ExperimentResult): HTMLElement {
  return section(document, 'Words', [facts(document, glossary(result))]);
}

function outcomeWords({ outcome }: EndpointRecord): string {
  return outcome === 'imported' ? 'imported' : OUTCOME_WORDS[outcome];
}
