/** The runner's protocol and its client: what the command and the VS Code extension share. */
export { lintInChild, OWN_RUNNER, runInChild, startRunner } from './client.js';
export type { ClientHooks, Runner, RunnerPlace } from './client.js';
export { CHECK, LINT, SCHEMA } from '../protocol/questions.js';
export type { Question } from '../protocol/questions.js';
export {
  checkExperiment,
  describeRunner,
  editorSchema,
  lintModel,
  PROTOCOL_VERSION,
  runEvent,
  runOpened,
  startRun,
  sweepEvent,
} from '../protocol/protocol.js';
export type {
  CheckChange,
  CheckedFault,
  CheckFix,
  CheckReply,
  CheckRequest,
  EditorSchema,
  LintReply,
  LintRequest,
  RunnerDescription,
  RunReply,
  RunRequest,
  SchemaRequest,
  SummaryRow,
  SweepSummary,
} from '../protocol/protocol.js';
export type { SweepEvent, SweepProgress, SweepRow, SweepTable } from '../protocol/sweep-events.js';
