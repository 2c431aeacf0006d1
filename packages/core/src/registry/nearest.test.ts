import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.js';

const plugins = ['core/linear', 'dss/greedy', 'core/adam', 'core/adamw', 'core/sgd', 'core/mse'];
const keys = ['optimizer', 'threshold', 'maxSteps', 'batchSize', 'stall', 'seed'];

describe('nearest', () => {
  it.each([
    ['dss/gredy', plugins, 'dss/greedy'],
    ['core/greedy', plugins, 'dss/greedy'],
    ['greedy', plugins, 'dss/greedy'],
    ['core/Adam', plugins, 'core/adam'],
    ['core/sdg', plugins, 'core/sgd'],
    ['core/sg', plugins, 'core/sgd'],
    ['core/resnet', plugins, null],
    ['x/y', plugins, null],
    ['treshold', keys, 'threshold'],
    ['Threshold', keys, 'threshold'],
    ['max_steps', keys, 'maxSteps'],
    ['sede', keys, 'seed'],
    ['lr', keys, null],
    ['', keys, null],
    ['x', [], null],
  ])('takes %j for the right one', (name, known, expected) => {
    expect(nearest(name, known)).toBe(expected);
  });

  it('prefers what is needed and not there, where it is nearly as near', () => {
    const known = ['pairs', 'paths', 'plugins'];
    expect(nearest('pahts', known)).toBe('paths');
    expect(nearest('pazis', known)).toBe('pairs');
    expect(nearest('patrs', known)).toBe('pairs');
    expect(nearest('patrs', known, ['paths'])).toBe('paths');
    expect(nearest('plugin', known, ['paths'])).toBe('plugins');
  });

  it('does not compare names that are no slips', () => {
    expect(nearest('threshold'.repeat(500_000), keys)).toBeNull();
    expect(nearest('x', ['y'.repeat(5_000_000)])).toBeNull();
  });
});
