import { z } from 'zod';
import type { PluginName } from '@isthmus/contract';
import { PLUGIN_NAME_PATTERN } from './plugin-name.js';

/** A plugin by name alone. */
export const pluginName = z
  .custom<PluginName>((value) => typeof value === 'string' && PLUGIN_NAME_PATTERN.test(value), {
    message: 'expected a plugin name such as "core/adam"',
  })
  .meta({ type: 'string', pattern: PLUGIN_NAME_PATTERN.source });
