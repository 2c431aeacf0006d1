import type { AxisBinding, UnitSpace } from './unit-spaces.js';

/** A space that is being put together; `parent` is itself until it is tied to an earlier one. */
interface UnfinishedSpace {
  readonly name: string;
  readonly size: number;
  scaling: boolean;
  sign: boolean;
  /** Its order belongs to something outside: the network's output, a layer of unknown behaviour. */
  fixed: boolean;
  readonly bindings: AxisBinding[];
  parent: number;
}

/** Spaces under construction, with the ties between them (a union-find forest). */
export interface SpaceForest {
  /** A new space; returns its number. */
  grow(name: string, size: number): number;
  bind(space: number, binding: AxisBinding): void;
  /** Takes away what does not commute with something that the units pass through. */
  restrict(space: number, allowed: { readonly scaling: boolean; readonly sign: boolean }): void;
  /** Says that nothing is claimed of these units. */
  fix(space: number): void;
  /** Makes two spaces of one size one. */
  tie(a: number, b: number): void;
  sizeOf(space: number): number;
  /** The finished spaces, without the fixed ones. */
  spaces(): readonly UnitSpace[];
}

/** An empty forest. */
export function createSpaceForest(): SpaceForest {
  const drafts: UnfinishedSpace[] = [];
  const root = (at: number): UnfinishedSpace => {
    const draft = drafts[at]!;
    return draft.parent === at ? draft : root(draft.parent);
  };
  return {
    grow: (name, size) => {
      const parent = drafts.length;
      return drafts.push(emptyDraft(name, size, parent)) - 1;
    },
    bind: (space, binding) => void root(space).bindings.push(binding),
    restrict: (space, allowed) => limit(root(space), allowed),
    fix: (space) => void (root(space).fixed = true),
    tie: (a, b) => merge(root(a), root(b)),
    sizeOf: (space) => root(space).size,
    spaces: () => drafts.filter((draft, at) => draft.parent === at && !draft.fixed).map(finish),
  };
}

function emptyDraft(name: string, size: number, parent: number): UnfinishedSpace {
  return { name, size, scaling: true, sign: true, fixed: false, bindings: [], parent };
}

function limit(
  draft: UnfinishedSpace,
  allowed: { readonly scaling: boolean; readonly sign: boolean },
): void {
  draft.scaling &&= allowed.scaling;
  draft.sign &&= allowed.sign;
}

/** The earlier of the two stays, so that a space keeps the name of the first layer that makes it. */
function merge(a: UnfinishedSpace, b: UnfinishedSpace): void {
  if (a === b) return;
  const [kept, gone] = a.parent < b.parent ? [a, b] : [b, a];
  limit(kept, gone);
  kept.fixed ||= gone.fixed;
  kept.bindings.push(...gone.bindings.splice(0));
  gone.parent = kept.parent;
}

function finish({ name, size, scaling, sign, bindings }: UnfinishedSpace): UnitSpace {
  return { name, size, scaling, sign, bindings: [...bindings] };
}
