import type { ConfigIssue } from './issues.js';
import { pointerOf, segmentsOf } from './pointer.js';
import type { AxisValues, Sweep, Variants } from './sweep-schema.js';

/** What a sweep cannot vary: what its trials have in common, and the sweep itself. */
const FIXED = new Set(['name', 'sweep', 'plugins', '$schema', 'report']);

/** What a key of a sweep may be that is no JSON pointer: it stands in tables and as a column of files. */
const NAME = /^[a-z][a-z0-9 _-]{0,39}$/i;

/** Of other keys it is a name, and what is varied are variants. */
export function isPointer(key: string): boolean {
  return key.startsWith('/');
}

/** Whether an axis is of settings that vary together. */
export function isVariants(values: AxisValues | Variants): values is Variants {
  return !Array.isArray(values) && !(typeof (values as { from?: unknown }).from === 'number');
}

/** A fault of one key of a sweep. */
export function axisFault(key: string, message: string): ConfigIssue {
  return { code: 'config/bad-sweep', pointer: pointerOf(['sweep', key]), message };
}

/** What is wrong with one axis by itself. */
export function axisFaults(key: string, values: AxisValues | Variants): readonly ConfigIssue[] {
  if (isVariants(values)) return variantFaults(key, values);
  const faults = pointerFaults(key, key);
  if (faults.length > 0) return faults;
  if ('from' in values && values.step === 0 && values.count > 1)
    return [axisFault(key, 'its step is 0, so that all its values are one; give another step.')];
  const size = 'from' in values ? values.count : values.length;
  return size === 0 ? [axisFault(key, 'it has no values; give at least one.')] : [];
}

function variantFaults(key: string, variants: Variants): readonly ConfigIssue[] {
  if (!NAME.test(key))
    return [
      axisFault(
        key,
        isPointer(key)
          ? 'a JSON pointer has a list of values; variants, which set several things each, stand under a name such as "arm".'
          : 'variants stand under a name such as "arm": at most 40 letters, digits, "-", "_" and spaces, beginning with a letter.',
      ),
    ];
  const names = Object.entries(variants);
  if (names.length === 0) return [axisFault(key, 'it has no variants; give at least one.')];
  return names.flatMap(([name, settings]) => {
    const pointers = Object.keys(settings);
    const faults = pointers.flatMap((pointer) => pointerFaults(key, pointer));
    const inside = (words: string) => `of variant "${name}" ${words}`;
    return [
      ...faults.map((fault) => ({ ...fault, message: inside(fault.message) })),
      ...partsOf(pointers, pointers).map(([part, whole]) =>
        axisFault(key, inside(`${part} is a part of ${whole}, which it sets too. Set one.`)),
      ),
    ];
  });
}

function pointerFaults(key: string, pointer: string): readonly ConfigIssue[] {
  const segments = segmentsIn(pointer);
  if (segments === null || segments.length === 0)
    return [
      axisFault(
        key,
        key === pointer
          ? 'its key is no JSON pointer, such as "/train/threshold".'
          : `${JSON.stringify(pointer)} is no JSON pointer, such as "/train/threshold".`,
      ),
    ];
  return FIXED.has(segments[0]!) ? [axisFault(key, `${pointer} cannot be varied.`)] : [];
}

function segmentsIn(pointer: string): readonly string[] | null {
  try {
    return segmentsOf(pointer);
  } catch {
    return null;
  }
}

/** Of a setting and a part of it, one would undo what the other has set; so would the same one twice. */
export function overlaps(sweep: Sweep): readonly ConfigIssue[] {
  const axes = Object.entries(sweep).map(
    ([key, values]) => [key, pointersOf(key, values)] as const,
  );
  return axes.flatMap(([key, own]) =>
    axes
      .filter(([other]) => other !== key)
      .flatMap(([other, theirs]) => [
        ...partsOf(own, theirs).map(([part, whole]) =>
          axisFault(key, `${part} is a part of ${whole}, which is varied too. Vary one.`),
        ),
        ...own
          .filter((pointer) => theirs.includes(pointer) && key < other)
          .map((pointer) =>
            axisFault(key, `${pointer} is varied by ${JSON.stringify(other)} too. Vary it once.`),
          ),
      ]),
  );
}

/** What an axis sets. */
function pointersOf(key: string, values: AxisValues | Variants): readonly string[] {
  return isVariants(values) ? [...new Set(Object.values(values).flatMap(Object.keys))] : [key];
}

/** Pointers that lead into what another sets as a whole. */
function partsOf(
  pointers: readonly string[],
  wholes: readonly string[],
): readonly (readonly [part: string, whole: string])[] {
  const known = new Set(wholes);
  return pointers.flatMap((part) => {
    const whole = ancestorsOf(part).find((ancestor) => known.has(ancestor));
    return whole === undefined ? [] : [[part, whole] as const];
  });
}

function ancestorsOf(pointer: string): readonly string[] {
  const parts = pointer.split('/');
  return parts.slice(2).map((_, i) => parts.slice(0, i + 2).join('/'));
}
