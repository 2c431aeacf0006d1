import { parseExperiment, resolveExperiment, withValueAt, type Registry } from '@isthmus/core';
import type { ExperimentResult, PathRecord, Reason } from '@isthmus/core/contract';

/** An experiment that would tell more than a run did, as changes of its experiment. */
export interface Proposal {
  readonly why: string;
  /** JSON pointers with the values to set: each is an argument of `--set`. */
  readonly set: readonly (readonly [pointer: string, value: unknown])[];
}

/** A path of a run with its place in the experiment's list. */
interface Placed {
  readonly path: PathRecord;
  readonly index: number;
}

/**
 * What to try next after a run, most telling first, by what its record says: endpoints that missed their threshold,
 * searches that ended for a reason that an option answers, samples where a proof can be had, a level that was not
 * sought, a single seed. Each has been checked as a valid experiment.
 *
 * @param registry of the experiment's plugins, as far as they are known; what they alone know is not proposed
 */
export function nextExperiments(result: ExperimentResult, registry: Registry): readonly Proposal[] {
  const paths = result.pairs.flatMap(placed);
  const open = result.pairs.filter((pair) => pair.paths.every(({ verdict }) => verdict === 'not-found')); // prettier-ignore
  const all = [
    ...longerTraining(result),
    ...open.flatMap(placed).flatMap(({ path, index }) => afterReason(result, path, index)),
    ...(open.length > 0 ? [searching(result)] : []),
    ...proofs(result, paths),
    ...lowestLevels(result, paths),
    ...moreSeeds(result),
  ];
  const texts = new Set<string>();
  return all.filter((proposal) => {
    const text = JSON.stringify(proposal.set);
    const isNew = !texts.has(text);
    texts.add(text);
    return isNew && isValid(result, proposal, registry);
  });
}

/** The experiment of a run with the changes of a proposal. */
export function proposedConfig({ config }: ExperimentResult, { set }: Proposal): unknown {
  return set.reduce<unknown>((document, [pointer, value]) => withValueAt(document, pointer, value), config); // prettier-ignore
}

function isValid(result: ExperimentResult, proposal: Proposal, registry: Registry): boolean {
  try {
    const { sweep: _, ...plain } = proposedConfig(result, proposal) as { readonly sweep?: unknown };
    resolveExperiment(parseExperiment(plain), registry);
    return true;
  } catch {
    return false;
  }
}

/** Searches that failed have no path, but a place. */
function placed({ paths, failed = [] }: ExperimentResult['pairs'][number]): readonly Placed[] {
  const taken = new Set(failed.map(({ index }) => index));
  const free = Array.from({ length: paths.length + failed.length }, (_, i) => i).filter((i) => !taken.has(i)); // prettier-ignore
  return paths.map((path, i) => ({ path, index: free[i]! }));
}

function longerTraining({ endpoints, config, threshold }: ExperimentResult): readonly Proposal[] {
  const missed = endpoints.filter(({ outcome }) => ['budget', 'stalled', 'diverged'].includes(outcome)); // prettier-ignore
  if (missed.length === 0 || threshold === null) return [];
  const { maxSteps } = config['train'] as { readonly maxSteps: number };
  const names = missed.map(({ id }) => id).join(', ');
  const worst = Math.max(...missed.map(({ loss }) => loss));
  return [
    {
      why: `Endpoints missed their threshold (${names}), so no path between them can hold at it: train longer.`,
      set: [['/train/maxSteps', 4 * maxSteps]],
    },
    {
      why: `Or ask for what they reached: the largest of their losses is ${worst}.`,
      set: [['/train/threshold', 1.05 * worst]],
    },
  ];
}

/** The option that answers a reason, by the reason; where a search has it. */
const ANSWERS: Partial<Record<Reason, readonly [option: string, factor: number]>> = {
  depth: ['maxDepth', 1.5],
  vertices: ['maxVertices', 2],
};

function afterReason(
  result: ExperimentResult,
  { verdict, reason, strategy, options, level, lowest }: PathRecord,
  index: number,
): readonly Proposal[] {
  // prettier-ignore
  if (verdict !== 'not-found' || reason === null || strategy === 'core/linear') return [];
  const place = `/paths/${index}`;
  const [option, factor] = ANSWERS[reason] ?? ['', 1];
  const value = options[option];
  const more: Proposal[] =
    typeof value === 'number'
      ? [{ why: `${strategy} ended for its ${option} of ${value}: allow more.`, set: [[`${place}/options/${option}`, Math.ceil(factor * value)]] }] // prettier-ignore
      : [];
  const budget = (result.config['budget'] ?? {}) as Readonly<Record<string, unknown>>;
  const counts = ['gradientEvaluations', 'lossEvaluations'].filter((key) => typeof budget[key] === 'number'); // prettier-ignore
  if (reason === 'budget' && counts.length > 0)
    more.push({
      why: `${strategy} used up its budget: allow four times as much.`,
      set: counts.map((key) => [`/budget/${key}`, 4 * (budget[key] as number)] as const),
    });
  return lowest !== null
    ? more
    : [
        ...more,
        {
          why: `${strategy} found no path at ${level}; "not found" says nothing of where one would be: seek the lowest level at which it finds one.`,
          set: [[`${place}/level`, 'lowest']],
        },
      ];
}

/** A straight line, or a rival, that found nothing leaves the search that fails least to be tried. */
function searching({ config }: ExperimentResult): Proposal {
  const paths = config['paths'] as readonly unknown[];
  return {
    why: 'No path was found between some endpoints: search with Dynamic String Sampling too, at the lowest level that it finds.',
    set: [['/paths', [...paths, { use: 'dss/greedy', level: 'lowest' }]]],
  };
}

/** Sampled claims, where a certifier was not asked or ran out of what it may take. */
function proofs({ config }: ExperimentResult, paths: readonly Placed[]): readonly Proposal[] {
  const sampled = paths.filter(
    ({ path }) => path.verdict === 'connected' && path.grade === 'sampled',
  );
  if (sampled.length === 0) return [];
  if (config['certify'] === false || config['certify'] === undefined)
    return [
      {
        why: 'The path holds where it was sampled; a proof holds for every point: ask for one.',
        set: [['/certify', true]],
      },
    ];
  const spent = sampled.find(
    ({ path: { certification } }) => certification?.outcome === 'undecided',
  );
  const leaves = spent?.path.certification?.options['leaves'];
  return typeof leaves === 'number' && (spent?.path.certification?.leaves ?? 0) >= leaves / 2
    ? [{ why: 'The proof ran out of leaves: allow four times as many.', set: [['/certify/options/leaves', 4 * leaves]] }] // prettier-ignore
    : [];
}

/** A path that holds at a level that was given says nothing of lower ones. */
function lowestLevels(result: ExperimentResult, paths: readonly Placed[]): readonly Proposal[] {
  const given = paths.find(({ path }) => path.verdict === 'connected' && path.lowest === null && path.strategy !== 'core/linear'); // prettier-ignore
  if (given === undefined || result.endpoints.length > 2) return [];
  return [
    {
      why: `${given.path.strategy} connects at ${given.path.level}, which was given: seek how low it can go.`,
      set: [[`/paths/${given.index}/level`, 'lowest']],
    },
  ];
}

/** One seed is one draw of endpoints. */
function moreSeeds({ config, seed, objective }: ExperimentResult): readonly Proposal[] {
  if (config['sweep'] !== undefined || objective !== null) return [];
  return [
    {
      why: 'One seed is one draw of endpoints: a fraction connected with an interval needs several.',
      set: [['/sweep', { '/seed': { from: seed, count: 10 } }]],
    },
  ];
}
