/** The runner's protocol and its client: what the command and the VS Code extension share. */
export { runInChild } from './client.js';
export type { ClientHooks, RunnerPlace } from './client.js';
export { describeRunner, PROTOCOL_VERSION, runEvent, runOpened, startRun } from './protocol.js';
export type { RunnerDescription, RunReply, RunRequest, SummaryRow } from './protocol.js';
