import type { Kind } from '@isthmus/contract';

/** Where the experiment names plugins, and of which kind. */
export const REFERENCES: readonly {
  readonly path: readonly string[];
  readonly kind: Kind;
  readonly list?: true;
}[] = [
  { path: ['task'], kind: 'task' },
  { path: ['architecture'], kind: 'architecture' },
  { path: ['loss'], kind: 'loss' },
  { path: ['objective'], kind: 'objective' },
  { path: ['regularizers'], kind: 'loss', list: true },
  { path: ['train', 'optimizer'], kind: 'optimizer' },
  { path: ['align'], kind: 'symmetry', list: true },
  { path: ['paths'], kind: 'pathStrategy', list: true },
  { path: ['analyses'], kind: 'analysis', list: true },
  { path: ['report'], kind: 'reporter', list: true },
];
