import type { AlignStep, EndpointStep, PathStep, StepOutput } from '@isthmus/core';
import type { AlignmentRecord, EndpointRecord, PathRecord } from '@isthmus/core/contract';
import { RequestType } from 'vscode-jsonrpc';
import type { RunRequest } from './protocol.js';

/** Opens the experiment in a thread; before that it runs no step. */
export const openRequest = new RequestType<RunRequest, null, void>('thread/open');
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
