import { InvalidArgumentError } from '@commander-js/extra-typings';

/** A JSON pointer and the value to set there. */
export type Setting = readonly [pointer: string, value: unknown];

/** As deep as an experiment may be. */
const MAX_DEPTH = 64;

/** One more of the settings that the command line makes, `POINTER=VALUE`. */
export function collectSetting(text: string, before: readonly Setting[] = []): Setting[] {
  const at = text.indexOf('=');
  if (at < 0 || !text.startsWith('/'))
    throw new InvalidArgumentError(
      'Expected a JSON pointer, "=" and a JSON value, as in /train/threshold=0.01.',
    );
  return [...before, [text.slice(0, at), jsonOrText(text.slice(at + 1))]];
}

/** A value that is not JSON is taken as text, so that `--set /name=trial` needs no quotes in quotes. */
function jsonOrText(text: string): unknown {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) return value;
  const signs = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  if (depthOf(signs) > MAX_DEPTH)
    throw new InvalidArgumentError(`The value is nested deeper than ${MAX_DEPTH} levels.`);
  // Of equal keys JSON lets the last one win silently: then there are more colons than keys.
  if ((signs.match(/:/g)?.length ?? 0) !== keyCount(value))
    throw new InvalidArgumentError('A key stands twice in one object of the value. Remove one.');
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function depthOf(signs: string): number {
  let [depth, deepest] = [0, 0];
  for (const sign of signs) {
    if (sign === '{' || sign === '[') deepest = Math.max(deepest, ++depth);
    if (sign === '}' || sign === ']') depth--;
  }
  return deepest;
}

function keyCount(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value).reduce((sum: number, part) => sum + keyCount(part), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
}
