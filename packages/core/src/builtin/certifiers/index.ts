import type { Definition } from '@isthmus/contract';
import { affine } from './affine.js';

/** The built-in certifiers. */
export const certifiers: readonly Definition<'certifier'>[] = [affine];
