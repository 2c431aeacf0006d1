import type { FusedRule } from '@isthmus/contract';
import { OPTIMIZER_KERNELS } from '@isthmus/engine/internal';
import { kernelNameFault, settingsFault } from './kernel-names.js';
import { plainCopy } from './plain.js';

/**
 * A `fused` rule from outside: one that a kernel has, with its settings and no others, which the kernel
 * would read as NaN or pass over.
 *
 * @throws `TypeError` saying what of it is not so
 */
export function soundFused(given: unknown): FusedRule {
  const { rule, settings } = (plainCopy(given, 'fused') ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof rule !== 'string' || !isRecord(settings))
    throw misfit(
      'expected { rule, settings }, the settings numbers by their names, such as { rule: "sgd", settings: { learningRate: 0.1 } }',
    );
  const fault =
    kernelNameFault('rule', rule, OPTIMIZER_KERNELS) ??
    settingsFault(rule, settings, OPTIMIZER_KERNELS[rule]!.settings);
  if (fault !== null) throw misfit(fault);
  return { rule, settings: settings as FusedRule['settings'] };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function misfit(what: string): TypeError {
  return new TypeError(
    `it is no rule that a kernel can follow: ${what}. Leave fused out where none fits; update is then asked at every step.`,
  );
}
