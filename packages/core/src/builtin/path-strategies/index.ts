import type { Definition } from '@isthmus/contract';
import { linear } from './linear.js';

/** The built-in path strategies. */
export const pathStrategies: readonly Definition<'pathStrategy'>[] = [linear];
