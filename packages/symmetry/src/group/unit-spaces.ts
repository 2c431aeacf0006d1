import { IsthmusError, type AxisBinding, type UnitSpace } from '@isthmus/core';

/**
 * The space of that name.
 *
 * @throws `symmetry/unknown-space` when there is none, naming those there are
 */
export function spaceOf(spaces: readonly UnitSpace[], name: string): UnitSpace {
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
  readonly binding: AxisBinding;
  /** The name of the space that it belongs to. */
  readonly space: string;
  readonly size: number;
  readonly sign: boolean;
}

/** Which other axes of a binding's array belong to some of these spaces. */
export function otherBindings(
  spaces: readonly UnitSpace[],
  { leaf, axis }: AxisBinding,
): readonly OtherBinding[] {
  return spaces.flatMap(({ name, bindings, size, sign }) =>
    bindings
      .filter((binding) => binding.leaf === leaf && binding.axis !== axis)
      .map((binding) => ({ binding, space: name, size, sign })),
  );
}

/** Whether an array is bound to both spaces, or to one space by two of its axes. */
export function sharesArray(space: UnitSpace, other: UnitSpace): boolean {
  return space.bindings.some((binding) => otherBindings([other], binding).length > 0);
}

/**
 * A space twice: with its bindings to arrays that none of the others is bound to by another axis,
 * and with its bindings to the rest.
 */
export function splitByOthers(
  space: UnitSpace,
  others: readonly UnitSpace[],
): readonly [alone: UnitSpace, shared: UnitSpace] {
  const isAlone = (binding: AxisBinding) => otherBindings(others, binding).length === 0;
  return [
    { ...space, bindings: space.bindings.filter(isAlone) },
    { ...space, bindings: space.bindings.filter((binding) => !isAlone(binding)) },
  ];
}

/**
 * A space twice: with its bindings to arrays whose entries flip with a unit, and with those to arrays that
 * keep their signs, as what stands on the other side of a normalization does. Where no sign flips all of
 * them are among the first.
 */
export function splitBySign(space: UnitSpace): readonly [flipping: UnitSpace, keeping: UnitSpace] {
  const keeps = ({ role }: AxisBinding) => space.sign && role === 'tied';
  return [
    { ...space, bindings: space.bindings.filter((binding) => !keeps(binding)) },
    { ...space, bindings: space.bindings.filter(keeps) },
  ];
}
