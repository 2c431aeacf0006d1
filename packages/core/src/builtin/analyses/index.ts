import type { Definition } from '@isthmus/contract';
import { plane } from './plane/plane.js';
import { spectrum } from './spectrum.js';

/** The analyses that come with core. */
export const analyses: readonly Definition<'analysis'>[] = [spectrum, plane];
