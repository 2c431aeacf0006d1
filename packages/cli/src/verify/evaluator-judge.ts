import { type Evaluator, type Params, type ParamSpec, pointOn } from '@isthmus/core';
import type { Factor, Point, StoredPath } from '@isthmus/core/internal';
import type { ArcElement, ArcFactor, LeafAxis, PathElement } from '@isthmus/core/contract';
import type { Judge } from './judge.js';

/** Losses by the product's evaluator, which rounds and does not say by how much. */
export function evaluatorJudge(evaluator: Evaluator, spec: ParamSpec, by: string): Judge {
  const bracket = (value: number) => ({ lower: value, upper: value });
  const paramsOf = (point: Point): Params =>
    Object.fromEntries(
      spec.leaves.map(({ name, shape }) => [
        name,
        { shape, data: Float32Array.from(point.get(name)!) },
      ]),
    );
  return {
    atPoint: (point) => bracket(evaluator.value(paramsOf(point))),
    along: (path, element, t) => {
      const from = paramsOf(path.vertices[element]!);
      const to = paramsOf(path.vertices[element + 1]!);
      const joined = elementOf(path, element);
      return t.map((each) => bracket(evaluator.valueAt(pointOn(joined, [from, to], each))));
    },
    by,
    network: null,
  };
}

/** An element as the product has it. */
export function elementOf({ elements }: StoredPath, i: number): PathElement {
  const element = elements[i]!;
  if (element.kind === 'segment') return { kind: 'segment' };
  return { kind: 'arc', factors: element.factors.map(factorOf) } satisfies ArcElement;
}

function factorOf({ rates, generator, makes, reads }: Factor): ArcFactor {
  const axes = { makes: makes.map(axisOf), reads: reads.map(axisOf) };
  return generator === null
    ? { kind: 'scaling', rates: rates ?? [], ...axes }
    : { kind: 'linear', generator, ...axes };
}

function axisOf(name: string): LeafAxis {
  const at = name.lastIndexOf(' ');
  return { leaf: name.slice(0, at), axis: Number(name.slice(at + 1)) };
}
