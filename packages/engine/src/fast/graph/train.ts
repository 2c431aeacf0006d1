import type { FusedRule } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import type { Trained, Trainee, Training } from '../../port/engine.js';
import { nodeNoise } from '../../training/noise.js';
import { borrowing, checkData, openBench } from './machine.js';
import type { Machine } from './machine.js';
import { allocLeaves, readLeaves, writeLeaves } from './memory.js';
import { pass } from './pass.js';
import type { Model } from './pass.js';

/** A trainee in the kernels' memory. */
interface Resident extends Model {
  readonly trainee: Trainee;
  /** The arrays of the optimizer's state, by its names for them. */
  readonly slots: ReadonlyMap<string, number>;
  /** Updates that the optimizer has counted before. */
  readonly counted: number;
  steps: number;
  loss: number;
  gradientEvaluations: number;
  rest: Trained['rest'] | null;
}

/** The numbers by which kernels know the rules, and the arrays of their state in the kernels' order. */
const RULES = {
  sgd: { number: 0, slots: [] },
  momentum: { number: 1, slots: ['velocity'] },
  nesterov: { number: 2, slots: ['velocity'] },
  rmsprop: { number: 3, slots: ['nu'] },
  adam: { number: 4, slots: ['mu', 'nu'] },
} as const satisfies Record<FusedRule['rule'], { number: number; slots: readonly string[] }>;

/**
 * Optimizer steps whose parameters and state stay in the kernels' memory from the first to the last;
 * the same bits as step by step with the optimizer's own code. No regularizers.
 */
export function trainResident(
  machine: Machine,
  trainees: readonly Trainee[],
  training: Training,
  rule: FusedRule,
): readonly Trained[] {
  const { host, plan } = machine;
  checkData(plan, training.data);
  return borrowing(host, () => {
    const settings = writeSettings(machine, rule);
    const residents = trainees.map((trainee) => settle(machine, trainee, rule));
    stepAll(machine, residents, training, rule, settings);
    return residents.map((resident) => trainedOf(machine, resident, rule));
  });
}

function stepAll(
  machine: Machine,
  residents: readonly Resident[],
  training: Training,
  rule: FusedRule,
  settings: number,
): void {
  const { data } = training;
  const prepared = machine.prepared({
    gradients: true,
    noise: machine.plan.noisy,
    segment: false,
  });
  const plain = machine.prepared({ gradients: true, noise: false, segment: false });
  const bench = openBench(machine, prepared, data.size);
  const quiet = machine.plan.noisy ? openBench(machine, plain, data.size) : bench;
  for (let step = 0; ; step++) {
    const moving = residents.filter(({ rest }) => rest === null);
    if (moving.length === 0) return;
    const batch = { data, rows: training.rows(step) };
    const rng = machine.plan.noisy ? training.noise(step) : null;
    const losses =
      rng === null
        ? pass(machine, quiet, moving, batch, null)
        : pass(machine, bench, moving, batch, nodeNoise(rng));
    const count = batch.rows?.length ?? data.size;
    moving.forEach((resident, i) => move(machine, resident, losses[i]! / count, rule, settings));
  }
}

function move(
  { host, plan, meter }: Machine,
  at: Resident,
  loss: number,
  rule: FusedRule,
  settings: number,
): void {
  at.loss = loss;
  at.gradientEvaluations++;
  at.rest = restBefore(loss, at.trainee.restAt);
  if (at.rest !== null) return;
  at.steps++;
  const count = at.counted + at.steps;
  const { number, slots } = RULES[rule.rule];
  const [slot0 = 0, slot1 = 0] = slots.map((name) => at.slots.get(name)!);
  const [correction1, correction2] = correctionsOf(rule, count);
  const { update } = host.graph;
  const { theta, gradient } = at;
  update(number, plan.floats, theta, gradient, slot0, slot1, settings, correction1, correction2);
  meter.spend(UPDATE_WORK * plan.floats);
  if (at.steps === at.trainee.steps) at.rest = 'steps';
}

/** Of a parameter, in multiply-adds. */
const UPDATE_WORK = 16;

function restBefore(loss: number, restAt: number): Trained['rest'] | null {
  if (!Number.isFinite(loss)) return 'nonfinite';
  return loss <= restAt ? 'loss' : null;
}

function correctionsOf(rule: FusedRule, count: number): readonly [number, number] {
  return rule.rule === 'adam'
    ? [1 - Math.pow(rule.beta1, count), 1 - Math.pow(rule.beta2, count)]
    : [1, 1];
}

function writeSettings({ host }: Machine, rule: FusedRule): number {
  const settings = settingsOf(rule);
  const at = host.alloc(8 * settings.length);
  host.doubles(at, settings.length).set(settings);
  return at;
}

/** Learning rate; momentum, decay or beta1; beta2; epsilon; weight decay. */
function settingsOf(rule: FusedRule): readonly number[] {
  switch (rule.rule) {
    case 'sgd':
      return [rule.learningRate, 0, 0, 0, 0];
    case 'momentum':
    case 'nesterov':
      return [rule.learningRate, rule.momentum, 0, 0, 0];
    case 'rmsprop':
      return [rule.learningRate, rule.decay, 0, rule.epsilon, 0];
    case 'adam':
      return [rule.learningRate, rule.beta1, rule.beta2, rule.epsilon, rule.weightDecay];
  }
}

function settle({ host, plan }: Machine, trainee: Trainee, rule: FusedRule): Resident {
  const state = trainee.state as Readonly<Record<string, Params>> & { readonly count?: number };
  const theta = allocLeaves(host, plan);
  writeLeaves(host, plan, trainee.params, theta);
  const slots = RULES[rule.rule].slots.map((name) => {
    const at = allocLeaves(host, plan);
    writeLeaves(host, plan, state[name]!, at);
    return [name, at] as const;
  });
  return {
    trainee,
    theta,
    gradient: allocLeaves(host, plan),
    slots: new Map(slots),
    counted: rule.rule === 'adam' ? state.count! : 0,
    steps: 0,
    loss: NaN,
    gradientEvaluations: 0,
    rest: trainee.steps === 0 ? 'steps' : null,
  };
}

function trainedOf({ host, plan }: Machine, resident: Resident, rule: FusedRule): Trained {
  const { theta, slots, counted, steps, loss, gradientEvaluations, rest } = resident;
  const arrays = [...slots].map(([name, at]) => [name, readLeaves(host, plan, at)] as const);
  const count = rule.rule === 'adam' ? { count: counted + steps } : {};
  const state = { ...count, ...Object.fromEntries(arrays) };
  const params = readLeaves(host, plan, theta);
  return { params, state, steps, rest: rest!, loss, gradientEvaluations };
}
