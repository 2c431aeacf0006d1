import type { GraphData, InterpolationData, TrainingData } from '@isthmus/charts';
import {
  componentsTable,
  convexityTitle,
  curvatureChart,
  curvatureTable,
  element,
  endName,
  finishedSeries,
  graphChart,
  graphTable,
  graphWords,
  interpolationChart,
  interpolationTable,
  isSought,
  lowestTable,
  pathLabels,
  runningSeries,
  summaryTable,
  trainedSeries,
  trainingChart,
  trainingSeries,
  trainingTable,
  withoutInlineStyle,
  wasMoved,
} from '@isthmus/charts';
import type { FromWebview } from '../protocol/messages.js';
import type { PairView, PathView, RunView } from '../protocol/run-view.js';
import { isUnderWay } from '../protocol/run-view.js';

type Ask = (type: FromWebview['type']) => void;

/** A part of the page, drawn anew only when what it shows has changed. */
interface Part {
  readonly id: string;
  /** Everything that the part shows. */
  readonly shows: unknown;
  draw(): readonly HTMLElement[];
}

/**
 * Brings the page of a run up to date. Parts that show nothing new stay as they are: a button that
 * was replaced ten times a second could not be clicked.
 */
export function renderRun(root: HTMLElement, run: RunView, ask: Ask): void {
  const width = Math.max(360, Math.min(1000, root.clientWidth || 720));
  let after: Element | null = null;
  for (const part of partsOf(run, ask, width)) {
    const place = placeOf(root, part.id, after);
    const shows = JSON.stringify(part.shows);
    if (place.dataset['shows'] !== shows) redraw(place, part);
    place.dataset['shows'] = shows;
    after = place;
  }
}

function partsOf(run: RunView, ask: Ask, width: number): readonly Part[] {
  const { name, state, file, runner, reports, folder, unit, threshold } = run;
  return [
    {
      id: 'head',
      shows: [name, state, file, runner, reports, folder],
      draw: () => [header(run, ask)],
    },
    { id: 'messages', shows: run.messages, draw: () => messages(run) },
    ...(run.graph === null ? [] : [graphPart(run, run.graph, width)]),
    ...Object.entries(run.pairs).map(([pair, view]) => ({
      id: pair,
      shows: [view, unit, width],
      draw: () => pairSection(run, view, width),
    })),
    {
      id: 'endpoints',
      shows: [run.endpoints, threshold, unit, width],
      draw: () => trainingSection(run, width),
    },
  ];
}

/** The element of a part, behind the one before it. An element that is in its place is not moved. */
function placeOf(root: HTMLElement, id: string, after: Element | null): HTMLElement {
  const known = [...root.children].find((child) => (child as HTMLElement).dataset['part'] === id);
  const place = (known ?? element(document, 'div', { 'data-part': id })) as HTMLElement;
  const next = after === null ? root.firstElementChild : after.nextElementSibling;
  if (next !== place) root.insertBefore(place, next);
  return place;
}

/** Draws a part anew; which details are open, and where the focus is, stays. */
function redraw(place: HTMLElement, part: Part): void {
  const open = new Set([...place.querySelectorAll('details[open]')].map(({ id }) => id));
  const focused = place.contains(document.activeElement) ? document.activeElement?.id : undefined;
  place.replaceChildren(...part.draw());
  withoutInlineStyle(place);
  for (const details of place.querySelectorAll('details')) details.open = open.has(details.id);
  if (focused) document.getElementById(focused)?.focus();
}

const STATE_WORDS: Readonly<Record<RunView['state'], string>> = {
  starting: 'starting',
  running: 'running',
  cancelling: 'cancelling',
  finished: 'finished',
  failed: 'failed',
  cancelled: 'cancelled',
  refused: 'cannot be run as it stands',
};

function header(run: RunView, ask: Ask): HTMLElement {
  const status = element(
    document,
    'p',
    { class: 'status', role: 'status', 'aria-live': 'polite' },
    [element(document, 'strong', {}, [STATE_WORDS[run.state]]), ` · ${run.file} · ${run.runner}`],
  );
  return element(document, 'header', {}, [
    element(document, 'h1', {}, [run.name]),
    status,
    element(document, 'div', { class: 'actions' }, actions(run, ask)),
  ]);
}

function actions(run: RunView, ask: Ask): HTMLElement[] {
  if (isUnderWay(run))
    return [button('cancel', 'Cancel run', run.state === 'cancelling', () => ask('cancel'))];
  const report =
    run.reports.length > 0 ? [button('report', 'Open report', false, () => ask('openReport'))] : [];
  const folder =
    run.folder === null
      ? []
      : [button('folder', 'Show run folder', false, () => ask('openFolder'))];
  return [...report, ...folder];
}

