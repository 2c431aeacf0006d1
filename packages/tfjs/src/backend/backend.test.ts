import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { backendFor, readyBackends } from './backend.js';
import { orNull } from '../library/wasm-package.js';

const printed: unknown[][] = [];
const warn = console.warn;
console.warn = (...parts: unknown[]) => void printed.push(parts);
afterAll(() => {
  console.warn = warn;
});

const handlersBefore = {
  uncaughtException: process.rawListeners('uncaughtException'),
  unhandledRejection: process.rawListeners('unhandledRejection'),
};

describe('readyBackends', () => {
  it('names both backends with their versions', async () => {
    const { cpu, wasm } = await readyBackends();
    expect(cpu.name).toBe('tfjs-cpu 4.22.0');
    expect(wasm?.name).toBe('tfjs-wasm 4.22.0');
  });

  it('switches at once', async () => {
    const { cpu, wasm } = await readyBackends();
    for (const [backend, kind] of [
      [wasm, 'wasm'],
      [cpu, 'cpu'],
      [wasm, 'wasm'],
    ] as const) {
      backend?.activate();
      expect(tf.getBackend()).toBe(kind);
      expect([...tf.tidy(() => tf.matMul([[2]], [[3]]).dataSync())]).toEqual([6]);
    }
  });

  it('greets nobody and leaves the checks of tfjs on', async () => {
    const { cpu } = await readyBackends();
    cpu.activate();
    tf.tidy(() => tf.tensor([1]).add(1).dataSync());
    expect(printed).toEqual([]);
    expect(tf.env().getBool('PROD')).toBe(false);
    expect(() => tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([2, 3])))).toThrow(
      /inner shapes/,
    );
  });

  it('adds no handlers to the process', async () => {
    await readyBackends();
    for (const [event, before] of Object.entries(handlersBefore))
      expect(process.rawListeners(event)).toEqual(before);
  });
});

describe('backendFor', () => {
  it('gives wasm to work that wasm can do', async () => {
    const backend = await backendFor(() => void tf.grad((x) => x.square().sum())(tf.ones([3])));
    expect(backend.name).toMatch(/^tfjs-wasm/);
  });

  it('gives wasm to the gradients of a convolution and of an embedding', async () => {
    const conv = (kernel: tf.Tensor) =>
      tf.conv2d(tf.ones<tf.Rank.R4>([1, 4, 4, 1]), kernel as tf.Tensor4D, 1, 'same').sum();
    const embed = (table: tf.Tensor) => tf.gather(table, tf.tensor1d([1, 1, 0], 'int32')).sum();
    for (const [compute, shape, last] of [
      [conv, [3, 3, 1, 1], 9],
      [embed, [3, 2], 0],
    ] as const) {
      const gradient = () =>
        tf
          .grad(compute)(tf.ones([...shape]))
          .dataSync();
      const backend = await backendFor(() => void gradient());
      expect(backend.name).toMatch(/^tfjs-wasm/);
      expect(tf.tidy(() => [...gradient()]).at(-1)).toBe(last);
    }
  });

  it('gives cpu to work for which wasm has no kernel, and leaves no tensor of the attempt', async () => {
    await readyBackends();
    const before = tf.memory().numTensors;
    const product = () => tf.einsum('ij,jk->ik', tf.ones([2, 2]), tf.ones([2, 3])).dataSync();
    const backend = await backendFor(() => void product());
    expect(backend.name).toMatch(/^tfjs-cpu/);
    expect(tf.memory().numTensors).toBe(before);
    backend.activate();
    expect(tf.tidy(() => [...product()])).toEqual([2, 2, 2, 2, 2, 2]);
  });

  it('gives cpu to a gradient that is refused on wasm, and leaves no tensor of the attempt', async () => {
    await readyBackends();
    const before = tf.memory().numTensors;
    const pool = (x: tf.Tensor) => tf.maxPool3d(tf.square(x) as tf.Tensor5D, 2, 2, 'same').sum();
    const gradient = () =>
      tf
        .grad(pool)(tf.ones([1, 3, 3, 3, 1]))
        .dataSync();
    const backend = await backendFor(() => void gradient());
    expect(backend.name).toMatch(/^tfjs-cpu/);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('orNull', () => {
  it('gives null for a package that is not installed', async () => {
    const name = '@isthmus/not-installed';
    expect(await orNull(() => import(name))).toBeNull();
  });

  it('does not take a broken package for an absent one', async () => {
    const broken = 'data:text/javascript,throw new Error("broken")';
    await expect(orNull(() => import(broken))).rejects.toMatchObject({ code: 'tfjs/wasm-import' });
  });
});
