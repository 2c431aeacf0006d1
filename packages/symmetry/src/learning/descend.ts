import { narrowed, type Rng, type UnitSpace } from '@isthmus/core';
import type { NetworkMeasures, Params } from '@isthmus/core/contract';
import { type NormalForms, actWide } from '../group/act-wide.js';
import { mapWide, type WideParams, widenParams } from '../group/float64.js';

/** Two networks, and what is known of them. */
export interface LearningProblem {
  readonly spaces: readonly UnitSpace[];
  readonly a: Params;
  /** As the start of the search moved it. */
  readonly b: WideParams;
  readonly measures: Pick<NetworkMeasures, 'gradients'>;
  readonly rng: Rng;
  /** How bad the line from a is to b as an element moves it; Infinity where that is out of question. */
  weigh(moved: Params): number;
}

/** How long a search descends, and where it asks for gradients. */
export interface DescentOptions {
  readonly steps: number;
  /** How many points of the line each step looks at. */
  readonly points: number;
  /** Points are drawn between `0.5 - spread` and `0.5 + spread`; 0: the midpoint alone. */
  readonly spread: number;
  /** After every so many steps the element is weighed. */
  readonly weighEvery: number;
}

/** Something that stands for an element of the group and has a gradient. */
export interface Latent {
  /** b as it moves it now, which may be no element yet. */
  moved(): WideParams;
  /** One step down. @param gradient of the loss in `moved()` */
  step(gradient: WideParams): void;
  /** The true element nearest to it. */
  forms(): NormalForms;
}

/** An element, and what it weighs. */
export interface Weighed {
  readonly forms: NormalForms;
  readonly weight: number;
  /** After how many steps it was found. */
  readonly steps: number;
}

/**
 * Descends from b as it stands, and weighs true elements on the way.
 *
 * @returns all elements that were weighed, in their order
 */
export function descend(
  problem: LearningProblem,
  latent: Latent,
  { steps, points, spread, weighEvery }: DescentOptions,
): readonly Weighed[] {
  const { spaces, a, b, measures, rng, weigh } = problem;
  const wideA = widenParams(a);
  const found: Weighed[] = [];
  for (let step = 1; step <= steps; step++) {
    const stream = rng.fork(`step ${step}`);
    const at = Array.from({ length: points }, () => 0.5 + spread * (2 * stream.next() - 1));
    const moved = latent.moved();
    const models = at.map((t) => narrowed(between(wideA, moved, t)));
    const slopes = measures.gradients(models, stream.fork('batch'));
    latent.step(
      mapWide(moved, ({ data }, name) =>
        data.map(
          (_, i) =>
          slopes.reduce((sum, { gradient }, k) => sum + at[k]! * gradient[name]!.data[i]!, 0) / points, // prettier-ignore
        ),
      ),
    );
    if (step % weighEvery === 0 || step === steps) {
      const forms = latent.forms();
      found.push({ forms, weight: weigh(narrowed(actWide(spaces, forms, b))), steps: step });
    }
  }
  return found;
}

function between(from: WideParams, to: WideParams, t: number): WideParams {
  return mapWide(from, ({ data }, name) => {
    const other = to[name]!.data;
    return data.map((value, i) => (1 - t) * value + t * other[i]!);
  });
}
