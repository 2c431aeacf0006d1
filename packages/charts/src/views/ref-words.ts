import type { ResolvedRef } from '@isthmus/contract';

/** A plugin with its options in words: `core/mlp (hidden [4,4], activation "relu")`. */
export function refWords({ use, options }: ResolvedRef): string {
  const words = Object.entries(options).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return words.length === 0 ? use : `${use} (${words.join(', ')})`;
}
