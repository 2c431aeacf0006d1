import type { Definition } from '@isthmus/contract';
import { convnet } from './convnet.js';
import { mlp } from './mlp.js';
import { resnet } from './resnet.js';

/** The built-in architectures, layer graphs all. */
export const architectures: readonly Definition<'architecture'>[] = [mlp, convnet, resnet];
