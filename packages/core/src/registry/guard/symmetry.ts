import type {
  AlignmentProposal,
  FrameProposal,
  GroupElement,
  GroupFactor,
  Symmetry,
} from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import { conform } from '@isthmus/contract/parameters';
import type { Guard } from './guard.js';
import { copyOf, lend } from './lent.js';
import { lentMeasures } from './measures.js';
import { present } from './members.js';
import { firstNotPlain } from './plain.js';
import { refusalOf } from './refusal.js';

/** A symmetry from outside; it borrows copies, and its elements are checked. */
export function guardedSymmetry(plugin: Symmetry, guard: Guard): Symmetry {
  const { alignAll, candidates, choose, refusal } = plugin;
  const lent = <T>(phase: string, params: readonly Params[], ask: (own: Params[]) => T): T => {
    const { copies, check } = lend(guard, phase, ...params);
    const answer = guard.run(phase, () => ask([...copies]));
    check();
    return answer;
  };
  return present<Symmetry>({
    choose,
    refusal:
      refusal &&
      ((network) => guard.run('refusal', () => refusalOf(refusal.call(plugin, network)))),
    align: (network, a, b, rng, measures) =>
      lent('align', [a, b], ([first, second]) =>
        soundElement(plugin.align(network, first!, second!, rng, lentMeasures(measures))),
      ),
    candidates:
      candidates &&
      ((network, a, b, rng, measures) =>
        lent('candidates', [a, b], ([first, second]) =>
          soundProposals(
            candidates.call(plugin, network, first!, second!, rng, lentMeasures(measures)),
          ),
        )),
    alignAll:
      alignAll &&
      ((network, models, rng, measures) =>
        lent('alignAll', models, (own) =>
          soundFrames(alignAll.call(plugin, network, own, rng, lentMeasures(measures))),
        )),
    act: (network, element, params) =>
      lent('act', [params], ([own]) =>
        conform(network.spec, copyOf(plugin.act(network, element, own!)), 'its result'),
      ),
  });
}

function soundProposals(proposals: readonly AlignmentProposal[]): readonly AlignmentProposal[] {
  if (!Array.isArray(proposals)) throw new TypeError('it gives a list of { label, element }.');
  return proposals.map(({ label, element }) => ({
    label: String(label),
    element: soundElement(element),
  }));
}

function soundFrames(frames: readonly FrameProposal[]): readonly FrameProposal[] {
  if (!Array.isArray(frames)) throw new TypeError('it gives a list of { label, elements }.');
  return frames.map(({ label, elements }) => {
    if (!Array.isArray(elements))
      throw new TypeError('a frame has a list of elements, one for each network.');
    return { label: String(label), elements: elements.map(soundElement) };
  });
}

const FACTORS: {
  readonly [K in GroupFactor['kind']]: (factor: Partial<Record<string, unknown>>) => boolean;
} = {
  permutation: ({ map }) => isPermutation(map),
  sign: ({ by }) => isNumbers(by) && Array.from(by).every((entry) => entry === 1 || entry === -1),
  scaling: ({ by }) =>
    isNumbers(by) && Array.from(by).every((entry) => entry > 0 && entry < Infinity),
  linear: ({ matrix, inverse }) =>
    isFinite(matrix) &&
    isFinite(inverse) &&
    matrix.length === inverse.length &&
    Number.isInteger(Math.sqrt(matrix.length)),
  shift: ({ weights, bias }) => isFinite(weights) && Number.isFinite(bias),
};

function soundElement(element: GroupElement): GroupElement {
  if (typeof element !== 'object' || (element as unknown) === null)
    throw new TypeError('an element is an object with a list of factors for each axis.');
  for (const [axis, factors] of Object.entries(element)) {
    if (!Array.isArray(factors)) throw new TypeError(`"${axis}": expected a list of factors.`);
    for (const factor of factors as readonly GroupFactor[]) {
      const known = Object.hasOwn(FACTORS, factor.kind);
      if (!known || !FACTORS[factor.kind](factor as never))
        throw new TypeError(
          `"${axis}": a factor is a permutation with its map, a sign (1, -1) or scaling (above 0) with its numbers, linear with a square matrix and its inverse, or a shift with its weights and its bias.`,
        );
    }
  }
  const fault = firstNotPlain(element, 'element');
  if (fault !== null) throw new TypeError(`an element is plain data; ${fault}.`);
  return element;
}

function isNumbers(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function isFinite(value: unknown): value is ArrayLike<number> {
  return isNumbers(value) && Array.from(value).every((entry) => Number.isFinite(entry));
}

function isPermutation(map: unknown): boolean {
  if (!isNumbers(map)) return false;
  const seen = new Set<number>();
  for (const entry of Array.from(map))
    if (Number.isInteger(entry) && entry >= 0 && entry < map.length) seen.add(entry);
  return seen.size === map.length;
}
