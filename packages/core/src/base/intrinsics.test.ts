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

  it('can be more than those of the language', () => {
    const mine = { f: () => 1 };
    const before = mine.f;
    watchObject('mine', mine, false);
    mine.f = () => 2;
    expect(mendIntrinsics()).toBe('mine.f');
    expect(mine.f).toBe(before);
  });
});
