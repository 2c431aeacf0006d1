import type { Kind } from '@isthmus/contract';

/** Kinds as messages call them. */
export const KIND_WORDS: Readonly<Record<Kind, string>> = {
  architecture: 'architecture',
  layer: 'layer',
  task: 'task',
  loss: 'loss or regularizer',
  objective: 'objective',
  optimizer: 'optimizer',
  pathStrategy: 'path strategy',
  symmetry: 'symmetry',
  certifier: 'certifier',
  analysis: 'analysis',
  reporter: 'reporter',
};
