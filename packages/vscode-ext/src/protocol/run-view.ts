import type {
  AlignmentRecord,
  ConvexityRecord,
  EndpointRecord,
  PairName,
  GraphRecord,
  PathRecord,
  RunEvent,
  RunStatus,
} from '@isthmus/contract';

type EndpointProgress = Extract<RunEvent, { readonly type: 'endpoint/progress' }>;
type PathProgress = Extract<RunEvent, { readonly type: 'path/progress' }>;

/** One endpoint: the latest snapshot of its training, or its record. */
export type EndpointView =
  | { readonly tag: 'running'; readonly progress: EndpointProgress }
  | { readonly tag: 'finished'; readonly record: EndpointRecord };

/** One path: the latest snapshot of its search, or its record. */
export type PathView =
  | { readonly tag: 'running'; readonly progress: PathProgress }
  | { readonly tag: 'finished'; readonly record: PathRecord };

/** All paths between two endpoints, by their place in the experiment. */
export interface PairView {
  readonly pair: PairName;
  readonly alignment: AlignmentRecord | null;
  /** Null until it is measured, and where it is not asked for. */
  readonly convexity: ConvexityRecord | null;
  /** Between the endpoints before any alignment; null until the run has ended. */
  readonly distance: number | null;
  readonly paths: Readonly<Record<number, PathView>>;
}

/** How a run stands, for a person. */
export type RunState = 'starting' | 'running' | 'cancelling' | RunStatus | 'refused';

/** Everything that is known of a run: what a reader who joins late is given. */
export interface RunView {
  readonly name: string;
  /** The experiment's file, as a person knows it. */
  readonly file: string;
  /** Which runner does it: the workspace's own or the bundled one. */
  readonly runner: string;
  readonly state: RunState;
  /** What went wrong, or which claims are not met. */
  readonly messages: readonly string[];
  readonly threshold: number | null;
  /** The loss's unit. */
  readonly unit: string;
  /** The ids of the endpoints, as the experiment has them. */
  readonly order: readonly string[];
  readonly endpoints: Readonly<Record<string, EndpointView>>;
  readonly pairs: Readonly<Record<string, PairView>>;
  /** The levels between many endpoints; null until they are known, or where there are but two. */
  readonly graph: GraphRecord | null;
  readonly folder: string | null;
  readonly reports: readonly string[];
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
    messages: error === null ? view.messages : [...view.messages, error.message],
  };
  return (result?.pairs ?? []).reduce(
    (run, { a, b, distance }) => withPair(run, [a, b], (held) => ({ ...held, distance })),
    ended,
  );
}

/** Whether the run still goes on. */
export function isUnderWay({ state }: RunView): boolean {
  return state === 'starting' || state === 'running' || state === 'cancelling';
}

function withEndpoint(view: RunView, id: string, endpoint: EndpointView): RunView {
  return { ...view, endpoints: { ...view.endpoints, [id]: endpoint } };
}

function withPath(view: RunView, pair: PairName, index: number, path: PathView): RunView {
  return withPair(view, pair, (held) => ({ ...held, paths: { ...held.paths, [index]: path } }));
}

function withPair(view: RunView, pair: PairName, change: (held: PairView) => PairView): RunView {
  const key = pair.join(' – ');
  const held = view.pairs[key] ?? {
    pair,
    alignment: null,
    convexity: null,
    distance: null,
    paths: {},
  };
  return { ...view, pairs: { ...view.pairs, [key]: change(held) } };
}
