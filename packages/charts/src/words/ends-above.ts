import type { ExperimentResult, PairRecord, PathRecord } from '@isthmus/contract';
import { formatBeside, formatLevel, formatNumber, toNumber } from '../format/format.js';
import { roundedUp } from '../format/level.js';
import { endName } from '../data/series.js';

/** An endpoint that lies above the level of a path between it and another. */
export interface EndAbove {
  /** As charts call it: `b`, or `aligned b`. */
  readonly name: string;
  /** Above the level, or no number. */
  readonly loss: number;
}

/** The ends of a pair by the names that charts have for them. */
type Ends = Pick<PairRecord, 'a' | 'b'> & Partial<Pick<PairRecord, 'alignment'>>;

type Path = Pick<PathRecord, 'verdict' | 'level' | 'profile'> & Partial<Pick<PathRecord, 'ends'>>;

/**
 * The endpoints of a pair that lie above the level of a path: every path between them holds both, so none
 * can stay at or below that level. Empty beside "connected", and for a path with ends of its own.
 *
 * @example
 * const profile = { t: [0, 0.5, 1], loss: [0.1, 0.4, 0.3] };
 * const path = { verdict: 'not-found', level: 0.2, profile } as const;
 * endsAbove({ a: 'a', b: 'b' }, path); // [{ name: 'b', loss: 0.3 }]
 */
export function endsAbove({ a, b, alignment = null }: Ends, path: Path): readonly EndAbove[] {
  if (path.verdict === 'connected' || path.ends === 'free') return [];
  const { t, loss } = path.profile;
  const last = t.length - 1;
  const ends = [
    { name: a, loss: t[0] === 0 ? loss[0] : undefined },
    { name: endName({ b, alignment }), loss: t[last] === 1 ? loss[last] : undefined },
  ];
  return ends.flatMap((end) => {
    if (end.loss === undefined) return [];
    const value = toNumber(end.loss);
    // Not "value > level", which a NaN would escape.
    return value <= path.level ? [] : [{ name: end.name, loss: value }];
  });
}

/**
 * That no path at a level can hold its endpoints, in a sentence.
 *
 * @param ends those above it, one or two
 * @example
 * endsAboveSentence([{ name: 'b', loss: 0.3 }], 0.2);
 * // 'No path can stay at or below level 0.2: b itself lies above it, at loss 0.3.'
 */
export function endsAboveSentence(ends: readonly EndAbove[], level: number): string {
  const [first, second] = ends;
  const at = (end: EndAbove) => formatBeside(end.loss, level);
  const lowest = Math.min(...ends.map(({ loss }) => loss));
  const which =
    first === undefined || second === undefined
      ? ends.map((end) => `${end.name} itself lies above it, at loss ${at(end)}`).join('')
      : `${first.name} and ${second.name} themselves lie above it, at losses ${at(first)} and ${at(second)}`;
  return `No path can stay at or below level ${formatLevel(level, lowest)}: ${which}.`;
}

/**
 * What to do about endpoints above a level.
 *
 * @example
 * remedySentence([{ name: 'b', loss: 0.30021 }]);
 * // 'Raise the level to 0.301 or more, or bring b to a lower loss: train it further, or take another.'
 */
export function remedySentence(ends: readonly EndAbove[]): string {
  // A loss that is no number makes it none.
  const highest = Math.max(...ends.map(({ loss }) => loss));
  const names = ends.map(({ name }) => name).join(' and ');
  const them = ends.length > 1 ? 'them' : 'it';
  const others = ends.length > 1 ? 'others' : 'another';
  const lower = `bring ${names} to a lower loss: train ${them} further, or take ${others}.`;
  return Number.isFinite(highest)
    ? `Raise the level to ${formatNumber(roundedUp(highest, 3))} or more, or ${lower}`
    : `No level is high enough; ${lower}`;
}

/**
 * For every level of a result that endpoints of its pairs lie above: that no path can hold them, and what
 * to do. One sentence or two a pair and level, whatever the number of strategies.
 *
 * @example
 * endsAboveNotes(result); // []
 */
export function endsAboveNotes({ pairs }: Pick<ExperimentResult, 'pairs'>): readonly string[] {
  const notes = pairs.flatMap((pair) =>
    pair.paths.flatMap((path) => {
      const ends = endsAbove(pair, path);
      if (ends.length === 0) return [];
      const between = pairs.length > 1 ? `${pair.a} to ${pair.b}: ` : '';
      return [`${between}${endsAboveSentence(ends, path.level)} ${remedySentence(ends)}`];
    }),
  );
  return [...new Set(notes)];
}
