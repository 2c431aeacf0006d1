import type { EndpointRecord } from '@isthmus/contract';
import { trainingChart } from '../charts/training.js';
import { trainedSeries, trainingSeries, type TrainingData } from '../data/series.js';
import type { ShownRun } from '../data/shown-run.js';
import type { DomChild } from '../drawing/dom.js';
import { formatCount, formatFraction, formatNumber, formatSeconds } from '../format/format.js';
import { type TableColumn, dataTable } from '../tables/data-table.js';
import { trainingTable } from '../tables/tables.js';
import { folded, section } from './parts.js';
import { OUTCOME_WORDS } from '../words/words.js';

/** A column of the endpoints' table, left out where no endpoint has anything to say in it. */
interface EndpointColumn extends TableColumn {
  cell(endpoint: EndpointRecord): string;
  used?(endpoint: EndpointRecord): boolean;
}

const ENDPOINT_COLUMNS: readonly EndpointColumn[] = [
  { heading: 'endpoint', cell: ({ id }) => id },
  { heading: 'training', cell: outcomeWords },
  { heading: 'evaluation', group: 'loss', numeric: true, cell: ({ loss }) => formatNumber(loss) },
  {
    ...{ heading: 'train', group: 'loss', numeric: true },
    cell: (e) => formatNumber(e.trainLoss),
    used: (e) => e.trainLoss !== null,
  },
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

/** The endpoints: how their training goes or went, and where it led. */
export function endpointsSection(document: Document, run: ShownRun): DomChild {
  // In the order of the experiment, not in the one in which they were first heard of.
  const shown = run.order.flatMap((id) => run.endpoints[id] ?? []);
  if (shown.length === 0) return null;
  const data: TrainingData = {
    threshold: run.threshold,
    unit: run.unit,
    series: shown.map((endpoint) =>
      endpoint.tag === 'finished'
        ? trainedSeries(endpoint.record)
        : trainingSeries(endpoint.progress),
    ),
  };
  const ended = shown.flatMap((endpoint) => (endpoint.tag === 'finished' ? [endpoint.record] : []));
  return section(
    document,
    'Endpoints',
    [
      ...trainingParts(document, data),
      ended.length === 0
        ? null
        : endpointsTable(document, ended, (run.result?.objective ?? null) !== null),
    ],
    { id: 'endpoints' },
  );
}

/** The curves of their training, but for endpoints that were not trained here. */
function trainingParts(document: Document, data: TrainingData): readonly DomChild[] {
  const isTrained = ({ curve, state }: TrainingData['series'][number]) =>
    curve.step.length > 0 || state.tag === 'running';
  if (!data.series.some(isTrained)) return [];
  return [
    trainingChart(data, { document, width: 'page', height: 340 }),
    folded(document, 'endpoints-curves', 'Table of the training curves', [
      trainingTable(data, { document }),
    ]),
  ];
}

function endpointsTable(
  document: Document,
  endpoints: readonly EndpointRecord[],
  onObjective: boolean,
): HTMLElement {
  const columns = ENDPOINT_COLUMNS.filter((column) => endpoints.some(column.used ?? (() => true)));
  return dataTable(document, {
    caption: `The endpoints; losses of the ${onObjective ? 'objective' : 'data'} alone, without regularizers.`,
    columns,
    rows: endpoints.map((endpoint) => columns.map((column) => column.cell(endpoint))),
    long: endpoints.length > 12,
    cards: true,
  });
}

function outcomeWords({ outcome }: EndpointRecord): string {
  return outcome === 'imported' || outcome === 'given' ? outcome : OUTCOME_WORDS[outcome];
}
