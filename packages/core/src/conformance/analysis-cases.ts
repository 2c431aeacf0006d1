import type { Analysis, AnalysisQuestion, NamedPath, NamedPoint } from '@isthmus/contract';
import { createRng } from '@isthmus/contract/base';
import type { Network } from '@isthmus/engine';
import { lossName, measuresOf } from '../run/analysis-step.js';
import { polyline } from '../path/polyline.js';
import type { Session } from '../run/session.js';
import { sampleSessions } from './sample-results.js';

/** A question to try an analysis with. */
export interface AnalysisCase {
  /** Stands in the names of faults. */
  readonly name: string;
  /** Its stream is replaced by one that is the same every time. */
  readonly question: AnalysisQuestion;
}

/**
 * Three points of networks of tanh, of relu without a threshold, with convolutions, of a network whose
 * structure is not known, and of a formula.
 */
export async function sampleCases(): Promise<readonly AnalysisCase[]> {
  const [tanh, relu, convolutions, points] = await sampleSessions();
  return [
    await caseOf(tanh, 'networks of tanh', ['a', 'b', 'c']),
    await caseOf(relu, 'networks of relu without a threshold', ['c', 'e26', 'b'], null),
    await caseOf(convolutions, 'networks with convolutions', ['b', 'd', 'e']),
    await caseOf(asCode(tanh), 'networks given as code', ['a', 'b', 'c']),
    await caseOf(points, 'points of an objective', ['a', 'b', 'c']),
  ];
}

async function caseOf(
  session: Session,
  name: string,
  ids: readonly string[],
  threshold = session.experiment.config.train.threshold ?? null,
): Promise<AnalysisCase> {
  const { measures } = await measuresOf(session);
  const points = ids.map((id): NamedPoint => {
    return { id, params: session.init(createRng(1).fork(id)) };
  });
  const { spec, network } = session;
  const view = network?.view ?? null;
  return {
    name,
    question: {
      ...{ spec, network: view, points, measures, threshold, rng: createRng(0) },
      loss: lossName(session.experiment.subject),
    },
  };
}

/** The same functions, of which nothing is known but the shapes of their parameters. */
function asCode(session: Session): Session {
  const { spec, input, output, summary } = session.network!;
  const apply = () => {
    throw new Error('Nothing is computed in tensors here.');
  };
  const init = (rng: Parameters<Session['init']>[0]) => session.init(rng);
  const network: Network = { kind: 'code', spec, input, output, summary, view: { spec }, init, apply }; // prettier-ignore
  return { ...session, network };
}

/** As many points as it is asked of; of all, each of these counts, or as many as there are. */
export function ofEveryCount(
  given: AnalysisCase,
  { of }: Analysis,
  counts: readonly number[] | null,
): readonly AskedCase[] {
  const { name, question } = given;
  const wanted = { endpoint: 1, pair: 2, paths: 2, all: null }[of] ?? null;
  const { points } = question;
  const several = counts ?? [points.length];
  return (wanted === null ? several : [wanted]).map((count) => ({
    name: of === 'all' ? `${name} (${count})` : name,
    question: askedOf(points, count, question, of),
    other: askedOf(points.toReversed(), count, question, of),
  }));
}

/** A question about the first of some points; where it is one of paths, about paths between them. */
function askedOf(
  points: readonly NamedPoint[],
  count: number,
  question: AnalysisQuestion,
  of: Analysis['of'],
): AnalysisQuestion {
  const asked = { ...question, points: points.slice(0, count) };
  return of === 'paths' ? { ...asked, paths: pathsThrough(points) } : asked;
}

/** The straight line, and a path over the third point where there is one. */
function pathsThrough(points: readonly NamedPoint[]): readonly NamedPath[] {
  const [a, b, c] = points.map(({ params }) => params);
  const line = { label: 'core/linear', level: 1, path: polyline([a!, b!]) };
  return c === undefined ? [line] : [line, { ...line, label: 'test/bead', path: polyline([a!, c, b!]) }]; // prettier-ignore
}

/** A case with a second question about the same network. */
export interface AskedCase extends AnalysisCase {
  readonly other: AnalysisQuestion;
}
