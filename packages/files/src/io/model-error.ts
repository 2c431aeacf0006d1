import { IsthmusError } from '@isthmus/contract/base';

/**
 * What is wrong with a model file: not a sound file (`invalid`); names of both conventions
 * (`mixed-names`); tensors of a layer that Isthmus does not have (`unsupported`); other tensors or
 * shapes than the network has (`mismatch`); more than one way to read it (`ambiguous`); a NaN or an
 * infinity (`nonfinite`).
 */
export type ModelFault =
  'invalid' | 'mixed-names' | 'unsupported' | 'mismatch' | 'ambiguous' | 'nonfinite';

/** The error for a model file; the message gets the file's name in front. */
export function modelError(
  fault: ModelFault,
  source: string,
  message: string,
  data: Readonly<Record<string, unknown>> = {},
): IsthmusError {
  return new IsthmusError(`model/${fault}`, `${source}: ${message}`, { source, ...data });
}
