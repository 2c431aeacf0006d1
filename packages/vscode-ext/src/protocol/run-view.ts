import {
  pairKey,
  partsOfRun,
  type PageParts,
  type ShownEndpoint,
  type ShownPair,
  type ShownPath,
  type ShownRun,
} from '@isthmus/charts/shown-run';
import type { PairName, RunEvent, RunStatus } from '@isthmus/contract';

/** How a run stands, for a person. */
export type RunState = 'starting' | 'running' | 'cancelling' | RunStatus | 'refused';

/** Everything that is known of a run, and of its doing: what a reader who joins late is given. */
export interface RunView extends ShownRun {
  /** The experiment's file, as a person knows it. */
  readonly file: string;
  /** Which runner does it: the workspace's own or the bundled one. */
  readonly runner: string;
  readonly state: RunState;
  /** What went wrong, or which claims are not met. */
  readonly messages: readonly string[];
  readonly folder: string | null;
  readonly reports: readonly string[];
}

/** What each part of the page shows: those that every page has, and those of the editor's alone. */
export function partsOfView(view: RunView): PageParts {
  const { name, state, file, runner, messages, folder, reports } = view;
  return {
    ...partsOfRun(view),
    head: [name, state, file, runner, folder, reports],
    messages: [messages],
  };
}

/** A run that has just been asked for. */
export function newRun(name: string, file: string, runner: string): RunView {
  return {
    name,
    file,
    runner,
    state: 'starting',
    messages: [],
    threshold: null,
    unit: '',
    order: [],
    endpoints: {},
    pairs: {},
    graph: null,
    analyses: [],
    result: null,
    folder: null,
    reports: [],
  };
}

/** The view after an event; events are snapshots, so lost ones leave no trace. */
export function withEvent(view: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case 'run/started':
      return {
        ...view,
        name: event.name,
        state: 'running',
        threshold: event.level,
        unit: event.unit,
        order: event.endpoints,
      };
    case 'endpoint/progress':
      return withEndpoint(view, event.endpoint, { tag: 'running', progress: event });
    case 'endpoint/finished':
      return withEndpoint(view, event.endpoint.id, { tag: 'finished', record: event.endpoint });
    case 'align/finished':
      return withPair(view, event.pair, (pair) => ({ ...pair, alignment: event.alignment }));
    case 'path/progress':
      return withPath(view, event.pair, event.index, { tag: 'running', progress: event });
    case 'path/finished':
      return withPath(view, event.pair, event.index, { tag: 'finished', record: event.record });
    case 'convexity/finished':
      return withPair(view, event.pair, (pair) => ({ ...pair, convexity: event.convexity }));
    case 'analysis/finished':
      return { ...view, analyses: [...view.analyses, event.record] };
    case 'graph/progress':
      return { ...view, graph: event.graph };
    case 'log':
      return { ...view, messages: [...view.messages, event.message].slice(-20) };
    case 'run/finished':
      return withEnd(view, event);
  }
}

function withEnd(view: RunView, event: Extract<RunEvent, { type: 'run/finished' }>): RunView {
  const { status, result, folder, reports, error } = event;
  const ended: RunView = {
    ...view,
    state: status,
    folder,
    reports,
    graph: result?.graph ?? view.graph,
    result,
    messages: error === null ? view.messages : [...view.messages, error.message],
  };
  return (result?.pairs ?? []).reduce(
    (run, { a, b, distance, failed = [] }) =>
      withPair(run, [a, b], (held) => ({ ...held, distance, failed })),
    ended,
  );
}

/** Whether the run still goes on. */
export function isUnderWay({ state }: RunView): boolean {
  return state === 'starting' || state === 'running' || state === 'cancelling';
}

function withEndpoint(view: RunView, id: string, endpoint: ShownEndpoint): RunView {
  return { ...view, endpoints: { ...view.endpoints, [id]: endpoint } };
}

function withPath(view: RunView, pair: PairName, index: number, path: ShownPath): RunView {
  return withPair(view, pair, (held) => ({ ...held, paths: { ...held.paths, [index]: path } }));
}

function withPair(view: RunView, pair: PairName, change: (held: ShownPair) => ShownPair): RunView {
  const key = pairKey(pair);
  const held = view.pairs[key] ?? {
    pair,
    alignment: null,
    convexity: null,
    distance: null,
    paths: {},
    failed: [],
  };
  return { ...view, pairs: { ...view.pairs, [key]: change(held) } };
}
