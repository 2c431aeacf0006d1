import { canonicalJson } from '@isthmus/contract/internal';
import type {
  AlignmentRecord,
  AnalysisRecord,
  ConvexityMeasured,
  EndpointRecord,
  ExperimentResult,
  PairName,
  PathRecord,
  RunEvent,
  PathProof,
  TogetherRecord,
} from '@isthmus/contract';
import { sha256 } from '@isthmus/files/internal';
import type { ResolvedConfig } from '../registry/resolve.js';
import { pairsOf } from '../registry/endpoint-ids.js';
import type { Session } from './session.js';

/** A piece of a run; its output depends on nothing but what stands in it and in the session. */
export type Step =
  EndpointStep | TogetherStep | AlignStep | PathStep | ConvexityStep | AnalysisStep;

/** Trains or imports one endpoint. */
export interface EndpointStep {
  readonly kind: 'endpoint';
  readonly id: string;
}

/** Brings all endpoints into one frame by the symmetry of the experiment, before their pairs are aligned. */
export interface TogetherStep {
  readonly kind: 'together';
  readonly points: readonly { readonly id: string; readonly model: Uint8Array }[];
}

/** Brings b near to a by symmetries. Weights are model files, so that steps can travel. */
export interface AlignStep {
  readonly kind: 'align';
  readonly pair: PairName;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  /** The frame of all endpoints, where they were aligned together. */
  readonly together?: Uint8Array;
}

/** Seeks a path between two endpoints by one strategy. */
export interface PathStep {
  readonly kind: 'path';
  readonly pair: PairName;
  /** Place of the strategy in the experiment's list. */
  readonly index: number;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
}

/** Measures how nonconvex the loss is around two endpoints, once their paths are sought. */
export interface ConvexityStep {
  readonly kind: 'convexity';
  readonly pair: PairName;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  /** The best of the paths that connect them, with its place in the list; null: the straight line. */
  readonly path: { readonly index: number; readonly bytes: Uint8Array } | null;
}

/** Looks at endpoints by one analysis. */
export interface AnalysisStep {
  readonly kind: 'analysis';
  /** Place of the analysis in the experiment's list. */
  readonly index: number;
  /** The endpoints that it is about, with their model files. */
  readonly points: readonly { readonly id: string; readonly model: Uint8Array }[];
  /** The paths between them, where it looks at those. */
  readonly paths?: readonly StepPath[];
}

/** A path that was found, as its file holds it. */
export interface StepPath {
  /** Place of its strategy in the experiment's list. */
  readonly index: number;
  readonly level: number;
  readonly bytes: Uint8Array;
}

/**
 * What a step gives: a safetensors file of its weights (of an analysis its findings, of endpoints that are
 * aligned together their elements, as JSON), and its
 * record without the file's name.
 */
export interface StepOutput<Record> {
  readonly weights: Uint8Array;
  readonly record: Record;
}

/** The record of a path without the names of its files, and what its certificate is to say. */
export type PathFound = Omit<PathRecord, 'vertices'> & { readonly proof?: PathProof };

/** Draws one report of a run that has ended. */
export interface ReportStep {
  /** Place of the reporter in the experiment's list. */
  readonly index: number;
  readonly result: ExperimentResult;
}

/** A report, ready to be written. */
export interface DrawnReport {
  /** Its name in the run folder. */
  readonly file: string;
  readonly text: string;
}

/** Where a step reports to and hears of a cancel. */
export interface StepHooks {
  readonly signal: AbortSignal;
  emit(event: RunEvent): void;
}

/**
 * Runs steps, in this thread or by handing them to others: equal steps give equal outputs.
 * A cancelled step rejects with the signal's reason.
 */
export interface Executor {
  endpoint(step: EndpointStep, hooks: StepHooks): Promise<StepOutput<Omit<EndpointRecord, 'file'>>>;
  together(step: TogetherStep, hooks: StepHooks): Promise<StepOutput<Omit<TogetherRecord, 'file'>>>;
  align(step: AlignStep, hooks: StepHooks): Promise<StepOutput<Omit<AlignmentRecord, 'file'>>>;
  path(step: PathStep, hooks: StepHooks): Promise<StepOutput<PathFound>>;
  convexity(
    step: ConvexityStep,
    hooks: StepHooks,
  ): Promise<StepOutput<Omit<ConvexityMeasured, 'file'>>>;
  analysis(step: AnalysisStep, hooks: StepHooks): Promise<StepOutput<AnalysisRecord>>;
  /** A report is no step of the run: it is drawn anew every time. */
  report(step: ReportStep, hooks: StepHooks): Promise<DrawnReport>;
}

