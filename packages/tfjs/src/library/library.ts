import type * as library from '@tensorflow/tfjs';
import type { TensorLibrary } from '@isthmus/contract';
import { IsthmusError } from '@isthmus/contract/base';

/** Where this package is imported, the tensors of plugins are tfjs's own. */
declare module '@isthmus/contract' {
  // It adds what it extends, and nothing of its own.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface Tensor extends library.Tensor {}
}

/** The library, as its package exports it. */
export type Tfjs = typeof library;

let loading: Promise<Tfjs> | undefined;
let loaded: Tfjs | undefined;

/**
 * Loads tfjs, once in a process or thread. It is loaded by what computes with it, not by every import
 * of this package: that costs half a second of processor time, which a run on another engine saves.
 *
 * @throws whatever the import throws, such as Node's `ERR_MODULE_NOT_FOUND`
 */
export async function loadTfjs(): Promise<Tfjs> {
  // The name is written out, so that a bundler sees it.
  loading ??= import('@tensorflow/tfjs');
  return (loaded = await loading);
}

/**
 * The loaded library, for code that cannot wait, such as the tfjs function of a layer.
 *
 * @throws `tfjs/not-loaded` before `loadTfjs` has resolved
 */
export function tfjs(): Tfjs {
  if (loaded !== undefined) return loaded;
  throw new IsthmusError(
    'tfjs/not-loaded',
    'A network was computed by tfjs before tfjs was loaded. This is a fault of Isthmus; please report it.',
  );
}

/**
 * The same as plugins know it. The one place where the two types meet: tfjs's own take tensors of
 * tfjs only, whose rank is part of their type.
 *
 * @throws `tfjs/not-loaded` before `loadTfjs` has resolved
 */
export function tensorLibrary(): TensorLibrary {
  return tfjs() as unknown as TensorLibrary;
}