function button(
  id: string,
  text: string,
  disabled: boolean,
  onClick: () => void,
): HTMLButtonElement {
  const node = element(document, 'button', { type: 'button', id }, [text]);
  node.disabled = disabled;
  node.addEventListener('click', onClick);
  return node;
}

function messages(run: RunView): HTMLElement[] {
  if (run.messages.length === 0) return [];
  const lines = run.messages.map((message) => element(document, 'li', {}, [message]));
  return [element(document, 'ul', { class: 'messages', role: 'alert' }, lines)];
}

function graphPart(run: RunView, graph: GraphData['graph'], width: number): Part {
  const { threshold, unit, pairs } = run;
  const aligned = Object.values(pairs).some(wasMoved);
  const data: GraphData = { graph, threshold, unit, aligned };
  return {
    id: 'graph',
    shows: [data, width],
    draw: () => [
      element(document, 'section', { id: 'graph' }, [
        graphChart(data, { document, width }),
        ...graphWords(data).map((words) => element(document, 'p', {}, [words])),
        details('table-graph', 'The levels as a table', graphTable(data, { document })),
        details('table-components', 'Components by level', componentsTable(data, { document })),
      ]),
    ],
  };
}

function pairSection(run: RunView, view: PairView, width: number): HTMLElement[] {
  const data = interpolationData(run, view);
  const [a, b] = view.pair;
  const key = `${a}-${b}`;
  const done = finishedPaths(view);
  const summary =
    done.length === 0
      ? []
      : [
          summaryTable(
            { a, b, distance: view.distance, alignment: view.alignment, paths: done },
            { document },
          ),
        ];
  return [
    element(document, 'section', { id: `pair-${key}` }, [
      interpolationChart(data, { document, width }),
      ...summary,
      ...lowestTables(key, done),
      details(`table-${key}`, 'The curves as a table', interpolationTable(data, { document })),
      ...convexityPart(view, width),
    ]),
  ];
}

/** How each lowest level was sought, where one was. */
function lowestTables(
  key: string,
  paths: ReturnType<typeof finishedPaths>,
): readonly HTMLElement[] {
  const labels = pathLabels(paths);
  return paths.flatMap((path, i) =>
    isSought(path)
      ? [
          details(
            `lowest-${key}-${i}`,
            `How ${labels[i]!} sought its lowest level`,
            lowestTable(path, labels[i]!, { document }),
          ),
        ]
      : [],
  );
}

/** What was measured of the loss's convexity, and its curvature along the path. */
function convexityPart({ pair: [a, b], alignment, convexity }: PairView, width: number) {
  if (convexity === null) return [];
  const statement = element(document, 'p', {}, [convexityTitle(convexity)]);
  if (convexity.outcome === 'refused') return [statement];
  const data = { a, b: endName({ b, alignment }), points: convexity.hessian.points };
  return [
    statement,
    curvatureChart(data, { document, width }),
    details(`curvature-${a}-${b}`, 'The curvature as a table', curvatureTable(data, { document })),
  ];
}

function interpolationData(run: RunView, view: PairView): InterpolationData {
  const paths = inOrder(view);
  const labels = pathLabels(
    paths.map((path) =>
      path.tag === 'finished' ? path.record : { strategy: path.progress.strategy, options: {} },
    ),
  );
  const [a, b] = view.pair;
  const series = paths.map((path, i) =>
    path.tag === 'finished'
      ? finishedSeries(path.record, labels[i]!)
      : runningSeries(path.progress, labels[i]!),
  );
  return { a, b: endName({ b, alignment: view.alignment }), unit: run.unit, series };
}

function inOrder({ paths }: PairView): readonly PathView[] {
  return Object.entries(paths)
    .sort(([i], [j]) => Number(i) - Number(j))
    .map(([, path]) => path);
}

function finishedPaths(view: PairView) {
  return inOrder(view).flatMap((path) => (path.tag === 'finished' ? [path.record] : []));
}

function trainingSection(run: RunView, width: number): HTMLElement[] {
  // In the order of the experiment, not in the one in which they were first heard of.
  const views = run.order.flatMap((id) => run.endpoints[id] ?? []);
  if (
    views.length === 0 ||
    views.every((view) => view.tag === 'finished' && view.record.curve.step.length === 0)
  )
    return [];
  const data: TrainingData = {
    threshold: run.threshold,
    unit: run.unit,
    series: views.map((view) =>
      view.tag === 'finished' ? trainedSeries(view.record) : trainingSeries(view.progress),
    ),
  };
  return [
    element(document, 'section', { id: 'training' }, [
      trainingChart(data, { document, width }),
      details(
        'table-training',
        'The training curves as a table',
        trainingTable(data, { document }),
      ),
    ]),
  ];
}

function details(id: string, summary: string, content: HTMLElement): HTMLElement {
  return element(document, 'details', { id }, [
    element(document, 'summary', {}, [summary]),
    content,
  ]);
}
