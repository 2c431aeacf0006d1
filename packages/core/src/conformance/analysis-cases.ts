import type { AnalysisQuestion, NamedPoint } from '@isthmus/contract';
import { createRng } from '@isthmus/contract/base';
import type { Network } from '@isthmus/engine';
import { lossName, measuresOf } from '../run/analysis-step.js';
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
