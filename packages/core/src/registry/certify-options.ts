import { z } from 'zod';
import type { PluginName, PluginRef, ResolvedRef } from '@isthmus/contract';
import { pluginName } from './plugin-name-schema.js';

const level = z
  .union([z.enum(['path', 'threshold']), z.number().positive()])
  .describe(
    'What is to be proved: that the loss is nowhere above the level of the path (the default), the threshold, or a number.',
  );

/** What the key `certify` of an experiment may hold. */
export const certifySchema = z
  .union([
    z.boolean(),
    pluginName,
    z.strictObject(
      {
        use: pluginName.optional(),
        options: z.record(z.string(), z.unknown()).optional(),
        level: level.optional(),
      },
      'expected { "use": "core/affine", "options": { … }, "level": … }',
    ),
  ])
  .default(false)
  .describe(
    'Proves of every path that is found that the loss stays at or below the level for every t: true, a certifier by name, or by name, options and level.',
  );

type GivenCertify = z.output<typeof certifySchema>;

/** The certifier where none is named. */
const DEFAULT_CERTIFIER: PluginName = 'core/affine';

/** What is to be proved of paths, with every default filled in. */
export type ResolvedCertify = ResolvedRef & { readonly level: z.output<typeof level> };

/**
 * The certifier that is asked for; null where none is.
 *
 * @example
 * certifierRef(true); // 'core/affine'
 */
export function certifierRef(given: GivenCertify): PluginRef | null {
  if (given === false) return null;
  if (given === true) return DEFAULT_CERTIFIER;
  if (typeof given === 'string') return given;
  const { use = DEFAULT_CERTIFIER, options } = given;
  return options === undefined ? use : { use, options };
}

/** The level that is asked for. */
export function certifiedLevel(given: GivenCertify): ResolvedCertify['level'] {
  return typeof given === 'object' ? (given.level ?? 'path') : 'path';
}
