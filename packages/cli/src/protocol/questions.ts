import type { RequestType } from 'vscode-jsonrpc';
import type { FailureData } from './failure.js';
import { checkExperiment, editorSchema, lintModel } from './protocol.js';

/** What a runner may be asked besides runs, and what to call it where a runner is too old to know it. */
export interface Question<Q, A> {
  readonly type: RequestType<Q, A, FailureData>;
  /** Ends the sentence "it does not …". */
  readonly what: string;
}

const question = <Q, A>(type: RequestType<Q, A, FailureData>, what: string): Question<Q, A> => ({
  type,
  what,
});

/** Looks at a model file. */
export const LINT = question(lintModel, 'look at model files');
/** Checks an experiment. */
export const CHECK = question(checkExperiment, 'check experiments for an editor');
/** The schema that an editor completes and explains experiments by. */
export const SCHEMA = question(editorSchema, 'give a schema to an editor');
