import type { Definition } from '../../contract/plugin.js';
import { linear } from './linear.js';

/** The built-in path strategies. */
export const pathStrategies: readonly Definition<'pathStrategy'>[] = [linear];
