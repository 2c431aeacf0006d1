import type { FastActivation, FusedRule } from '@isthmus/contract';
import {
  ACTIVATION_KERNELS,
  LOSS_KERNELS,
  OPTIMIZER_KERNELS,
  type ActivationKernel,
} from './generated/operations.js';

/** The one activation that products do on the way; see kernels/gemm-finish.ts. */
const RECTIFIER = 'relu';

/** An activation as kernels take it. */
export interface BoundActivation extends ActivationKernel {
  /** 0 where it takes none. */
  readonly parameter: number;
  /** Whether the kernels of products do it too. */
  readonly rectifies: boolean;
}

/**
 * The kernel of an activation; null where there is none of that name, or none for that parameter: a
 * derivative follows from the output only where both have one sign.
 */
export function activationKernel({ name, parameter = 0 }: FastActivation): BoundActivation | null {
  const kernel = entryOf(ACTIVATION_KERNELS, name);
  if (kernel === null || (kernel.ofOutput && !(parameter >= 0))) return null;
  return { ...kernel, parameter, rectifies: name === RECTIFIER };
}

/** The number of a loss's kernel; null where there is none of that name. */
export function lossKernel(name: string): number | null {
  return entryOf(LOSS_KERNELS, name);
}

/** A rule as kernels take it. */
export interface BoundRule {
  readonly code: number;
  readonly settings: readonly number[];
  /** Names of the arrays of its state, in the kernels' order. */
  readonly slots: readonly string[];
  /** The betas of a rule that counts its steps. */
  readonly betas: readonly [number, number] | null;
}

/** The kernel of a rule; null where there is none of that name, or a setting is missing. */
export function ruleKernel(fused: FusedRule): BoundRule | null {
  const found = boundRules.get(fused);
  if (found !== undefined) return found;
  const bound = bind(fused);
  boundRules.set(fused, bound);
  return bound;
}

/** Engines are asked for short trainings by one optimizer, over and over. */
const boundRules = new WeakMap<FusedRule, BoundRule | null>();

function bind({ rule, settings }: FusedRule): BoundRule | null {
  const kernel = entryOf(OPTIMIZER_KERNELS, rule);
  if (kernel === null) return null;
  const values = kernel.settings.map((name) => settings[name]);
  if (!values.every((value) => value !== undefined)) return null;
  const betas = kernel.counts ? ([settings['beta1']!, settings['beta2']!] as const) : null;
  return { code: kernel.code, settings: values, slots: kernel.slots, betas };
}

function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | null {
  return Object.hasOwn(table, name) ? table[name]! : null;
}
