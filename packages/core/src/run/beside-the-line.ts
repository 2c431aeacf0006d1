import type { OutdonePath, Path, Problem } from '@isthmus/contract';
import { isFiniteParams, sameBits } from '@isthmus/contract/parameters';
import { normalizedLengthOf } from '../path/length.js';
import { polyline } from '../path/polyline.js';
import { rank } from '../path/profile.js';
import { judgePath, type Judgement, type CancelTick } from './path-judge.js';

/** A path and what the samples along it say. */
export interface JudgedPath {
  readonly path: Path;
  readonly judgement: Judgement;
}

/** What is reported of a search, beside doing nothing. */
export interface ComparedPath {
  readonly chosen: JudgedPath;
  /** What the search left. */
  readonly searched: JudgedPath;
  /** The straight line; null where the path has ends of its own. */
  readonly line: JudgedPath | null;
}

/**
 * Judges what a search left and the straight line between the endpoints, and chooses the one with the
 * lower peak: no search is reported to be worse than doing nothing. A strategy may ask to keep a path
 * that holds at the level.
 *
 * @param ownEnds whether the path has ends of its own, so that the line is no rival to it
 * @returns null when it was cancelled
 */
export async function besideTheLine(
  problem: Problem,
  path: Path,
  { keeps, ownEnds, tick }: { keeps: boolean; ownEnds: boolean; tick: CancelTick },
): Promise<ComparedPath | null> {
  const judgement = await judgePath(problem, path, tick);
  if (judgement === null) return null;
  const searched = { path, judgement };
  if (ownEnds) return { chosen: searched, searched, line: null };
  if (isLine(problem, path)) return { chosen: searched, searched, line: searched };
  const straight = lineOf(problem);
  const found = await judgePath(problem, straight, tick);
  if (found === null) return null;
  const line = { path: straight, judgement: found };
  const kept = keeps && judgement.holds && judgement.finite;
  return { chosen: !kept && isLower(line, searched) ? line : searched, searched, line };
}

/** The straight line between the endpoints. */
export function lineOf({ a, b }: Pick<Problem, 'a' | 'b'>): Path {
  return polyline([a, b]);
}

/** What is told of a path that the line stands in for; null where the path is the search's own. */
export function outdoneBy({ chosen, searched }: ComparedPath): OutdonePath | null {
  if (chosen === searched) return null;
  const { path, judgement } = searched;
  return {
    peak: judgement.peak,
    normalizedLength: normalizedLengthOf(path),
    beads: path.vertices.length - 2,
  };
}

function isLine({ a, b }: Problem, { vertices, elements }: Path): boolean {
  const isStraight = vertices.length === 2 && elements[0]!.kind === 'segment';
  return isStraight && sameBits(vertices[0]!, a) && sameBits(vertices[1]!, b);
}

/** By the peak; a path with a weight that is no number is above every other. */
function isLower(p: JudgedPath, q: JudgedPath): boolean {
  return heightOf(p) < heightOf(q);
}

function heightOf({ path, judgement }: JudgedPath): number {
  return path.vertices.every(isFiniteParams) ? rank(judgement.peak.loss) : Infinity;
}
