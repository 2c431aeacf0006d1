import type { Dataset, Split, WarningRecord } from '@isthmus/contract';
import { nameOf } from './label-range.js';

/** Says which classes are judged by and have no row to train on. */
export function untaught(
  { train, probe, test }: Readonly<Record<Split, Dataset>>,
  names: readonly string[] | null,
  source: string,
): readonly WarningRecord[] {
  if (train.size === 0) return [];
  const taught = classesIn(train);
  const asked = [probe, test].flatMap((set) => [...classesIn(set)]);
  const missing = [...new Set(asked)].filter((label) => !taught.has(label)).sort((a, b) => a - b);
  if (missing.length === 0) return [];
  const words = missing.slice(0, 10).map((label) => nameOf(label, names));
  const more = missing.length > 10 ? ` and ${missing.length - 10} more` : '';
  return [
    {
      code: 'data/untaught-classes',
      message: `${source}: ${missing.length === 1 ? 'a class occurs' : `${missing.length} classes occur`} in the probe or test split and not in the train split: ${words.join(', ')}${more}. Choose splits in which all classes are trained on.`,
    },
  ];
}

/** The classes of one-hot rows. */
function classesIn({ size, y }: Dataset): ReadonlySet<number> {
  const found = new Set<number>();
  const count = size === 0 ? 1 : y.length / size;
  for (let i = 0; i < y.length; i++) if (y[i] === 1) found.add(i % count);
  return found;
}
