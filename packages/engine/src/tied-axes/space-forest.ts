import type { AxisBinding, Reflector, UnitNode, UnitSpace } from './unit-spaces.js';

/** What commutes with what units pass through, besides permutations. */
export interface Freedom {
  readonly scaling: boolean;
  readonly sign: boolean;
  readonly linear: boolean;
}

/** A space that is being put together; `parent` is itself until it is tied to an earlier one. */
interface UnfinishedSpace {
  readonly name: string;
  readonly size: number;
  freedom: Freedom;
  /** Whether all that the units pass through turns `c - h` of a unit into a constant minus what h gives. */
  reflects: boolean;
  /** Its order belongs to something outside: the network's output, a layer of unknown behaviour. */
  fixed: boolean;
  readonly bindings: AxisBinding[];
  readonly reflectors: Reflector[];
  readonly nodes: UnitNode[];
  parent: number;
}

/** Spaces under construction, with the ties between them (a union-find forest). */
export interface SpaceForest {
  /** A new space; returns its number. */
  grow(name: string, size: number): number;
  bind(space: number, binding: AxisBinding): void;
  /** Says where the units can be looked at. */
  show(space: number, node: UnitNode): void;
  /** Takes away what does not commute with something that the units pass through. */
  restrict(space: number, allowed: Freedom): void;
  /** Says what takes up a constant of reflected units; null: something that they pass through cannot. */
  reflect(space: number, reflector: Reflector | null): void;
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
    show: (space, node) => void root(space).nodes.push(node),
    restrict: (space, allowed) => limit(root(space), allowed),
    reflect: (space, reflector) => {
      if (reflector === null) root(space).reflects = false;
      else root(space).reflectors.push(reflector);
    },
    fix: (space) => void (root(space).fixed = true),
    tie: (a, b) => merge(root(a), root(b)),
    sizeOf: (space) => root(space).size,
    spaces: () => drafts.filter((draft, at) => draft.parent === at && !draft.fixed).map(finish),
  };
}

function emptyDraft(name: string, size: number, parent: number): UnfinishedSpace {
  return {
    ...{ name, size, parent, freedom: { scaling: true, sign: true, linear: true } },
    ...{ reflects: true, fixed: false, bindings: [], reflectors: [], nodes: [] },
  };
}

function limit(draft: UnfinishedSpace, allowed: Freedom): void {
  const { scaling, sign, linear } = draft.freedom;
  draft.freedom = {
    scaling: scaling && allowed.scaling,
    sign: sign && allowed.sign,
    linear: linear && allowed.linear,
  };
}

/** The earlier of the two stays, so that a space keeps the name of the first layer that makes it. */
function merge(a: UnfinishedSpace, b: UnfinishedSpace): void {
  if (a === b) return;
  const [kept, gone] = a.parent < b.parent ? [a, b] : [b, a];
  limit(kept, gone.freedom);
  kept.reflects &&= gone.reflects;
  kept.fixed ||= gone.fixed;
  kept.bindings.push(...gone.bindings.splice(0));
  kept.reflectors.push(...gone.reflectors.splice(0));
  kept.nodes.push(...gone.nodes.splice(0));
  gone.parent = kept.parent;
}

function finish(draft: UnfinishedSpace): UnitSpace {
  const { name, size, freedom, reflects, reflectors, bindings, nodes } = draft;
  const reflection = reflects && !freedom.sign ? [...reflectors] : null;
  return { name, size, ...freedom, reflection, bindings: [...bindings], nodes: [...nodes] };
}
