/** The runner's protocol and its client: what the command and the VS Code extension share. */
export { lintInChild, OWN_RUNNER, runInChild } from './client.js';
export type { ClientHooks, RunnerPlace } from './client.js';
export {
  describeRunner,
  lintModel,
  PROTOCOL_VERSION,
  runEvent,
  runOpened,
  startRun,
  sweepEvent,
} from '../protocol/protocol.js';
export type {
  LintReply,
  LintRequest,
  RunnerDescription,
  RunReply,
  RunRequest,
  SummaryRow,
  SweepSummary,
} from '../protocol/protocol.js';
export type { SweepEvent, SweepProgress, SweepRow, SweepTable } from '../protocol/sweep-events.js';
