/**
 * What every module relies on, and any module can change. Everything that is used here was taken
 * before a plugin could change it.
 */
const { ownKeys, getOwnPropertyDescriptor, defineProperty, deleteProperty, setPrototypeOf } =
  Reflect;

/** An object of the language or of the system, with its properties as they were. */
interface Watched {
  readonly name: string;
  readonly object: object;
  readonly keys: readonly PropertyKey[];
  /** Undefined for one that was not there, and must not come. */
  readonly descriptors: readonly (PropertyDescriptor | undefined)[];
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
watchObject('TypedArray', TypedArray, false);
watchObject('Map', Map, false);
watchObject('Set', Set, false);
watchObject('Float32Array', Float32Array, false);
watchObject('Float64Array', Float64Array, false);
watchObject('Math', Math, false);
watchObject('JSON', JSON, false);
watchObject('Reflect', Reflect, false);
watchObject('Date', Date, false);
watchObject('Atomics', Atomics, false);
watchObject('DataView.prototype', DataView.prototype, true);
watchObject('RegExp.prototype', RegExp.prototype, true);
// What `for … of` and spreading go through.
for (const [name, each] of [
  ['Array', [][Symbol.iterator]()],
  ['Map', new Map()[Symbol.iterator]()],
  ['Set', new Set()[Symbol.iterator]()],
] as const)
  watchObject(`the iterator of ${name}`, Object.getPrototypeOf(each) as object, false);

/** The language's own names; those of the system are made when they are first used. */
const GLOBALS = [
  ...['Array', 'ArrayBuffer', 'Atomics', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean'],
  ...['DataView', 'Error', 'Float32Array', 'Float64Array', 'Function', 'Int16Array', 'Int32Array'],
  ...['Int8Array', 'Infinity', 'JSON', 'Map', 'Math', 'NaN', 'Number', 'Object', 'Promise', 'Proxy'],
  ...['RangeError', 'Reflect', 'RegExp', 'Set', 'SharedArrayBuffer', 'String', 'Symbol', 'SyntaxError'],
  ...['TypeError', 'Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray', 'WeakMap'],
  ...['WeakRef', 'WeakSet', 'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'undefined'],
]; // prettier-ignore

watchObject('globalThis', globalThis, false, GLOBALS);

/**
 * Takes an object into the watch, as it is now.
 *
 * @param name as messages call it, such as `fs`
 * @param closed whether additions that `for … in` would meet are faults too
 * @param among which of its properties; all of them unless given. One that it does not have must not come.
 * @example
 * watchObject('console', console, false);
 */
export function watchObject(
  name: string,
  object: object,
  closed: boolean,
  among: readonly PropertyKey[] = allOf(object),
): void {
  const keys: PropertyKey[] = [];
  const descriptors: (PropertyDescriptor | undefined)[] = [];
  for (let i = 0; i < among.length; i++) {
    keys[i] = among[i]!;
    descriptors[i] = descriptorOf(object, among[i]!);
  }
  watched[watched.length] = { name, object, keys, descriptors, closed };
}

/** All that an object has, and what would change the answers of a class if it had it. */
function allOf(object: object): readonly PropertyKey[] {
  const keys = ownKeys(object);
  if (typeof object !== 'function') return keys;
  return [...new Set<PropertyKey>([...keys, Symbol.hasInstance, Symbol.species])];
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
    if (isSame(descriptorOf(one.object, key), one.descriptors[i])) continue;
    const before = one.descriptors[i];
    if (before === undefined) deleteProperty(one.object, key);
    else defineProperty(one.object, key, before);
    if (first === null) first = nameOf(one, key);
  }
  if (!one.closed) return first;
  const keys = ownKeys(one.object);
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

/** Without what a plugin may have put into `Object.prototype`, such as `get`. */
function descriptorOf(object: object, key: PropertyKey): PropertyDescriptor | undefined {
  const descriptor = getOwnPropertyDescriptor(object, key);
  if (descriptor !== undefined) setPrototypeOf(descriptor, null);
  return descriptor;
}

function isSame(
  now: PropertyDescriptor | undefined,
  before: PropertyDescriptor | undefined,
): boolean {
  if (now === undefined || before === undefined) return now === before;
  return (
    now.get === before.get &&
    now.set === before.set &&
    (now.value === before.value || (now.value !== now.value && before.value !== before.value))
  );
}

function nameOf({ name }: Watched, key: PropertyKey): string {
  return typeof key === 'symbol' ? `${name}[symbol]` : `${name}.${key}`;
}
