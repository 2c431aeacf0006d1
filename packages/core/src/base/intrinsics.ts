/**
 * What every module relies on, and any module can change. Everything that is used here was taken
 * before a plugin could change it.
 */
const { ownKeys, getOwnPropertyDescriptor, defineProperty, deleteProperty } = Reflect;

/** An object of the language or of the system, with its properties as they were. */
interface Watched {
  readonly name: string;
  readonly object: object;
  readonly keys: readonly PropertyKey[];
  readonly descriptors: readonly PropertyDescriptor[];
  /** Whether properties that are added are faults too: on prototypes, where every object has them. */
  readonly closed: boolean;
}

const TypedArray = Object.getPrototypeOf(Float32Array) as { prototype: object };

const watched: Watched[] = [];

watchObject('Object.prototype', Object.prototype, true);
watchObject('Array.prototype', Array.prototype, true);
watchObject('Function.prototype', Function.prototype, true);
watchObject('String.prototype', String.prototype, true);
watchObject('Number.prototype', Number.prototype, true);
watchObject('Promise.prototype', Promise.prototype, true);
watchObject('Map.prototype', Map.prototype, true);
watchObject('Set.prototype', Set.prototype, true);
watchObject('Error.prototype', Error.prototype, true);
watchObject('TypedArray.prototype', TypedArray.prototype, true);
watchObject('Float32Array.prototype', Float32Array.prototype, true);
watchObject('Float64Array.prototype', Float64Array.prototype, true);
watchObject('Object', Object, false);
watchObject('Array', Array, false);
watchObject('Number', Number, false);
watchObject('String', String, false);
watchObject('Promise', Promise, false);
watchObject('Float32Array', Float32Array, false);
watchObject('Float64Array', Float64Array, false);
watchObject('Math', Math, false);
watchObject('JSON', JSON, false);
watchObject('Reflect', Reflect, false);
watchObject('Date', Date, false);
watchObject('Atomics', Atomics, false);

/**
 * Takes an object into the watch, as it is now.
 *
 * @param name as messages call it, such as `fs`
 * @param closed whether additions that `for … in` would meet are faults too
 * @example
 * watchObject('console', console, false);
 */
export function watchObject(name: string, object: object, closed: boolean): void {
  const keys = ownKeys(object);
  const descriptors: PropertyDescriptor[] = [];
  for (let i = 0; i < keys.length; i++)
    descriptors[i] = getOwnPropertyDescriptor(object, keys[i]!)!;
  watched[watched.length] = { name, object, keys, descriptors, closed };
}

/**
 * Puts back what has been changed of the language's own objects since they were taken into the watch.
 *
 * @returns the name of the first that was changed, such as `Math.random`; null when none was
 * @example
 * mendIntrinsics(); // null
 */
export function mendIntrinsics(): string | null {
  let first: string | null = null;
  for (let i = 0; i < watched.length; i++) {
    const changed = mended(watched[i]!);
    if (first === null) first = changed;
  }
  return first;
}

function mended(one: Watched): string | null {
  let first: string | null = null;
  for (let i = 0; i < one.keys.length; i++) {
    const key = one.keys[i]!;
    if (isSame(getOwnPropertyDescriptor(one.object, key), one.descriptors[i]!)) continue;
    defineProperty(one.object, key, one.descriptors[i]!);
    if (first === null) first = nameOf(one, key);
  }
  if (!one.closed) return first;
  const keys = ownKeys(one.object);
  if (keys.length === one.keys.length) return first;
  const added = withoutAdditions(one, keys);
  return first === null ? added : first;
}

/** Polyfills add what no loop over properties meets; all else that is added is met everywhere. */
function withoutAdditions(one: Watched, keys: readonly PropertyKey[]): string | null {
  let first: string | null = null;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (isKnown(one, key)) continue;
    const open = getOwnPropertyDescriptor(one.object, key)!.enumerable === true;
    if (!open && one.object !== Object.prototype) continue;
    deleteProperty(one.object, key);
    if (first === null) first = nameOf(one, key);
  }
  return first;
}

function isKnown({ keys }: Watched, key: PropertyKey): boolean {
  for (let i = 0; i < keys.length; i++) if (keys[i] === key) return true;
  return false;
}

function isSame(now: PropertyDescriptor | undefined, before: PropertyDescriptor): boolean {
  return (
    now !== undefined &&
    now.get === before.get &&
    now.set === before.set &&
    (now.value === before.value || (now.value !== now.value && before.value !== before.value))
  );
}

function nameOf({ name }: Watched, key: PropertyKey): string {
  return typeof key === 'symbol' ? `${name}[symbol]` : `${name}.${key}`;
}
