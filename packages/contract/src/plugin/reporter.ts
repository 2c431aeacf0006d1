import type { ExperimentResult } from '../record/result.js';

/** Turns a finished run into a document. */
export interface Reporter {
  /** The name of the file in the run folder, such as `report.html`. */
  readonly file: string;
  readonly mime: string;
  /** May take its time: what draws charts is heavy, and loaded only here. */
  render(result: ExperimentResult): string | Promise<string>;
}
