import { createRng, IsthmusError } from '@isthmus/contract/base';
import { shortNumber } from '@isthmus/contract/internal';
import type { EvaluationLimits, PathStrategy, PluginName, Problem } from '@isthmus/contract';
import { rank } from '../path/profile.js';
import type { ChosenCertifier } from '../run/certify-path.js';
import { connect } from '../run/connect.js';
import { certifierOfPaths } from '../run/path-proof.js';
import { ask } from './check.js';
import type { KnownProblem } from './path-problems.js';

/** What one check is about; `another` is the same strategy, created again. */
export interface PathSubject {
  /** What the strategy is called. */
  readonly name: PluginName;
  readonly problem: Problem;
  readonly answer: KnownProblem['answer'];
  readonly maxSteps: number;
  readonly strategy: PathStrategy<unknown>;
  readonly another: PathStrategy<unknown>;
  /** Who proves its paths, for a strategy that asks for proofs. */
  readonly certifier: ChosenCertifier | undefined;
}

const RIGHT_VERDICTS: Readonly<Record<KnownProblem['answer'], readonly string[]>> = {
  line: ['connected'],
  path: ['connected', 'not-found'],
  none: ['not-found'],
  undefined: ['not-found'],
};

/** The driver's verdict is right. */
export async function isJudged(subject: PathSubject): Promise<void> {
  const { verdict } = await recordOf(subject, ENOUGH);
  // Of other ends the right answer is not known; the driver does not believe what it cannot bear out.
  const allowed = RIGHT_VERDICTS[subject.strategy.ends === 'free' ? 'path' : subject.answer];
  ask(
    allowed.includes(verdict),
    'conformance/path-strategy-verdict',
    `The driver's verdict is ${verdict}; right is ${allowed.join(' or ')}.`,
  );
}

const ENOUGH: EvaluationLimits = { gradientEvaluations: 1e6, lossEvaluations: 1e6 };

/** No multiples of what strategies ask for at a time. */
const ODD_BUDGETS = [0, 1, 2, 7, 101];

/** Searches of odd small budgets take no more, and what they leave is no worse than the line. */
export async function staysWithin(subject: PathSubject): Promise<void> {
  for (const kind of ['gradientEvaluations', 'lossEvaluations'] as const)
    for (const most of ODD_BUDGETS) {
      const { search, peak, verdict } = await recordOf(subject, { ...ENOUGH, [kind]: most });
      ask(
        search[kind] <= most,
        'conformance/path-strategy-budget',
        `A search that may take ${most} ${kind} took ${search[kind]}.`,
      );
      const kept = (subject.strategy.keepsItsPath ?? false) && verdict === 'connected';
      ask(
        search.straight === null || kept || rank(peak.loss) <= rank(search.straight.loss),
        'conformance/path-strategy-worse',
        `The peak of the path is ${shortNumber(peak.loss, search.straight?.loss)}, that of the straight line ${search.straight === null ? 'unknown' : shortNumber(search.straight.loss)}.`,
      );
    }
}

async function recordOf(
  { name, problem, strategy, certifier }: PathSubject,
  budget: EvaluationLimits,
) {
  const chosen = { plugin: strategy, ref: { use: name, options: {} } };
  const proving = certifier && { certify: certifierOfPaths(certifier) };
  const outcome = await connect(chosen, problem, { rng: createRng(0), budget, ...proving });
  if (outcome.tag === 'finished') return outcome.record;
  throw new IsthmusError('run/internal', 'A search that nobody cancels is finished.');
}