/** The name of a step in `run.json`, and the stem of its file. */
export function stepName(step: Step, config: ResolvedConfig): string {
  if (step.kind === 'endpoint') return step.id;
  if (step.kind === 'analysis') return analysisName(step, config);
  if (step.kind === 'together') return 'all-aligned';
  const pair = step.pair.join('-');
  if (step.kind === 'align') return `${pair}-aligned`;
  if (step.kind === 'convexity') return `convexity-${pair}`;
  return `path-${pair}-${step.index}-${fileWord(config.paths[step.index]!.use)}`;
}

/** The step's file in the run folder. */
export function stepFile(step: Step, config: ResolvedConfig): string {
  const name = stepName(step, config);
  if (step.kind === 'together') return `alignments/${name}.json`;
  return step.kind === 'analysis' ? `analyses/${name}.json` : `models/${name}.safetensors`;
}

function analysisName({ index, points }: AnalysisStep, config: ResolvedConfig): string {
  const about = points.length > 2 ? 'all' : points.map(({ id }) => id).join('-');
  return `${about}-${index}-${fileWord(config.analyses[index]!.use)}`;
}

function fileWord(use: string): string {
  return use.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, MAX_STRATEGY_LENGTH);
}

/** File names have a limit; the index alone tells the strategies of a run apart. */
const MAX_STRATEGY_LENGTH = 64;

/** What steps need to know of a session for their keys. */
export type KeySession = Pick<Session, 'imports' | 'pluginFiles' | 'record'> & {
  readonly experiment: { readonly config: ResolvedConfig };
  readonly engine: { readonly name: string };
};

/**
 * The hash of all that a step's output depends on. A finished step whose key is the same is never
 * run twice.
 *
 * @param version of the product
 */
export function stepKey(step: Step, session: KeySession, version: string): string {
  const { config } = session.experiment;
  const { seed, plugins, task, architecture, loss, objective, regularizers, train } = config;
  return sha256(
    canonicalJson({
      kind: step.kind,
      isthmus: version,
      engine: session.engine.name,
      data: session.record?.sha256 ?? null,
      pluginFiles: session.pluginFiles,
      // Task, architecture and loss are undefined beside an objective, and it beside them.
      ...{ seed, plugins, task, architecture, loss, objective, regularizers, train },
      ...ownInputs(step, session),
    }),
  );
}

/** Raised when one version of the product chooses by another rule, or records other things of it. */
const ALIGNMENT_RULE = 2;

/** A trained endpoint does not depend on how many there are, nor an imported one on the others. */
function ownInputs(step: Step, { experiment, imports }: KeySession): object {
  const { align, analyses, budget, certify, convexity, endpoints, judge, paths } =
    experiment.config;
  if (step.kind === 'endpoint') {
    const imported = imports.get(step.id);
    if (imported === undefined) return { id: step.id };
    const layout = 'files' in endpoints ? endpoints.layout : undefined;
    return { id: step.id, file: imported.file, sha256: imported.sha256, layout };
  }
  if (step.kind === 'analysis') {
    const points = step.points.map(({ id, model }) => [id, sha256(model)]);
    const own = { points, analysis: analyses[step.index], index: step.index };
    if (step.paths === undefined) return own;
    const found = step.paths.map(({ index, level, bytes }) => [
      ...[paths[index], index, level, sha256(bytes)],
    ]);
    return { ...own, paths: found };
  }
  if (step.kind === 'together') {
    const points = step.points.map(({ id, model }) => [id, sha256(model)]);
    return { points, align, judge, pairs: pairsOf(experiment.config), rule: ALIGNMENT_RULE };
  }
  const inputs = { pair: step.pair, a: sha256(step.a), b: sha256(step.b) };
  if (step.kind === 'align') {
    const together = step.together && sha256(step.together);
    return { ...inputs, align, judge, rule: ALIGNMENT_RULE, together };
  }
  if (step.kind === 'convexity') {
    const path = step.path === null ? null : { index: step.path.index, sha256: sha256(step.path.bytes) }; // prettier-ignore
    return { ...inputs, convexity, path };
  }
  const proof = certify === false ? {} : { certify };
  return { ...inputs, ...proof, budget, judge, strategy: paths[step.index], index: step.index };
}
