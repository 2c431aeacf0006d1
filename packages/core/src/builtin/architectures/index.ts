import type { Definition } from '../../contract/plugin.js';
import { convnet } from './convnet.js';
import { mlp } from './mlp.js';

/** The built-in architectures, layer graphs both. */
export const architectures: readonly Definition<'architecture'>[] = [mlp, convnet];
