import type { FileSample } from '../sample.js';

/** What somebody wanted of a file when they named it. */
export type FilePurpose = 'data' | 'model' | 'experiment';

/** A format that files are in, what tells it, and what to do with such a file. */
export interface FileFormat {
  readonly id: string;
  /** What such a file is, as it follows "came". */
  readonly what: string;
  readonly is: (sample: FileSample) => boolean;
  /** The way out for each purpose, a sentence without its stop; absent: `NO_WAY` of the purpose. */
  readonly remedy: Readonly<Partial<Record<FilePurpose, string>>>;
}

/** What is to be done about a file of a format that does not serve the purpose at all. */
export const NO_WAY: Readonly<Record<FilePurpose, string>> = {
  data: 'Check that the right file is named: data are CSV, NumPy, IDX or CIFAR files',
  model:
    'Check that the right file is named: models are safetensors files (docs/importing-models.md says how to make one)',
  experiment: 'Name the experiment itself, a text file such as NAME.isthmus.json',
};
