import type { AxisBinding, Reflector, UnitNode, UnitSpace } from './unit-spaces.js';

/** What commutes with what units pass through, besides permutations. */
export interface Freedom {
  readonly scaling: boolean;
  readonly sign: boolean;
  readonly linear: boolean;
}

/** Where permutations alone are known to commute. */
export const NOTHING_FREE: Freedom = { scaling: false, sign: false, linear: false };

/** A space that is being put together; `parent` is itself until it is tied to an earlier one. */
interface UnfinishedSpace {
  readonly name: string;
  readonly size: number;
  /** Its order belongs to something outside: the network's output, a layer of unknown behaviour. */
  fixed: boolean;
  parent: number;
}

/**
 * Units of a space between two normalizations: they change places with all others of the space, and
 * have one size together. `parent` is itself until what they are added to is one with them.
 */
interface Reach {
  readonly space: number;
  freedom: Freedom;
  /** Whether all that the units pass through turns `c - h` of a unit into a constant minus what h gives. */
  reflects: boolean;
  readonly bindings: AxisBinding[];
  readonly reflectors: Reflector[];
  readonly nodes: UnitNode[];
  parent: number;
}

/**
 * Spaces under construction, with the ties between them (union-find forests). Units are meant by the
 * number of their reach.
 */
export interface SpaceForest {
  /** New units in a space of their own; returns their number. */
  grow(name: string, size: number): number;
  /** Units that change places with given ones and have a size of their own, whatever that of those is. */
  normalize(units: number): number;
  bind(units: number, binding: AxisBinding): void;
  /** Says where the units can be looked at. */
  show(units: number, node: UnitNode): void;
  /** Takes away what does not commute with something that the units pass through. */
  restrict(units: number, allowed: Freedom): void;
  /** Says what takes up a constant of reflected units; null: something that they pass through cannot. */
  reflect(units: number, reflector: Reflector | null): void;
  /** Says that nothing is claimed of these units. */
  fix(units: number): void;
  /** Makes two of one size one: they change places together, and have one size. */
  tie(a: number, b: number): void;
  sizeOf(units: number): number;
  /** The finished spaces, without the fixed ones. */
  spaces(): readonly UnitSpace[];
}

/** An empty forest. */
export function createSpaceForest(): SpaceForest {
  const drafts: UnfinishedSpace[] = [];
  const reaches: Reach[] = [];
  const root = <T extends { readonly parent: number }>(among: readonly T[], at: number): T => {
    const each = among[at]!;
    return each.parent === at ? each : root(among, each.parent);
  };
  const reachOf = (units: number) => root(reaches, units);
  const draftOf = (units: number) => root(drafts, reaches[units]!.space);
  const reachIn = (space: number) => {
    return reaches.push(emptyReach(space, reaches.length)) - 1;
  };
  return {
    grow: (name, size) => {
      const parent = drafts.length;
      return reachIn(drafts.push({ name, size, fixed: false, parent }) - 1);
    },
    normalize: (units) => {
      const reach = reachOf(units);
      limit(reach, NOTHING_FREE);
      reach.reflects = false;
      return reachIn(reaches[units]!.space);
    },
    bind: (units, binding) => void reachOf(units).bindings.push(binding),
    show: (units, node) => void reachOf(units).nodes.push(node),
    restrict: (units, allowed) => limit(reachOf(units), allowed),
    reflect: (units, reflector) => {
      if (reflector === null) reachOf(units).reflects = false;
      else reachOf(units).reflectors.push(reflector);
    },
    fix: (units) => void (draftOf(units).fixed = true),
    tie: (a, b) => {
      mergeDrafts(draftOf(a), draftOf(b));
      mergeReaches(reachOf(a), reachOf(b));
    },
    sizeOf: (units) => draftOf(units).size,
    spaces: () =>
      drafts.flatMap((draft, at) => {
        if (draft.parent !== at || draft.fixed) return [];
        const own = reaches.filter(
          (reach, i) => reach.parent === i && root(drafts, reach.space) === draft,
        );
        return [finish(draft, own)];
      }),
  };
}

function emptyReach(space: number, parent: number): Reach {
  const freedom = { scaling: true, sign: true, linear: true };
  return { space, parent, freedom, reflects: true, bindings: [], reflectors: [], nodes: [] };
}

function limit(reach: Reach, allowed: Freedom): void {
  const { scaling, sign, linear } = reach.freedom;
  reach.freedom = {
    scaling: scaling && allowed.scaling,
    sign: sign && allowed.sign,
    linear: linear && allowed.linear,
  };
}

/** The earlier of the two stays, so that a space keeps the name of the first layer that makes it. */
function mergeDrafts(a: UnfinishedSpace, b: UnfinishedSpace): void {
  if (a === b) return;
  const [kept, gone] = a.parent < b.parent ? [a, b] : [b, a];
  kept.fixed ||= gone.fixed;
  gone.parent = kept.parent;
}

function mergeReaches(a: Reach, b: Reach): void {
  if (a === b) return;
  const [kept, gone] = a.parent < b.parent ? [a, b] : [b, a];
  limit(kept, gone.freedom);
  kept.reflects &&= gone.reflects;
  kept.bindings.push(...gone.bindings.splice(0));
  kept.reflectors.push(...gone.reflectors.splice(0));
  kept.nodes.push(...gone.nodes.splice(0));
  gone.parent = kept.parent;
}

/**
 * One factor for each unit scales all units of the space that may be scaled; arrays of the others only
 * change places with them. Where none may be, factors of -1 flip those that may be flipped. Matrices and
 * reflections act on units that nothing normalizes.
 */
function finish({ name, size }: UnfinishedSpace, reaches: readonly Reach[]): UnitSpace {
  const scaling = reaches.some(({ freedom }) => freedom.scaling);
  const isFree = ({ freedom }: Reach) => (scaling ? freedom.scaling : freedom.sign);
  const free = reaches.filter(isFree);
  const sign = free.length > 0 && free.every(({ freedom }) => freedom.sign);
  const only = reaches.length === 1 ? reaches[0]! : null;
  const reflection = only?.reflects === true && !sign ? [...only.reflectors] : null;
  const bindings = reaches.flatMap((reach) =>
    free.length === 0 || isFree(reach) ? reach.bindings : reach.bindings.map(tied),
  );
  const nodes = reaches.flatMap((reach) => reach.nodes);
  const linear = only?.freedom.linear === true;
  return { name, size, scaling, sign, linear, reflection, bindings, nodes };
}

function tied(binding: AxisBinding): AxisBinding {
  return { ...binding, role: 'tied' };
}
