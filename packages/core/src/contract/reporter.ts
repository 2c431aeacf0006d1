import type { ExperimentResult } from './result.js';

/** Turns a finished run into a document. */
export interface Reporter {
  /** The name of the file in the run folder, such as `report.html`. */
  readonly file: string;
  readonly mime: string;
  render(result: ExperimentResult): string;
}
