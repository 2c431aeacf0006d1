import { messageOf } from '@isthmus/contract/base';
import type {
  Baselines,
  ErrorRecord,
  ExperimentResult,
  RunEvent,
  RunStatus,
} from '@isthmus/contract';
import type { RunFolder } from '@isthmus/files';
import { sha256 } from '@isthmus/files/internal';
import { parameterCount } from '@isthmus/contract/parameters';
import { endpointIdsOf } from '../registry/endpoint-ids.js';
import { baselinesOf } from './baselines.js';
import { environmentOf, startClock } from './environment.js';
import { openEventLog } from './event-log.js';
import { foundGraph, tellingGraph } from './found-graph.js';
import { analysesOf, pairRecords } from './found-records.js';
import { openJournal } from './journal.js';
import { inputChanges, type RunInputs } from './other-run.js';
import { drawReports } from './reports.js';
import { roundingWarning } from './rounding-warning.js';
import type { Session } from './session.js';
import { required } from './session.js';
import { errorRecord, pathWarnings } from './step-words.js';
import type { Executor } from './steps.js';
import type { RunFindings } from './work.js';
import { performSteps } from './work.js';

/** What a run needs besides its session. */
export interface RunOptions {
  readonly folder: RunFolder;
  readonly executor: Executor;
  readonly signal: AbortSignal;
  emit(event: RunEvent): void;
  /** Of the product, for the record. */
  readonly version: string;
  /** Of the packages that computed, for the record. */
  readonly versions: Readonly<Record<string, string>>;
}

/** A finished, failed or cancelled run, as it stands in its folder. */
export interface RunOutcome {
  readonly result: ExperimentResult;
  /** Files of the reports, as names in the folder. */
  readonly reports: readonly string[];
  /** Why reports that the experiment asks for are missing; the record stands all the same. */
  readonly reportFailures: readonly ErrorRecord[];
}

/**
 * Runs an experiment: trains or reads its endpoints, aligns them, seeks paths by every strategy,
 * writes the run folder and closes it. Failing and being cancelled are outcomes, not exceptions; what
 * was finished before stands in the folder.
 *
 * @throws `io/write-failed` when the folder cannot be written, `run/other-run` when the folder to be
 * resumed holds another run
 * @example
 * import { readFile } from 'node:fs/promises';
 *
 * const file = 'examples/linear-regression.isthmus.json';
 * const parsed = parseExperiment(parseConfigText(await readFile(file, 'utf8'), file));
 * const experiment = resolveExperiment(parsed, registry);
 * const session = await openSession(experiment, registry, fileSourceIn('examples'));
 * const { result } = await runExperiment(session, {
 *   folder: await openRunFolder('runs/by-code', false),
 *   executor: createExecutor(session),
 *   signal: new AbortController().signal,
 *   emit: (event) => console.error(event.type),
 *   version: '1.0.0',
 *   versions: {},
 * });
 * session.dispose();
 * result.pairs[0].paths.map(({ verdict }) => verdict); // ['connected', 'connected']
 */
export async function runExperiment(session: Session, options: RunOptions): Promise<RunOutcome> {
  try {
    return await runIn(session, options);
  } finally {
    await options.folder.close();
  }
}

async function runIn(session: Session, options: RunOptions): Promise<RunOutcome> {
  const clock = startClock();
  const { folder, signal, version } = options;
  const { config } = session.experiment;
  const { startedAt } = clock;
  const journal = await openJournal(folder, {
    name: config.name,
    startedAt,
    isthmus: version,
    config,
    inputs: inputsOf(session, version),
  });
  const log = openEventLog(folder, options.emit);
  try {
    const findings: RunFindings = {
      endpoints: new Map(),
      alignments: new Map(),
      paths: new Map(),
      convexities: new Map(),
      analyses: new Map(),
      failures: new Map(),
    };
    log.emit(startEvent(session));
    for (const message of [...staleWords(folder, session, version), ...messagesOf(session)])
      log.emit({ type: 'log', level: 'warning', message });
    const emit = tellingGraph(log.emit, () => foundGraph(config, findings));
    const ended = await attempt(async () => {
      await performSteps(session, { ...options, emit, journal }, findings);
      await folder.checkWhole(journal.files());
    }, signal);
    const environment = environmentOf(version, session.engine.name, options.versions, clock);
    const marks = baselines(session, log.emit);
    const found = resultOf(session, findings, { ...ended, environment, marks });
    const outcome = await written(session, options, found);
    const { result, reports, reportFailures } = outcome;
    const { status, error } = result;
    for (const { message } of reportFailures) log.emit({ type: 'log', level: 'warning', message });
    await journal.close(status, clock.now());
    await folder.checkWhole(['run.json', 'result.json', ...journal.files()]);
    log.emit({ type: 'run/finished', status, result, error, folder: folder.path, reports });
    return outcome;
  } finally {
    log.close();
  }
}

function messagesOf({ warnings }: Session): readonly string[] {
  return warnings.map(({ message }) => message);
}

