import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { IsthmusError } from '@isthmus/core';
import type { PluginName } from '@isthmus/core/contract';
import { EXIT, type ExitCode } from '../process/exit-codes.js';
import { LINT_ANALYSES, lintedModel } from '../runner/lint-model.js';
import { analyseCommand, printFindings, say, type AnalyseOptions } from './analyse.js';

/** The options of `isthmus lint`. */
export interface LintOptions extends AnalyseOptions {
  readonly activation?: string;
  readonly layers?: readonly string[];
  readonly layout?: 'isthmus' | 'pytorch';
}

/** Those that are about a model file alone, and those that are about a run. */
const OF_MODEL = ['activation', 'layers', 'layout'] as const;
const OF_RUN = ['out', 'set', 'seed', 'workers'] as const;

/**
 * Lints the endpoints of an experiment or of a run, or the weights of a model file alone.
 *
 * @param target an experiment, a run folder, its `result.json`, or any other file, which is taken for a model
 */
export async function lintCommand(target: string, options: LintOptions): Promise<ExitCode> {
  const isModel = await isModelFile(target);
  refuseOthers(target, options, isModel);
  return isModel ? lintModelFile(target, options) : analyseCommand(target, LINT_ANALYSES, options);
}

/** Experiments and records are JSON by their names; what is none of these may be some kind of model. */
async function isModelFile(target: string): Promise<boolean> {
  if (/\.jsonc?$/i.test(target)) return false;
  const found = await stat(target).catch(() => null);
  return /\.safetensors$/i.test(target) || (found !== null && !found.isDirectory());
}

function refuseOthers(target: string, options: LintOptions, isModel: boolean): void {
  const [own, others] = isModel ? ['a model file', OF_RUN] : ['an experiment or a run', OF_MODEL];
  const given = others.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new IsthmusError(
    'cli/usage',
    `${target} is ${own}, and --${given} is about ${isModel ? 'an experiment or a run' : 'a model file, whose network is not known'}. Leave it out.`,
  );
}

async function lintModelFile(
  target: string,
  { activation, layers, layout, json, quiet }: LintOptions,
): Promise<ExitCode> {
  const reply = await lintedModel({
    file: resolve(target),
    activation: activation === undefined ? null : fullName(activation),
    layers: layers ?? null,
    layout: layout ?? null,
  });
  if (reply.kind === 'refused') {
    say(reply.error.message);
    return EXIT.usage;
  }
  reply.warnings.forEach(({ message }) => {
    say(`warning: ${message}`);
  });
  printFindings(reply.analyses, json === true);
  if (quiet !== true)
    reply.notes.forEach((note) => {
      say(`\n${note}`);
    });
  return EXIT.finished;
}

/** `relu` is `core/relu`. */
function fullName(activation: string): PluginName | 'none' {
  if (activation === 'none') return activation;
  return (activation.includes('/') ? activation : `core/${activation}`) as PluginName;
}
