import { findPeak, flatten, IsthmusError, lossesOn, peakSearchOf } from '@isthmus/core';
import { boxBoundOf, isEnclosed, seekCells } from '@isthmus/core/internal';
import {
  define,
  type CellsSeparator,
  type LossForm,
  type Path,
  type PathStrategy,
  type Problem,
  type Status,
} from '@isthmus/core/contract';
import { z } from 'zod';

/** Parameters at most: cells grow with the power of them. */
const MOST_PARAMETERS = 4;

const options = z.strictObject({
  maxCells: z
    .int()
    .min(1)
    .max(5_000_000)
    .default(50_000)
    .describe(
      'Cells whose loss is bounded at most, for each of the two ends. The nearer the level is to the lowest that connects, the more are needed: each halving of what is between takes about twice as many with 2 parameters, and four times as many with 3.',
    ),
});

/** A search at rest: plain data. */
export interface CellsState {
  readonly path: Path;
  readonly status: Status;
  readonly separator: CellsSeparator | null;
}

/**
 * Seeks no path but what parts the ends: the space around them is cut into cells, those are left out on which
 * the loss is proved to be above the level, and where what then hangs together with one end is shut
 * in, the driver proves by it that no path leads to the other. The path is the straight line.
 *
 * What it cannot shut in (where networks of equal loss reach to infinity, as those of a ReLU unit do by
 * scaling, or where the level is too near) it leaves open.
 */
function createCells({ maxCells }: z.output<typeof options>): PathStrategy<CellsState> {
  return {
    needs: 'value',
    refusal: (_, form) => refusalOf(form),
    init: (problem) => {
      const { a, b, level } = problem;
      const path: Path = { vertices: [a, b], elements: [{ kind: 'segment' }] };
      const line = lossesOn(path.elements[0]!, [a, b], problem);
      const holds = findPeak(line, peakSearchOf(problem)).loss <= level;
      return {
        path,
        status: holds ? { tag: 'connected' } : { tag: 'not-found', reason: 'above-level' },
        separator: holds ? null : separatorOf(problem, maxCells),
      };
    },
    step: (_, state) => state,
    status: ({ status }) => status,
    path: ({ path }) => path,
    separator: ({ separator }) => separator,
  };
}

/** The plugin `dss/cells`. */
export const cellsPath = define({
  kind: 'pathStrategy',
  name: 'dss/cells',
  summary:
    'Proves that no path joins two points of at most 4 parameters at the level, by cells around one of them.',
  sources: [],
  options,
  create: createCells,
});

function refusalOf(form: LossForm | null | undefined): string | null {
  if (!form)
    return 'it takes losses that are known as formulas: polynomials, and small chains of dense layers under the squared error';
  const count = parametersIn(form);
  if (count > MOST_PARAMETERS) return `it takes at most ${MOST_PARAMETERS} parameters, and there are ${count}`; // prettier-ignore
  const odd =
    form.kind === 'chain' && form.layers.find(({ activation }) => !isEnclosed(activation));
  return odd ? `it has no bounds for the activation ${odd.activation}` : null;
}

function parametersIn(form: LossForm): number {
  if (form.kind === 'polynomial') return form.terms[0]?.powers.length ?? 0;
  return form.layers.reduce(
    (sum, { inputs, units, bias }) => sum + (inputs + Number(bias !== null)) * units,
    0,
  );
}

function separatorOf(problem: Problem, maxCells: number): CellsSeparator | null {
  const { spec, level } = problem;
  const form = problem.form?.() ?? null;
  const why = refusalOf(form);
  if (why !== null) throw new IsthmusError('dss/no-cells', `dss/cells does not fit: ${why}.`);
  const bound = boxBoundOf(form!, spec)!;
  const [a, b] = [flatten(spec, problem.a), flatten(spec, problem.b)];
  const aroundA = seekCells(bound, a, b, level, { maxCells });
  if (aroundA !== null) return { kind: 'cells', around: 'a', ...aroundA };
  const aroundB = seekCells(bound, b, a, level, { maxCells });
  return aroundB && { kind: 'cells', around: 'b', ...aroundB };
}
