import type {
  AlignStep,
  AnalysisStep,
  ConvexityStep,
  DrawnReport,
  EndpointStep,
  Limits,
  PathFound,
  PathStep,
  StepOutput,
  TogetherStep,
} from '@isthmus/core/internal';
import type {
  AlignmentRecord,
  AnalysisRecord,
  ConvexityMeasured,
  EndpointRecord,
  ExperimentResult,
  TogetherRecord,
} from '@isthmus/core/contract';
import type { MessagePort } from 'node:worker_threads';
import { RequestType } from 'vscode-jsonrpc';
import type { ExperimentText, Overrides } from '../experiment/experiment-file.js';
import type { FailureData } from '../protocol/failure.js';

/** What a thread is given first, on its own port. */
export interface ThreadData {
  /** Where all further messages go. */
  readonly port: MessagePort;
  /** The memory of its cancel flag. */
  readonly cancelled: SharedArrayBuffer;
  /** The memory of its board. */
  readonly board: SharedArrayBuffer;
  /** The descriptor of the file that tells the parent process what runs; null without one. */
  readonly calls: number | null;
  /** Its place in that file. */
  readonly slot: number;
}

/** What a thread opens: the experiment as the runner has read it. */
export interface ThreadOpening {
  readonly source: ExperimentText;
  readonly overrides: Overrides;
  /** Hash of the data that the runner has loaded, null without any; a thread that finds other data refuses. */
  readonly data: string | null;
  /** Bounds on what plugins may take. */
  readonly limits: Limits;
}

/** Opens an experiment in a thread, in place of the one before; without one it runs no step. */
export const openRequest = new RequestType<ThreadOpening, null, FailureData>('thread/open');
/** The kinds of step; cancelling a request cancels its step. */
export const endpointRequest = new RequestType<
  EndpointStep,
  StepOutput<Omit<EndpointRecord, 'file'>>,
  FailureData
>('step/endpoint');
export const togetherRequest = new RequestType<
  TogetherStep,
  StepOutput<Omit<TogetherRecord, 'file'>>,
  FailureData
>('step/together');
export const alignRequest = new RequestType<
  AlignStep,
  StepOutput<Omit<AlignmentRecord, 'file'>>,
  FailureData
>('step/align');
export const pathRequest = new RequestType<PathStep, StepOutput<PathFound>, FailureData>(
  'step/path',
);
export const convexityRequest = new RequestType<
  ConvexityStep,
  StepOutput<Omit<ConvexityMeasured, 'file'>>,
  FailureData
>('step/convexity');
export const analysisRequest = new RequestType<
  AnalysisStep,
  StepOutput<AnalysisRecord>,
  FailureData
>('step/analysis');
/** Draws one report of the experiment, by its place in the list. */
export const reportRequest = new RequestType<
  { readonly index: number; readonly result: ExperimentResult },
  DrawnReport,
  FailureData
>('step/report');
