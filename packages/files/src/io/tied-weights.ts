import type { WarningRecord } from '@isthmus/contract';
import type { Leaf } from '@isthmus/contract/parameters';
import { quote } from './formats/data-error.js';
import type { WeightTensors } from './bystanders.js';

/** Two names of one array. */
type Tie = readonly [string, string];

/**
 * Weights that two layers share. A file that PyTorch's `save_model` wrote has them once and says in its
 * metadata what else they are called: they are put under both names. Where two names have the same
 * numbers they are taken for tied too. Both are said, for along a path they are two.
 */
export function untied(
  { tensors, warnings }: WeightTensors,
  metadata: ReadonlyMap<string, string>,
  source: string,
): WeightTensors {
  const aliases = [...metadata].filter(
    ([alias, name]) => tensors.has(name) && !tensors.has(alias) && alias !== 'format',
  );
  const all = new Map(tensors);
  for (const [alias, name] of aliases) all.set(alias, copyOf(tensors.get(name)!));
  const ties = [...aliases, ...equalKernels(tensors)];
  return { tensors: all, warnings: [...warnings, ...tieWarning(ties, source)] };
}

function copyOf({ shape, data }: Leaf): Leaf {
  return { shape, data: data.slice() };
}

/** Biases and constant arrays may well be equal without being tied. */
function equalKernels(tensors: ReadonlyMap<string, Leaf>): readonly Tie[] {
  const firsts = new Map<string, string[]>();
  const ties: Tie[] = [];
  for (const [name, leaf] of tensors) {
    if (leaf.shape.length < 2 || leaf.data.every((value) => value === leaf.data[0])) continue;
    const signature = `${leaf.shape.join()}:${leaf.data.subarray(0, 4).join()}`;
    const alike = firsts.get(signature) ?? [];
    const twin = alike.find((other) => isEqual(tensors.get(other)!, leaf));
    if (twin === undefined) firsts.set(signature, [...alike, name]);
    else ties.push([name, twin]);
  }
  return ties;
}

function isEqual(a: Leaf, b: Leaf): boolean {
  return a.data.every((value, i) => value === b.data[i]);
}

function tieWarning(ties: readonly Tie[], source: string): readonly WarningRecord[] {
  if (ties.length === 0) return [];
  const shown = ties.slice(0, 4).map(([a, b]) => `${quote(a)} and ${quote(b)}`);
  const more = ties.length > 4 ? ` and ${ties.length - 4} more pairs` : '';
  const message = `${source}: ${shown.join(', ')}${more} are the same numbers, as tied weights are. A network of Isthmus has them twice, so the tie is lost along a path: a search, an alignment or a training moves each on its own.`;
  return [{ code: 'model/tied', message }];
}
