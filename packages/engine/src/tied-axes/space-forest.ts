import type { AxisBinding, UnitSpace } from './unit-spaces.js';

/** What commutes with what units pass through, besides permutations. */
interface Freedom {
  scaling: boolean;
  sign: boolean;
}

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
interface Reach extends Freedom {
  readonly space: number;
  readonly bindings: AxisBinding[];
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
  /** Takes away what does not commute with something that the units pass through. */
  restrict(units: number, allowed: Readonly<Freedom>): void;
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
    const parent = reaches.length;
    return reaches.push({ space, scaling: true, sign: true, bindings: [], parent }) - 1;
  };
  return {
    grow: (name, size) => {
      const parent = drafts.length;
      return reachIn(drafts.push({ name, size, fixed: false, parent }) - 1);
    },
    normalize: (units) => {
      limit(reachOf(units), { scaling: false, sign: false });
      return reachIn(reaches[units]!.space);
    },
    bind: (units, binding) => void reachOf(units).bindings.push(binding),
    restrict: (units, allowed) => limit(reachOf(units), allowed),
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

function limit(reach: Reach, allowed: Readonly<Freedom>): void {
  reach.scaling &&= allowed.scaling;
  reach.sign &&= allowed.sign;
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
  limit(kept, gone);
  kept.bindings.push(...gone.bindings.splice(0));
  gone.parent = kept.parent;
}

/**
 * One factor for each unit scales all units of the space that may be scaled; arrays of the others only
 * change places with them. Where none may be, factors of -1 flip those that may be flipped.
 */
function finish({ name, size }: UnfinishedSpace, reaches: readonly Reach[]): UnitSpace {
  const scaling = reaches.some((reach) => reach.scaling);
  const isFree = (reach: Reach) => (scaling ? reach.scaling : reach.sign);
  const free = reaches.filter(isFree);
  const sign = free.length > 0 && free.every((reach) => reach.sign);
  const bindings = reaches.flatMap((reach) =>
    free.length === 0 || isFree(reach) ? reach.bindings : reach.bindings.map(tied),
  );
  return { name, size, scaling, sign, bindings };
}

function tied(binding: AxisBinding): AxisBinding {
  return { ...binding, role: 'tied' };
}
