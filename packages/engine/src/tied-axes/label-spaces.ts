import { IsthmusError } from '@isthmus/contract/base';
import type { ParamSpec } from '@isthmus/contract/parameters';
import type { AxisBinding, UnitSpace } from './unit-spaces.js';

interface Labelled extends AxisBinding {
  readonly label: string;
  readonly size: number;
}

/**
 * The spaces that axis labels declare: axes of equal label are permuted together. Nothing is known
 * of what lies between them, so neither scaling nor sign flips are claimed.
 *
 * @throws `network/misfit` when axes of one label differ in size
 */
export function labelSpaces(spec: ParamSpec): readonly UnitSpace[] {
  const groups = new Map<string, Labelled[]>();
  for (const axis of labelledAxes(spec))
    groups.set(axis.label, [...(groups.get(axis.label) ?? []), axis]);
  return [...groups].map(([label, axes]) => spaceOfLabel(label, axes));
}

function labelledAxes(spec: ParamSpec): readonly Labelled[] {
  return spec.leaves.flatMap((leaf) =>
    leaf.axes.flatMap((label, axis): Labelled[] =>
      label === null
        ? []
        : [{ label, size: leaf.shape[axis]!, leaf: leaf.name, axis, blocks: 1, role: 'tied' }],
    ),
  );
}

function spaceOfLabel(label: string, axes: readonly Labelled[]): UnitSpace {
  const size = axes[0]!.size;
  const other = axes.find((axis) => axis.size !== size);
  if (other !== undefined)
    throw new IsthmusError(
      'network/misfit',
      `Axes labelled "${label}" are permuted together, so they need equal sizes; axis ${axes[0]!.axis} of "${axes[0]!.leaf}" has ${size}, axis ${other.axis} of "${other.leaf}" has ${other.size}.`,
      { label, size, other: other.size },
    );
  const bindings = axes.map(({ leaf, axis, blocks, role }) => ({ leaf, axis, blocks, role }));
  const known = { scaling: false, sign: false, linear: false, reflection: null, nodes: [] };
  return { name: label, size, ...known, bindings };
}
