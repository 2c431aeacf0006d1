import { messageOf } from '../base/errors.js';
import type { PairName, RunEvent } from '../contract/events.js';
import type { AlignmentRecord, EndpointRecord, PathRecord } from '../contract/result.js';
import { decodeModel } from '../io/model-file.js';
import type { RunFolder } from '../io/run-folder.js';
import type { Params } from '../parameters/parameters.js';
import { conform } from '../parameters/spec.js';
import { endpointIdsOf, pairsOf } from '../registry/resolve.js';
import type { Journal } from './journal.js';
import type { Session } from './session.js';
import type { AlignStep, EndpointStep, Executor, PathStep, Step, StepOutput } from './steps.js';
import { stepKey, stepName } from './steps.js';

/** What has been found so far, filled in as steps end. */
export interface Findings {
  readonly endpoints: Map<string, Weights<EndpointRecord>>;
  /** By `pairKey`. */
  readonly alignments: Map<string, Weights<AlignmentRecord>>;
  /** By `pairKey` and the strategy's place: `a-b/0`. */
  readonly paths: Map<string, PathRecord>;
}

/** Weights as they stand in the folder, with their record. */
interface Weights<Record> {
  readonly bytes: Uint8Array;
  readonly params: Params;
  readonly record: Record;
}

interface WorkOptions {
  readonly folder: RunFolder;
  readonly executor: Executor;
  readonly signal: AbortSignal;
  readonly journal: Journal;
  readonly version: string;
  emit(event: RunEvent): void;
}

/** Names a pair in the findings. */
export function pairKey(pair: PairName): string {
  return pair.join('-');
}

/** Does every step of a run that is not done yet; independent steps at once, as the executor allows. */
export async function work(
  session: Session,
  options: WorkOptions,
  findings: Findings,
): Promise<void> {
  const { config } = session.experiment;
  const ids = endpointIdsOf(config);
  await inParallel(ids, (id) => endpointStep(session, options, findings, { kind: 'endpoint', id }));
  await inParallel(pairsOf(config), async (pair) => {
    const a = findings.endpoints.get(pair[0])!.bytes;
    let b = findings.endpoints.get(pair[1])!.bytes;
    if (config.align.length > 0)
      b = await alignStep(session, options, findings, { kind: 'align', pair, a, b });
    await inParallel([...config.paths.keys()], (index) =>
      pathStep(session, options, findings, { kind: 'path', pair, index, a, b }),
    );
  });
}

async function endpointStep(
  session: Session,
  options: WorkOptions,
  findings: Findings,
  step: EndpointStep,
) {
  const done = await finish(session, options, step, () => options.executor.endpoint(step, options));
  const record: EndpointRecord = { ...done.record, file: done.file };
  findings.endpoints.set(step.id, { ...weightsOf(session, done), record });
  options.emit({ type: 'endpoint/finished', endpoint: record });
}

async function alignStep(
  session: Session,
  options: WorkOptions,
  findings: Findings,
  step: AlignStep,
) {
  const done = await finish(session, options, step, () => options.executor.align(step, options));
  const alignment: AlignmentRecord = { ...done.record, file: done.file };
  findings.alignments.set(pairKey(step.pair), { ...weightsOf(session, done), record: alignment });
  options.emit({ type: 'align/finished', pair: step.pair, alignment });
  return done.bytes;
}

async function pathStep(
  session: Session,
  options: WorkOptions,
  findings: Findings,
  step: PathStep,
) {
  const done = await finish(session, options, step, () => options.executor.path(step, options));
  const record: PathRecord = { ...done.record, vertices: done.file };
  findings.paths.set(`${pairKey(step.pair)}/${step.index}`, record);
  options.emit({ type: 'path/finished', pair: step.pair, index: step.index, record });
}

interface Done<Record> {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly record: Record;
}

/** Takes a finished step from the folder, or runs it and stores what it gives. */
async function finish<Record extends object>(
  session: Session,
  { folder, journal, signal, version, emit }: WorkOptions,
  step: Step,
  run: () => Promise<StepOutput<Record>>,
): Promise<Done<Record>> {
  signal.throwIfAborted();
  const name = stepName(step, session.experiment.config);
  const key = stepKey(step, session, version);
  const file = `models/${name}.safetensors`;
  const stored = await journal.find(name, key, file);
  if (stored !== null) return { bytes: stored.bytes, file, record: stored.record as Record };
  try {
    const { weights, record } = await run();
    await journal.add(name, { key, record, file, sha256: await folder.write(file, weights) });
    return { bytes: weights, file, record };
  } catch (thrown) {
    // Told at once, and of every step: the run goes on with the others, and its record names one.
    if (!signal.aborted)
      emit({ type: 'log', level: 'warning', message: `${name}: ${messageOf(thrown)}` });
    throw thrown;
  }
}

function weightsOf<Record>(session: Session, { bytes, file }: Done<Record>) {
  return { bytes, params: conform(session.network.spec, decodeModel(bytes, file), file) };
}

/** Waits for all, also when one fails, so that nothing goes on behind a finished run. */
async function inParallel<T>(
  items: readonly T[],
  action: (item: T) => Promise<void>,
): Promise<void> {
  const outcomes = await Promise.allSettled(items.map(action));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
