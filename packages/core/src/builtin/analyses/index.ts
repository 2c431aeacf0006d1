import type { Definition } from '@isthmus/contract';
import { spectrum } from './spectrum.js';

/** The analyses that come with core. */
export const analyses: readonly Definition<'analysis'>[] = [spectrum];
