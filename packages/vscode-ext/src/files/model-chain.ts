/** How a chain of dense layers looks in a file of weights. */
export interface Chain {
  /** The widths of its hidden layers. */
  readonly hidden: readonly number[];
}

/** Headers of models of this size are read; larger ones are no small chains. */
export const MOST_HEADER_BYTES = 1024 * 1024;

/**
 * The hidden widths of the network of a safetensors file, where its matrices are one chain in the order of the
 * file: the last axis of each (ours), or its first (PyTorch's), meets the next; null where they are not.
 *
 * @param header the JSON text of the file
 * @example
 * chainIn('{"a":{"dtype":"F32","shape":[2,8]},"b":{"dtype":"F32","shape":[8,1]}}'); // { hidden: [8] }
 */
export function chainIn(header: string): Chain | null {
  const matrices = shapesIn(header).filter((shape) => shape.length === 2);
  for (const [from, to] of [[0, 1], [1, 0]] as const) {
    const meets = matrices.every((shape, i) => i === 0 || shape[from] === matrices[i - 1]![to]);
    if (meets && matrices.length > 0) return { hidden: matrices.slice(0, -1).map((shape) => shape[to]!) };
  }
  return null;
} // prettier-ignore

function shapesIn(header: string): readonly (readonly number[])[] {
  try {
    const arrays = Object.entries(JSON.parse(header) as Record<string, unknown>)
      .filter(([name]) => name !== '__metadata__')
      .map(([, entry]) => entry as { shape?: unknown; data_offsets?: unknown });
    const isWhole = (shape: unknown): shape is number[] =>
      Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size > 0);
    return arrays
      .sort((a, b) => beginOf(a) - beginOf(b))
      .map(({ shape }) => shape)
      .filter(isWhole);
  } catch {
    return [];
  }
}

function beginOf({ data_offsets: offsets }: { data_offsets?: unknown }): number {
  return Array.isArray(offsets) && typeof offsets[0] === 'number' ? offsets[0] : 0;
}
