import type { AlignStep, EndpointStep, PathStep, StepOutput } from '@isthmus/core';
import type { AlignmentRecord, EndpointRecord, PathRecord } from '@isthmus/core/contract';
import { RequestType } from 'vscode-jsonrpc';
import type { ExperimentText, Overrides } from '../experiment-file.js';

/** What a thread opens: the experiment as the runner has read it. */
export interface ThreadOpening {
  readonly source: ExperimentText;
  readonly overrides: Overrides;
  /** Hash of the data that the runner has loaded; a thread that finds other data refuses. */
  readonly data: string;
}

/** Opens the experiment in a thread; before that it runs no step. */
export const openRequest = new RequestType<ThreadOpening, null, void>('thread/open');
/** The three kinds of step; cancelling a request cancels its step. */
export const endpointRequest = new RequestType<
  EndpointStep,
  StepOutput<Omit<EndpointRecord, 'file'>>,
  void
>('step/endpoint');
export const alignRequest = new RequestType<
  AlignStep,
  StepOutput<Omit<AlignmentRecord, 'file'>>,
  void
>('step/align');
export const pathRequest = new RequestType<
  PathStep,
  StepOutput<Omit<PathRecord, 'vertices'>>,
  void
>('step/path');
