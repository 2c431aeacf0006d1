import { core } from '@isthmus/core/builtin';
import type { Definition } from '@isthmus/core/contract';
import { dss } from '@isthmus/dss';
import { symmetry } from '@isthmus/symmetry';

/**
 * What the product brings that computes: everything but its reporters. Worker threads need no more,
 * and are up sooner without the report's modules.
 */
export const COMPUTING: readonly (readonly Definition[])[] = [core, dss, symmetry];
