import type { ResolvedConfig, Session } from '@isthmus/core';
import { bytesInWords, countInWords } from '@isthmus/contract/internal';
import { endpointIdsOf, memoryLimit, pairsOf } from '@isthmus/core/internal';
import { counted, loss } from '../words/numbers.js';

/** What an opened experiment consists of and what a run of it would hold, for a person: a line a fact. */
export function sessionOverview(session: Session): readonly string[] {
  const facts: readonly (readonly [label: string, text: string])[] = [
    ...dataFacts(session),
    ['parameters', parametersText(session)],
    ...endpointFacts(session),
    ['searches', searchesText(session.experiment.config)],
    ['engine', session.engine.name],
    ['memory', memoryText(session)],
    ['models', `at least ${bytesInWords(modelBytes(session))} in the run folder`],
    ...session.warnings.map(({ message }) => ['warning', message] as const),
  ];
  const width = Math.max(...facts.map(([label]) => label.length));
  return facts.map(([label, text]) => `${label.padEnd(width)}  ${text}`);
}

type Fact = readonly [label: string, text: string];

function dataFacts({ data, record, experiment }: Session): readonly Fact[] {
  if (data === null || record === null)
    return [['objective', String(objectiveOf(experiment.config))]];
  const { sizes, evaluation } = record;
  const { input, output, targets } = data;
  return [
    ['data', `${counted(sizes.train, 'row')} to train, ${sizes.probe} probe, ${sizes.test} test`],
    [
      'shapes',
      `inputs [${input.join(', ')}], targets [${output.join(', ')}] (${targetsText(experiment, targets)})`,
    ],
    ['χ', `the ${evaluation.split} split, ${counted(evaluation.size, 'row')}, sha256 ${evaluation.sha256.slice(0, 12)}…`], // prettier-ignore
  ];
}

/** That a loss of numbers is taken of classes is a choice, to be seen before a run. */
function targetsText({ subject }: Session['experiment'], targets: 'values' | 'classes'): string {
  return targets === 'classes' &&
    subject.kind === 'network' &&
    subject.loss.plugin.targets === 'any'
    ? `classes, one-hot; ${subject.loss.ref.use} takes them as numbers`
    : targets;
}

const objectiveOf = ({ objective }: ResolvedConfig) => objective?.use;

function parametersText({ spec, demand }: Session): string {
  return `${countInWords(demand.parameters)} in ${counted(spec.leaves.length, 'array')}`;
}

function endpointFacts({ experiment, imports, evaluator }: Session): readonly Fact[] {
  const { config } = experiment;
  const threshold = config.train.threshold;
  if (imports.size === 0)
    return [['endpoints', `${endpointIdsOf(config).length} to train to a loss of ${threshold}`]];
  return [...imports].map(([id, { file, params }]) => [
    `endpoint ${id}`,
    `${file ?? 'a point of the experiment'}, loss ${loss(evaluator.value(params))}`,
  ]);
}

function searchesOf(config: ResolvedConfig): number {
  return pairsOf(config).length * config.paths.length;
}

function searchesText(config: ResolvedConfig): string {
  const pairs = counted(pairsOf(config).length, 'pair');
  const { length } = config.paths;
  return `${searchesOf(config)}: ${length === 1 ? '1 strategy' : `${length} strategies`} on ${pairs}`;
}

function memoryText({ demand }: Session): string {
  const limit = memoryLimit();
  return `at least ${bytesInWords(demand.bytes)} for a step; a run may take ${bytesInWords(limit.bytes)} (${limit.origin})`;
}

/** Float32 weights of the endpoints and of the two ends of every path; beads come on top. */
function modelBytes({ demand, experiment }: Session): number {
  const { config } = experiment;
  return 4 * demand.parameters * (endpointIdsOf(config).length + 2 * searchesOf(config));
}
