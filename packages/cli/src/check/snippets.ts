/** A block that an editor inserts; `^` before a text marks what is no text in the file. */
export interface Snippet {
  readonly label: string;
  readonly description: string;
  readonly body: unknown;
}

const TRAINING = { optimizer: 'core/adam', threshold: '^${4:0.01}' };

/** Whole experiments. */
export const ROOT_SNIPPETS: readonly Snippet[] = [
  {
    label: 'experiment: two networks trained here',
    description:
      'A task, a network that learns it twice, and the paths that are sought between the two.',
    body: {
      name: '${1:experiment}',
      seed: 1,
      task: '${2:core/polynomial}',
      architecture: { use: 'core/mlp', options: { hidden: ['^${3:8}'] } },
      train: TRAINING,
      paths: ['core/linear', 'dss/greedy'],
    },
  },
  {
    label: 'experiment: two model files',
    description: 'Two trained networks from files, aligned, and the paths between them.',
    body: {
      name: '${1:experiment}',
      task: '${2:core/polynomial}',
      architecture: { use: 'core/mlp', options: { hidden: ['^${3:8}'] } },
      endpoints: { files: ['${4:a.safetensors}', '${5:b.safetensors}'] },
      align: ['symmetry/weight-matching'],
      paths: ['core/linear', 'dss/greedy'],
    },
  },
];

/** Blocks for the parts of an experiment. */
export const SNIPPETS: Readonly<Record<string, readonly Snippet[]>> = {
  train: [
    { label: 'train to a threshold', description: 'An optimizer and L0.', body: TRAINING },
    {
      label: 'train in batches',
      description: 'Gradients of some rows of the train split at a time.',
      body: { ...TRAINING, batchSize: '^${5:64}', maxSteps: '^${6:20000}' },
    },
  ],
  endpoints: [
    { label: 'train some', description: 'Endpoints to train.', body: { count: '^${1:2}' } },
    {
      label: 'read from files',
      description: 'Safetensors files, relative to the experiment.',
      body: { files: ['${1:a.safetensors}', '${2:b.safetensors}'] },
    },
  ],
  certify: [
    {
      label: 'certify',
      description: 'Proves of every path found that it stays below its level.',
      body: true,
    },
    {
      label: 'certify at the threshold',
      description: 'The same, at the level of the endpoints.',
      body: { use: 'core/affine', level: 'threshold' },
    },
  ],
  sweep: [
    {
      label: 'sweep over seeds',
      description: 'The same experiment from other random numbers.',
      body: { '/seed': { from: '^${1:1}', count: '^${2:10}' } },
    },
    {
      label: 'sweep over thresholds and seeds',
      description: 'A grid: every threshold with every seed.',
      body: {
        '/train/threshold': ['^${1:0.1}', '^${2:0.01}'],
        '/seed': { from: 1, count: '^${3:10}' },
      },
    },
  ],
  expect: [
    {
      label: 'claim',
      description: 'A claim about the outcome; unmet, the run ends with exit code 1.',
      body: [{ strategy: '${1:dss/greedy}', verdict: '${2|connected,not-found,disconnected|}' }],
    },
  ],
  budget: [
    {
      label: 'budget of one search',
      description: 'What one path search may spend.',
      body: { gradientEvaluations: '^${1:100000}', lossEvaluations: '^${2:100000}' },
    },
  ],
};
