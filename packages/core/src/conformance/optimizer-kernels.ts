import { createRng } from '@isthmus/contract/base';
import type { Dataset, FusedRule, Optimizer, Trained } from '@isthmus/contract';
import { sameBits } from '@isthmus/contract/parameters';
import { createEngine } from '@isthmus/engine';
import type { Engine, GraphNetwork } from '@isthmus/engine';
import { soundFused } from '../registry/guard/fused-rule.js';
import { optional } from '../registry/guard/members.js';
import { ask } from './check.js';
import { dense, LOSS, networkOf } from './layer-networks.js';
import { samePlain } from './plain-data.js';
import { asARunReads } from './sound-answers.js';

const ROWS = 6;
const STEPS = 7;

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
  for (const rule of [optimizer, optimizer.scaled?.(FACTOR)]) {
    const fused = optional(rule?.fused, (given) =>
      asARunReads('conformance/optimizer-fused', 'fused', () => soundFused(given)),
    );
    if (rule === undefined || fused === undefined) continue;
    for (const network of networks()) await alike(rule, fused, network);
  }
}

/** What steps are scaled by, as for endpoints that lie far apart. */
const FACTOR = 4;

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
    const [came, expected] = [rule, byUpdates].map((each) => trained(engine, network, each)) as [Trained, Trained]; // prettier-ignore
    ask(
      sameBits(came.params, expected.params) && samePlain(came.state, expected.state),
      'conformance/optimizer-fused',
      `After ${STEPS} steps the kernel of "${fused.rule}" with the settings ${JSON.stringify(fused.settings)} has left other parameters or another state than \`update\` makes of the same gradients. Give \`fused\` the numbers of this very rule, or leave it out.`,
    );
  } finally {
    engine.dispose();
  }
}

function trained(engine: Engine, network: GraphNetwork, optimizer: Optimizer<unknown>): Trained {
  const rng = createRng(0).fork('check-optimizer');
  const numbers = (count: number, tag: string) => {
    const stream = rng.fork(tag);
    return Float32Array.from({ length: count }, () => stream.normal());
  };
  const data: Dataset = { size: ROWS, x: numbers(3 * ROWS, 'x'), y: numbers(2 * ROWS, 'y') };
  const params = network.init(rng.fork('init'));
  const trainee = { params, state: optimizer.init(params), steps: STEPS, restAt: -Infinity };
  const training = { optimizer, regularizers: [], data, rows: () => null, noise: () => null };
  return engine.trainMany([trainee], training)[0]!;
}
