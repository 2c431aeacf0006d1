import { messageOf } from '@isthmus/contract/base';
import type {
  AlignmentRecord,
  AnalysisRecord,
  ConvexityRecord,
  EndpointRecord,
  ErrorRecord,
  PairName,
  PathRecord,
  RunEvent,
  TogetherRecord,
} from '@isthmus/contract';
import { decodeModel } from '@isthmus/files';
import type { RunFolder } from '@isthmus/files';
import type { Params } from '@isthmus/contract/parameters';
import { conform } from '@isthmus/contract/parameters';
import { endpointIdsOf, pairsOf } from '../registry/endpoint-ids.js';
import { analysisKey, pathsOfPair, pointsOf } from './analysis-points.js';
import { convexityRefusal } from './convexity-step.js';
import type { Journal } from './journal.js';
import { writeCertificate } from './certificate.js';
import { roundingWarning } from './rounding-warning.js';
import type { Session } from './session.js';
import { errorRecord, pathWarnings, stepWords } from './step-words.js';
import type {
  AlignStep,
  AnalysisStep,
  ConvexityStep,
  EndpointStep,
  Executor,
  PathStep,
  Step,
  StepOutput,
} from './steps.js';
import { stepFile, stepKey, stepName } from './steps.js';

/** What has been found so far, filled in as steps end. */
export interface RunFindings {
  readonly endpoints: Map<string, Weights<EndpointRecord>>;
  /** By `pairKey`. */
  readonly alignments: Map<string, Weights<AlignmentRecord>>;
  /** By `pairKey` and the strategy's place: `a-b/0`. */
  readonly paths: Map<string, PathRecord>;
  /** By `pairKey`. */
  readonly convexities: Map<string, ConvexityRecord>;
  /** By `analysisKey`. */
  readonly analyses: Map<string, AnalysisRecord>;
  /** Why strategies failed, by `pairKey` and the strategy's place. */
  readonly failures: Map<string, ErrorRecord>;
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
export async function performSteps(
  session: Session,
  options: WorkOptions,
  findings: RunFindings,
): Promise<void> {
  const { config } = session.experiment;
  const ids = endpointIdsOf(config);
  await inParallel(ids, (id) => endpointStep(session, options, findings, { kind: 'endpoint', id }));
  const together = await togetherStep(session, options, findings);
  await inParallel(pairsOf(config), async (pair) => {
    const a = findings.endpoints.get(pair[0])!.bytes;
    let b = findings.endpoints.get(pair[1])!.bytes;
    if (config.align.length > 0)
      b = await alignStep(session, options, findings, together, { kind: 'align', pair, a, b });
    const paths = new Map<number, FoundPath>();
    await inParallel([...config.paths.keys()], async (index) => {
      const step = { kind: 'path', pair, index, a, b } as const;
      paths.set(index, await pathStep(session, options, findings, step));
    });
    if (config.convexity !== false) {
      const step = { kind: 'convexity', pair, a, b, path: bestOf(paths) } as const;
      await convexityStep(session, options, findings, step);
    }
  });
  const steps = await analysisStepsOf(session, findings, options.folder);
  await inParallel(steps, (step) => analysisStep(session, options, findings, step));
}

/** Every analysis, once for each endpoint, each pair, the paths of each, or all endpoints, as it says. */
async function analysisStepsOf(
  { experiment: { analyses, config } }: Session,
  findings: RunFindings,
  folder: RunFolder,
): Promise<readonly AnalysisStep[]> {
  const { endpoints } = findings;
  const steps = analyses.flatMap(({ of }, index) =>
    pointsOf(of, config).map(async (ids): Promise<AnalysisStep> => {
      const step = { kind: 'analysis', index } as const;
      if (of === 'paths') return { ...step, ...(await pathsOfPair(ids, findings, folder)) };
      return { ...step, points: ids.map((id) => ({ id, model: endpoints.get(id)!.bytes })) };
    }),
  );
  return Promise.all(steps);
}

async function endpointStep(
  session: Session,
  options: WorkOptions,
  findings: RunFindings,
  step: EndpointStep,
) {
  const done = await finish(session, options, step, () => options.executor.endpoint(step, options));
  const record: EndpointRecord = { ...done.record, file: done.file };
  findings.endpoints.set(step.id, { ...weightsOf(session, done), record });
  options.emit({ type: 'endpoint/finished', endpoint: record, ...done.origin });
  const warning = roundingWarning(record);
  if (warning !== null) options.emit({ type: 'log', level: 'warning', message: warning.message });
}

/** Aligns all endpoints where there are more than two and the symmetry can; null where pairs do so alone. */
async function togetherStep(
  session: Session,
  options: WorkOptions,
  { endpoints }: RunFindings,
): Promise<Done<Omit<TogetherRecord, 'file'>> | null> {
  const { align, config } = session.experiment;
  const ids = endpointIdsOf(config);
  if (ids.length < 3 || align[0]?.alignAll === undefined) return null;
  const points = ids.map((id) => ({ id, model: endpoints.get(id)!.bytes }));
  const step = { kind: 'together', points } as const;
  return finish(session, options, step, () => options.executor.together(step, options));
}

async function alignStep(
  session: Session,
  options: WorkOptions,
  findings: RunFindings,
  together: Done<Omit<TogetherRecord, 'file'>> | null,
  pairStep: AlignStep,
) {
  const step = together === null ? pairStep : { ...pairStep, together: together.bytes };
  const done = await finish(session, options, step, () => options.executor.align(step, options));
  const alignment: AlignmentRecord = {
    ...done.record,
    ...(together === null ? {} : { together: { ...together.record, file: together.file } }),
    file: done.file,
  };
  findings.alignments.set(pairKey(step.pair), { ...weightsOf(session, done), record: alignment });
  options.emit({ type: 'align/finished', pair: step.pair, alignment, ...done.origin });
  return done.bytes;
}

async function pathStep(
  session: Session,
  options: WorkOptions,
  findings: RunFindings,
  step: PathStep,
) {
  const search = () => options.executor.path(step, options);
  const done = await finish(session, options, step, search).catch((thrown: unknown) => {
    if (!options.signal.aborted)
      findings.failures.set(`${pairKey(step.pair)}/${step.index}`, errorRecord(thrown));
    throw thrown;
  });
  const { proof: _, ...found } = done.record;
  const stem = stepName(step, session.experiment.config);
  const certificate = await writeCertificate(session, options.folder, stem, done);
  const record: PathRecord = { ...found, vertices: done.file, certificate };
  findings.paths.set(`${pairKey(step.pair)}/${step.index}`, record);
  const { pair, index } = step;
  for (const { message } of pathWarnings(record, pair, session.experiment.config))
    options.emit({ type: 'log', level: 'warning', message });
  options.emit({ type: 'path/finished', pair, index, record, ...done.origin });
  return { record, bytes: done.bytes };
}

interface FoundPath {
  readonly record: PathRecord;
  readonly bytes: Uint8Array;
}

/** The path with the lowest peak of those that connect the endpoints; the first of equal ones. */
function bestOf(paths: ReadonlyMap<number, FoundPath>): ConvexityStep['path'] {
  const [best] = [...paths]
    .filter(([, { record }]) => record.verdict === 'connected' && record.ends === 'fixed')
    .sort(([i, p], [j, q]) => p.record.peak.loss - q.record.peak.loss || i - j);
  return best === undefined ? null : { index: best[0], bytes: best[1].bytes };
}

async function convexityStep(
  session: Session,
  options: WorkOptions,
  findings: RunFindings,
  step: ConvexityStep,
) {
  const { convexity, origin } = await measuredConvexity(session, options, step);
  findings.convexities.set(pairKey(step.pair), convexity);
  options.emit({ type: 'convexity/finished', pair: step.pair, convexity, ...origin });
}

async function measuredConvexity(
  session: Session,
  options: WorkOptions,
  step: ConvexityStep,
): Promise<{ readonly convexity: ConvexityRecord; readonly origin?: Done<object>['origin'] }> {
  const refusal = convexityRefusal(session);
  if (refusal !== null) return { convexity: { outcome: 'refused', refusal } };
  const done = await finish(session, options, step, () =>
    options.executor.convexity(step, options),
  );
  return { convexity: { ...done.record, file: done.file }, origin: done.origin };
}

async function analysisStep(
  session: Session,
  options: WorkOptions,
  findings: RunFindings,
  step: AnalysisStep,
) {
  const done = await finish(session, options, step, () => options.executor.analysis(step, options));
  const { record, origin } = done;
  findings.analyses.set(analysisKey(record.index, record.points), record);
  options.emit({ type: 'analysis/finished', record, ...origin });
}

interface Done<Record> {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly record: Record;
  /** What events say of where it comes from. */
  readonly origin: { readonly reused?: true };
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
  const file = stepFile(step, session.experiment.config);
  const stored = await journal.find(name, key, file);
  if (stored !== null)
    return {
      bytes: stored.bytes,
      file,
      record: stored.record as Record,
      origin: { reused: true },
    };
  try {
    const { weights, record } = await run();
    await journal.add(name, { key, record, file, sha256: await folder.write(file, weights) });
    return { bytes: weights, file, record, origin: {} };
  } catch (thrown) {
    // Told at once, and of every step: the run goes on with the others, and its record names one.
    if (!signal.aborted)
      emit({
        type: 'log',
        level: 'warning',
        message: `${stepWords(step, session.experiment.config)}: ${messageOf(thrown)}`,
      });
    throw thrown;
  }
}

function weightsOf<Record>(session: Session, { bytes, file }: Done<Record>) {
  return { bytes, params: conform(session.spec, decodeModel(bytes, file), file) };
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
