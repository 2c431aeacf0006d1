/** 1-4-4-1 ReLU networks on the quadratic of Freeman & Bruna. */
export function quadraticMlp(models, rows) {
  return {
    architecture: { use: 'core/mlp', options: { hidden: [4, 4], activation: 'relu' } },
    input: [1],
    output: [1],
    loss: 'core/mse',
    optimizer: {
      use: 'core/rmsprop',
      options: { learningRate: 0.003, decay: 0.9, epsilon: 1e-8 },
    },
    data: { kind: 'quadratic', rows },
    models,
    batch: null,
  };
}

/** ReLU networks with these hidden layers on made-up images of 784 pixels in ten classes. */
export function imageMlp(hidden, { models, rows, batch = null, trainSteps = 0 }) {
  return {
    architecture: { use: 'core/mlp', options: { hidden, activation: 'relu' } },
    input: [784],
    output: [10],
    loss: 'core/cross-entropy',
    optimizer: { use: 'core/sgd', options: { learningRate: 0.05 } },
    data: { kind: 'images', rows },
    models,
    batch,
    trainSteps,
  };
}

/** Two convolutions of 5 × 5 with 16 and 32 channels, each followed by ReLU and pooling of 2 × 2. */
export function convnet({ rows, batch = null }) {
  const block = (filters) => ({ filters, kernelSize: 5, pool: 2 });
  return {
    ...imageMlp([], { models: 1, rows, batch }),
    architecture: {
      use: 'core/convnet',
      options: { blocks: [block(16), block(32)], activation: 'relu' },
    },
    input: [28, 28, 1],
  };
}

/** Pairs of endpoints, trained to the experiment's threshold, which is the level too. */
export function greedyBetween(pairs, experiment) {
  return {
    pairs,
    models: 2 * pairs,
    experiment: {
      ...experiment,
      name: 'bench',
      seed: 1,
      endpoints: { count: 2 },
    },
  };
}
