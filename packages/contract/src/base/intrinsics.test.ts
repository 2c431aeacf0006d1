import { describe, expect, it } from 'vitest';
import { mendIntrinsics, watchObject } from './intrinsics.js';

const open = (object: object) => object as Record<string, unknown>;

describe('objects that all code shares', () => {
  it.each<[string, object, string]>([
    ['Math.random', Math, 'random'],
    ['JSON.stringify', JSON, 'stringify'],
    ['Array.prototype.map', Array.prototype, 'map'],
    ['Object.keys', Object, 'keys'],
    ['Promise.prototype.then', Promise.prototype, 'then'],
    ['globalThis.Float32Array', globalThis, 'Float32Array'],
    ['globalThis.Promise', globalThis, 'Promise'],
    ['the iterator of Array.next', Object.getPrototypeOf([][Symbol.iterator]()) as object, 'next'],
  ])('%s is put back, and named', (name, object, key) => {
    const before = open(object)[key];
    open(object)[key] = () => 'mine';
    const named = mendIntrinsics();
    expect(named).toBe(name);
    expect(open(object)[key]).toBe(before);
    expect(mendIntrinsics()).toBeNull();
  });

  it('lose what was added where every loop over properties would meet it', () => {
    open(Object.prototype)['polluted'] = 'yes';
    open(Array.prototype)['mine'] = 1;
    expect(mendIntrinsics()).toBe('Object.prototype.polluted');
    expect('polluted' in {}).toBe(false);
    expect('mine' in []).toBe(false);
  });

  it('lose what is hidden in Object.prototype too, and keep what polyfills add elsewhere', () => {
    Object.defineProperty(Object.prototype, 'hidden', { value: 1, configurable: true });
    Object.defineProperty(Array.prototype, 'filled', { value: 1, configurable: true });
    expect(mendIntrinsics()).toBe('Object.prototype.hidden');
    expect('filled' in []).toBe(true);
    Reflect.deleteProperty(Array.prototype, 'filled');
  });

  it('lose what would change the answers of a class', () => {
    const mine = { value: Array, configurable: true };
    Object.defineProperty(Float32Array, Symbol.species, mine);
    expect(mendIntrinsics()).toBe('Float32Array[symbol]');
    expect(new Float32Array(1).slice()).toBeInstanceOf(Float32Array);
  });

  // A descriptor is an object, and has what all objects have.
  it('are put back where every object has a property "get"', () => {
    const { sqrt } = Math;
    Math.sqrt = () => 1;
    open(Object.prototype)['get'] = () => 2;
    expect(mendIntrinsics()).toBe('Object.prototype.get');
    expect(Math.sqrt).toBe(sqrt);
    expect('get' in {}).toBe(false);
  });

  it('can be more than those of the language', () => {
    const mine = { f: () => 1 };
    const before = mine.f;
    watchObject('mine', mine, false);
    mine.f = () => 2;
    expect(mendIntrinsics()).toBe('mine.f');
    expect(mine.f).toBe(before);
  });
});
