import { isIsthmusError, messageOf } from '../base/errors.js';
import type { RunEvent } from '../contract/events.js';
import type { ErrorRecord, ExperimentResult, PairRecord, RunStatus } from '../contract/result.js';
import type { RunFolder } from '../io/run-folder.js';
import { distance } from '../parameters/parameters.js';
import { parameterCount } from '../parameters/spec.js';
import type { ResolvedConfig } from '../registry/resolve.js';
import { endpointIdsOf, pairsOf } from '../registry/resolve.js';
import { environmentOf, startClock } from './environment.js';
import { openEventLog } from './event-log.js';
import { openJournal } from './journal.js';
import type { Session } from './session.js';
import type { Executor } from './steps.js';
import type { Findings } from './work.js';
import { pairKey, work } from './work.js';

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
}

/**
 * Runs an experiment: trains or reads its endpoints, aligns them, seeks paths by every strategy,
 * and writes the run folder. Failing and being cancelled are outcomes, not exceptions; what was
 * finished before stands in the folder.
 *
 * @throws only when the folder itself cannot be written
 */
export async function runExperiment(session: Session, options: RunOptions): Promise<RunOutcome> {
  const clock = startClock();
  const { folder, signal, version } = options;
  const { config } = session.experiment;
  const log = await openEventLog(folder, options.emit);
  const journal = await openJournal(folder, {
    name: config.name,
    startedAt: clock.startedAt,
    isthmus: version,
    config,
  });
  const findings: Findings = { endpoints: new Map(), alignments: new Map(), paths: new Map() };
  log.emit(startEvent(session));
  const error = await attempt(
    () => work(session, { ...options, emit: log.emit, journal }, findings),
    signal,
  );

  const status: RunStatus = error !== null ? 'failed' : signal.aborted ? 'cancelled' : 'finished';
  const environment = environmentOf(version, session.engine.name, options.versions, clock);
  const result = resultOf(session, findings, { status, error, environment });
  await folder.writeJson('result.json', result);
  const reports = await writeReports(session, folder, result);
  await journal.close(status, new Date().toISOString());
  log.emit({ type: 'run/finished', status, result, error, folder: folder.path, reports });
  await log.close();
  return { result, reports };
}

async function attempt(
  action: () => Promise<void>,
  signal: AbortSignal,
): Promise<ErrorRecord | null> {
  try {
    await action();
    return null;
  } catch (thrown) {
    return signal.aborted ? null : errorRecord(thrown);
  }
}

function errorRecord(thrown: unknown): ErrorRecord {
  return { code: isIsthmusError(thrown) ? thrown.code : 'run/failed', message: messageOf(thrown) };
}

function startEvent({ experiment: { config, loss } }: Session): RunEvent {
  return {
    type: 'run/started',
    name: config.name,
    level: config.train.threshold ?? null,
    unit: loss.unit,
    endpoints: endpointIdsOf(config),
    strategies: config.paths.map(({ use }) => use),
  };
}

function resultOf(
  session: Session,
  findings: Findings,
  end: Pick<ExperimentResult, 'status' | 'error' | 'environment'>,
): ExperimentResult {
  const { experiment, network, evaluator, record } = session;
  const { config, loss } = experiment;
  return {
    format: 'isthmus/result@1',
    status: end.status,
    name: config.name,
    config: { ...config },
    seed: config.seed,
    environment: end.environment,
    data: record,
    model: {
      architecture: config.architecture,
      parameters: parameterCount(network.spec),
      layers: network.summary,
    },
    loss: { use: config.loss.use, unit: loss.unit },
    threshold: config.train.threshold ?? null,
    arithmetic: evaluator.arithmetic,
    // In the order of the experiment, not in the one in which they happened to end.
    endpoints: endpointIdsOf(config).flatMap((id) => findings.endpoints.get(id)?.record ?? []),
    pairs: pairRecords(config, findings),
    error: end.error,
  };
}

function pairRecords(config: ResolvedConfig, findings: Findings): readonly PairRecord[] {
  return pairsOf(config).flatMap(([a, b]) => {
    const from = findings.endpoints.get(a);
    const to = findings.endpoints.get(b);
    if (from === undefined || to === undefined) return [];
    return {
      a,
      b,
      distance: distance(from.params, to.params),
      alignment: findings.alignments.get(pairKey([a, b]))?.record ?? null,
      paths: config.paths.flatMap((_, i) => findings.paths.get(`${pairKey([a, b])}/${i}`) ?? []),
    };
  });
}

async function writeReports(
  { experiment }: Session,
  folder: RunFolder,
  result: ExperimentResult,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const reporter of experiment.reporters) {
    await folder.write(reporter.file, await reporter.render(result));
    names.push(reporter.file);
  }
  return names;
}
