import { createRng } from '@isthmus/contract/base';
import type { Dataset, FusedRule, Optimizer, Trained } from '@isthmus/contract';
import { mapLeaves, sameBits } from '@isthmus/contract/parameters';
import { createEngine } from '@isthmus/engine';
import type { Engine, GraphNetwork } from '@isthmus/engine';
import { soundFused } from '../registry/guard/fused-rule.js';
import { optional } from '../registry/guard/members.js';
import { ask } from './check.js';
import { dense, LOSS, networkOf } from './layer-networks.js';
import { samePlain } from './plain-data.js';
import { asARunReads } from './sound-answers.js';

const ROWS = 6;

/** A training to compare in: its steps, and how many times as large weights, targets and gradients are. */
interface Training {
  readonly steps: number;
  readonly weights: number;
  readonly targets: number;
}

/** Long enough for a schedule to set in; and with gradients of norms from about 1e-3 to 1e4, which clipping meets. */
const TRAININGS: readonly Training[] = [
  { steps: 40, weights: 1, targets: 1 },
  { steps: 3, weights: 0.01, targets: 0.01 },
  { steps: 3, weights: 1, targets: 30 },
  { steps: 3, weights: 1, targets: 1000 },
];

/** Networks for both plans of the fast engine: narrow chains, and what is wider. */
const networks = (): readonly GraphNetwork[] =>
  [5, 40].map((width) =>
    networkOf(
      [3],
      [
        ['hidden', dense(width), ['input']],
        ['output', dense(2), ['hidden']],
      ],
    ),
  );

/**
 * Where the rule says by `fused` that the fast engine has a kernel for it: what the kernel makes of a
 * training is, bit for bit, what `update` makes of the gradients of that engine; scaled too.
 */
export async function trainsAlike(optimizer: Optimizer<unknown>): Promise<void> {
  for (const rule of [optimizer, ...FACTORS.map((factor) => optimizer.scaled?.(factor))]) {
    const fused = optional(rule?.fused, (given) =>
      asARunReads('conformance/optimizer-fused', 'fused', () => soundFused(given)),
    );
    if (rule === undefined || fused === undefined) continue;
    for (const network of networks()) await alike(rule, fused, network);
  }
}

/** What steps are scaled by, as for endpoints that lie far apart, or close together. */
const FACTORS = [4, 0.25, 3] as const;

async function alike(
  rule: Optimizer<unknown>,
  fused: FusedRule,
  network: GraphNetwork,
): Promise<void> {
  const engine = await createEngine('fast', network, LOSS, ROWS);
  try {
    const byUpdates: Optimizer<unknown> = {
      init: (params) => rule.init(params),
      update: (gradients, state, params) => rule.update(gradients, state, params),
    };
    for (const training of TRAININGS) {
      const [came, expected] = [rule, byUpdates].map((each) => trained(engine, network, each, training)) as [Trained, Trained]; // prettier-ignore
      ask(
        sameBits(came.params, expected.params) && samePlain(came.state, expected.state),
        'conformance/optimizer-fused',
        `After ${training.steps} steps with targets of the size of ${training.targets} the kernel of "${fused.rule}" with the settings ${JSON.stringify(fused.settings)} has left other parameters or another state than \`update\` makes of the same gradients. Give \`fused\` the numbers of this very rule, or leave it out.`,
      );
    }
  } finally {
    engine.dispose();
  }
}

function trained(
  engine: Engine,
  network: GraphNetwork,
  optimizer: Optimizer<unknown>,
  { steps, weights, targets }: Training,
): Trained {
  const rng = createRng(0).fork('check-optimizer');
  const numbers = (count: number, tag: string) => {
    const stream = rng.fork(tag);
    return Float32Array.from({ length: count }, () => stream.normal());
  };
  const data: Dataset = {
    size: ROWS,
    x: numbers(3 * ROWS, 'x'),
    y: numbers(2 * ROWS, 'y').map((entry) => targets * entry),
  };
  const params = mapLeaves(network.init(rng.fork('init')), ({ data }) => data.map((entry) => weights * entry)); // prettier-ignore
  const trainee = { params, state: optimizer.init(params), steps, restAt: -Infinity };
  const training = { optimizer, regularizers: [], data, rows: () => null, noise: () => null };
  return engine.trainMany([trainee], training)[0]!;
}
