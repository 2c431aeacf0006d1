import { nearest } from '../nearest.js';
import { listed, quoted, valueWords } from '../words.js';

/**
 * Why a plugin may not name a kernel so; null: there is a kernel of that name. A name that no kernel has
 * is refused wherever one is named: another engine would compute the plugin in silence, slower and in
 * other bits, for a slip of a finger.
 *
 * @param what it computes, such as `activation`
 */
export function kernelNameFault(
  what: string,
  name: unknown,
  known: Readonly<Record<string, unknown>>,
): string | null {
  const names = Object.keys(known);
  const all = `Kernels compute ${listed(names)}`;
  if (typeof name !== 'string') return `expected the name of a ${what}, a text. ${all}`;
  if (Object.hasOwn(known, name)) return null;
  return `no kernel computes the ${what} ${quoted(name)}.${meaning(nearest(name, names))} ${all}`;
}

/** Why these are not the settings of a kernel, each a finite number by its name; null: they are. */
export function settingsFault(
  kernel: string,
  given: Readonly<Record<string, unknown>>,
  wanted: readonly string[],
): string | null {
  const all = `The settings of the kernel "${kernel}" are ${listed(wanted)}`;
  const missing = wanted.filter((name) => given[name] === undefined);
  const unknown = Object.keys(given).find((name) => !wanted.includes(name));
  if (unknown !== undefined)
    return `${quoted(unknown)} is no setting.${meaning(nearest(unknown, missing))} ${all}`;
  if (missing.length > 0) return `${listed(missing.map(quoted))} is missing. ${all}`;
  const odd = wanted.find((name) => !Number.isFinite(given[name]));
  return odd === undefined ? null : `"${odd}" is a finite number; got ${valueWords(given[odd])}`;
}

function meaning(hint: string | null): string {
  return hint === null ? '' : ` Did you mean "${hint}"?`;
}
