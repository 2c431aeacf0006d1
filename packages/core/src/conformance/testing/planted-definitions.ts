import { z } from 'zod';
import { define, type Definition } from '@isthmus/contract';
import { checkDefinition } from '../check-definition.js';
import { verdicts } from './planted-reporters.js';
import type { Planted } from './planted.js';

const sound = define({
  kind: 'reporter',
  name: 'test/sound',
  summary: 'A plugin to find faults in.',
  sources: [],
  options: z.strictObject({ lines: z.int().default(1) }),
  create: () => verdicts,
});

/** A schema that says of itself, as JSON Schema, what `printed` is. */
const printing = (printed: Readonly<Record<string, unknown>>): Definition['options'] => ({
  '~standard': {
    ...sound.options['~standard'],
    jsonSchema: { input: () => printed },
  },
});

const faults: readonly (readonly [fault: string, change: object, code: string])[] = [
  ['a name without a scope', { name: 'sound' }, 'bad-name'],
  ['no summary', { summary: ' ' }, 'no-summary'],
  ['a summary of two lines', { summary: 'One.\nTwo.' }, 'no-summary'],
  ['sources that are no list', { sources: 'arXiv:1611.01540' }, 'bad-sources'],
  ['an option without a default', { options: z.strictObject({ lines: z.int() }) }, 'options-refused'],
  ['options that take unknown keys', { options: z.looseObject({}) }, 'unknown-option-taken'],
  ['a schema of another dialect', { options: printing({ $schema: 'draft-04', type: 'object' }) }, 'wrong-json-schema'],
  ['a schema of something else', { options: printing({ type: 'number' }) }, 'wrong-json-schema'],
]; // prettier-ignore

export const planted: readonly Planted[] = faults.map(([fault, change, code]) => ({
  fault,
  code: `conformance/${code}`,
  checks: () => checkDefinition({ ...sound, ...change } as Definition),
}));

export { sound };