/** What is done again in a run that had not finished, since what it was made of has changed. */
function staleWords({ stored }: RunFolder, session: Session, version: string): readonly string[] {
  const changes = stored === null ? [] : inputChanges(stored.inputs, inputsOf(session, version));
  return changes.map((change) => `What was finished is done again: ${change}.`);
}

function inputsOf({ engine, record, pluginFiles, imports }: Session, isthmus: string): RunInputs {
  const hashes = [...imports].map(([id, { sha256 }]) => [id, sha256] as const);
  return {
    isthmus,
    engine: engine.name,
    data: record?.sha256 ?? null,
    pluginFiles,
    imports: Object.fromEntries(hashes),
  };
}

/** How the work ended. A cancel that comes when all is done cancels nothing. */
async function attempt(
  action: () => Promise<void>,
  signal: AbortSignal,
): Promise<{ readonly status: RunStatus; readonly error: ErrorRecord | null }> {
  try {
    await action();
    return { status: 'finished', error: null };
  } catch (thrown) {
    return signal.aborted
      ? { status: 'cancelled', error: null }
      : { status: 'failed', error: errorRecord(thrown) };
  }
}

/**
 * Writes the result, then its reports: code that draws them can neither keep the record from being
 * written nor change it. A report that cannot be drawn is told, and changes nothing in the record.
 */
async function written(
  { experiment }: Session,
  { folder, executor, signal }: RunOptions,
  result: ExperimentResult,
): Promise<RunOutcome> {
  const hash = await folder.writeJson('result.json', result);
  const rewrite = async () => {
    if (sha256((await folder.read('result.json')) ?? new Uint8Array()) === hash) return false;
    await folder.writeJson('result.json', result);
    return true;
  };
  // A run that was cancelled has its reports too, if they are drawn at once.
  const hooks = {
    signal: signal.aborted ? AbortSignal.timeout(CANCELLED_MS) : signal,
    emit: () => undefined,
  };
  const { drawn, failures } = await drawReports(experiment, result, executor, {
    ...hooks,
    rewrite,
  });
  for (const { file, text } of drawn) await folder.write(file, text);
  return {
    result,
    reports: drawn.map(({ file }) => file),
    reportFailures: failures.map(errorRecord),
  };
}

/** How long the reports of a cancelled run may take. */
const CANCELLED_MS = 4000;

function startEvent({ experiment: { config }, unit }: Session): RunEvent {
  return {
    type: 'run/started',
    name: config.name,
    level: config.train.threshold ?? null,
    unit,
    endpoints: endpointIdsOf(config),
    strategies: config.paths.map(({ use }) => use),
  };
}

function resultOf(
  session: Session,
  findings: RunFindings,
  end: Pick<ExperimentResult, 'status' | 'error' | 'environment'> & { readonly marks: Baselines },
): ExperimentResult {
  const { experiment, evaluator, record } = session;
  const { config } = experiment;
  // In the order of the experiment, not in the one in which they happened to end.
  const endpoints = endpointIdsOf(config).flatMap((id) => findings.endpoints.get(id)?.record ?? []);
  const pairs = pairRecords(config, findings);
  return {
    format: 'isthmus/result@1',
    status: end.status,
    name: config.name,
    config: { ...config },
    seed: config.seed,
    environment: end.environment,
    data: record === null ? null : { ...record, baselines: end.marks },
    ...subjectRecords(session),
    threshold: config.train.threshold ?? null,
    arithmetic: evaluator.arithmetic,
    endpoints,
    pairs,
    graph: foundGraph(config, findings),
    ...analysesOf(session, findings),
    warnings: [
      ...session.warnings,
      ...endpoints.flatMap((one) => roundingWarning(one) ?? []),
      ...pairs.flatMap(({ a, b, paths }) =>
        paths.flatMap((path) => pathWarnings(path, [a, b], config)),
      ),
    ],
    error: end.error,
  };
}

/** They come last and decide nothing, so that no fault in them may take the record with it. */
function baselines(
  { experiment: { subject }, evaluation }: Session,
  emit: (event: RunEvent) => void,
): Baselines {
  const loss = subject.kind === 'network' ? subject.loss.plugin : null;
  try {
    return baselinesOf(loss?.fast, evaluation);
  } catch (thrown) {
    const message = `What the best constant and linear predictors lose could not be computed: ${messageOf(thrown)}`;
    emit({ type: 'log', level: 'warning', message });
    return { constant: null, linear: null };
  }
}

/** What the losses are of. */
function subjectRecords({ experiment: { subject }, network, spec, unit }: Session) {
  const parameters = parameterCount(spec);
  if (subject.kind === 'objective') {
    const { ref } = subject.objective;
    const leaves = spec.leaves.map(({ name, shape }) => ({ name, shape }));
    return {
      model: null,
      objective: { objective: ref, parameters, leaves },
      loss: { use: ref.use, unit },
    };
  }
  const { architecture, loss } = subject;
  const layers = required(network, 'network').summary;
  return {
    model: { architecture: architecture.ref, parameters, layers },
    objective: null,
    loss: { use: loss.ref.use, unit },
  };
}
