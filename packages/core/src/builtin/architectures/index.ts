import type { Definition } from '@isthmus/contract';
import { convnet } from './convnet.js';
import { mlp } from './mlp.js';

/** The built-in architectures, layer graphs both. */
export const architectures: readonly Definition<'architecture'>[] = [mlp, convnet];
