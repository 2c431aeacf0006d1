import type { Definition, PathRecord, PathStrategy, Problem } from '@isthmus/core/contract';
import { judged } from '../../testing/judged.js';
import { autoneb, autonebOptions, createAutoneb } from '../autoneb.js';
import { bezier, bezierOptions, createBezier } from '../bezier.js';
import { createNeb, neb, nebOptions } from '../neb.js';
import { createPolychain, polychain, polychainOptions } from '../polychain.js';
import type { CurveState } from '../search.js';

/** Every rival, made with some of its options. */
export const RIVALS = {
  'dss/polychain': (given: object = {}) => erased(createPolychain(polychainOptions.parse(given))),
  'dss/bezier': (given: object = {}) => erased(createBezier(bezierOptions.parse(given))),
  'dss/neb': (given: object = {}) => erased(createNeb(nebOptions.parse(given))),
  'dss/autoneb': (given: object = {}) => erased(createAutoneb(autonebOptions.parse(given))),
};

/** The name of a rival. */
export type RivalName = keyof typeof RIVALS;

/** The names of all rivals. */
export const RIVAL_NAMES = Object.keys(RIVALS) as readonly RivalName[];

const DEFINITIONS: Readonly<Record<RivalName, Definition<'pathStrategy'>>> = {
  'dss/polychain': polychain,
  'dss/bezier': bezier,
  'dss/neb': neb,
  'dss/autoneb': autoneb,
};

/** A strategy whose curve may be of any kind. */
export type AnyRival = PathStrategy<CurveState<unknown>>;

/** The strategies of different curves have no type in common: each reads only its own states. */
function erased<C>(strategy: PathStrategy<CurveState<C>>): AnyRival {
  return strategy as AnyRival;
}

/** The record of a search that the driver ran and judged. */
export async function recordOf(
  name: RivalName,
  given: object,
  problem: Problem,
  seed = 1,
): Promise<Omit<PathRecord, 'vertices'>> {
  return (await judged(DEFINITIONS[name], given, problem, seed)).record;
}
