import { distance, type UnitSpace } from '@isthmus/core';
import type { AlignmentProposal, GroupElement, NetworkView, Params } from '@isthmus/core/contract';
import { type NormalForms } from '../group/act-wide.js';
import { act } from '../group/act.js';
import { factorsOf } from '../group/normal-form.js';
import { identityForms } from '../matching/matching.js';

/** A way to bring b near to a, by a name. */
export interface NamedForms {
  readonly label: string;
  readonly forms: NormalForms;
}

/** Forms as elements, for the contract. */
export function proposalsOf(found: readonly NamedForms[]): readonly AlignmentProposal[] {
  return found.map(({ label, forms }) => ({ label, element: elementOf(forms) }));
}

/** For every space a permutation, then signs and scales where they change anything. */
export function elementOf(forms: NormalForms): GroupElement {
  return Object.fromEntries(Object.entries(forms).map(([name, form]) => [name, factorsOf(form)]));
}

/** An element, and how far from a it brings b. */
export interface MeasuredElement {
  readonly element: GroupElement;
  readonly distance: number;
}

/** How far from a elements bring b. */
export function measured(
  network: NetworkView,
  a: Params,
  b: Params,
  elements: readonly GroupElement[],
): readonly MeasuredElement[] {
  return elements.map((element) => ({
    element,
    distance: distance(a, act(network, element, b)),
  }));
}

/**
 * The element that brings b nearest to a; the identity where all would move it away.
 *
 * @param before from a to b
 */
export function nearestOf(
  spaces: readonly UnitSpace[],
  before: number,
  elements: readonly MeasuredElement[],
): GroupElement {
  const identity = { element: elementOf(identityForms(spaces)), distance: before };
  return elements.reduce((best, other) => (other.distance < best.distance ? other : best), identity)
    .element;
}
