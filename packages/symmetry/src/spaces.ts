import { IsthmusError } from '@isthmus/core';
import type { PluginName } from '@isthmus/core/contract';

/** One axis of one parameter array that belongs to a space of tied axes. */
export interface Binding {
  /** The full name of the parameter array, such as `dense1.kernel`. */
  readonly leaf: string;
  /** Counted from 0. */
  readonly axis: number;
  /**
   * The axis is this many runs of the space's units, unit fastest: h·w after `[h, w, c]` was
   * flattened, else 1.
   */
  readonly blocks: number;
  /**
   * `makes`: the array computes the units (output axis of a kernel, bias); `reads`: it takes them as
   * its input. `tied`: known by its label alone, so that only permutations are claimed.
   */
  readonly role: 'makes' | 'reads' | 'tied';
}

/** Units that may change places together, in every array that makes or reads them. */
export interface Space {
  /** The id of the first layer that makes the units, or the label of the axes. */
  readonly name: string;
  /** The number of units. */
  readonly size: number;
  /** Whether a positive factor on a unit, undone where it is read, keeps the function. */
  readonly scaling: boolean;
  /** Whether a factor of -1 does. */
  readonly sign: boolean;
  readonly bindings: readonly Binding[];
}

/** What is known of a network's symmetries. */
export interface TiedAxes {
  /** In the order of the layers that make them, or in which their labels first stand. */
  readonly spaces: readonly Space[];
  /** Layers of unknown behaviour: the channels that they take and give are claimed by no space. */
  readonly unclaimed: readonly { readonly node: string; readonly layer: PluginName }[];
}

/**
 * The space of that name.
 *
 * @throws `symmetry/unknown-space` when there is none, naming those there are
 */
export function spaceOf(spaces: readonly Space[], name: string): Space {
  const space = spaces.find((candidate) => candidate.name === name);
  if (space === undefined)
    throw new IsthmusError(
      'symmetry/unknown-space',
      `This network has no space of tied axes called "${name}". There are: ${spaces.map((s) => s.name).join(', ') || 'none'}.`,
      { space: name },
    );
  return space;
}

/** A binding of the same array, seen from another of its axes. */
export interface OtherBinding {
  readonly binding: Binding;
  readonly size: number;
  readonly sign: boolean;
}

/** Which other axes of a binding's array belong to some of these spaces. */
export function otherBindings(
  spaces: readonly Space[],
  { leaf, axis }: Binding,
): readonly OtherBinding[] {
  return spaces.flatMap(({ bindings, size, sign }) =>
    bindings
      .filter((binding) => binding.leaf === leaf && binding.axis !== axis)
      .map((binding) => ({ binding, size, sign })),
  );
}

/**
 * A space twice: with its bindings to arrays that none of the others is bound to by another axis,
 * and with its bindings to the rest.
 */
export function splitByOthers(
  space: Space,
  others: readonly Space[],
): readonly [alone: Space, shared: Space] {
  const isAlone = (binding: Binding) => otherBindings(others, binding).length === 0;
  return [
    { ...space, bindings: space.bindings.filter(isAlone) },
    { ...space, bindings: space.bindings.filter((binding) => !isAlone(binding)) },
  ];
}
