import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Experiment, Registry } from '@isthmus/core';
import {
  ConfigError,
  IsthmusError,
  messageOf,
  parseConfigText,
  parseExperiment,
  resolveExperiment,
  withValueAt,
} from '@isthmus/core';
import { registryFor } from './plugins.js';

/** Values that the command line puts in place of those in the file. */
export interface Overrides {
  /** JSON pointers with the values to set. */
  readonly set: readonly (readonly [pointer: string, value: unknown])[];
  readonly seed: number | null;
}

/** An experiment read from a file, with the registry that its plugins came from. */
export interface LoadedExperiment {
  readonly experiment: Experiment;
  readonly registry: Registry;
  /** The folder that its paths are relative to. */
  readonly folder: string;
}

/** The reports that a run writes where the experiment names none. */
const DEFAULT_REPORT = ['cli/html'];

/**
 * Reads, checks and resolves an experiment. Its plugins are loaded, so their code runs.
 *
 * @throws `config/…` with the file's name before every fault
 */
export async function loadExperiment(
  file: string,
  overrides: Overrides,
): Promise<LoadedExperiment> {
  const text = await readText(file);
  try {
    const raw = applied(parseConfigText(text, file), overrides);
    const parsed = parseExperiment(withDefaultReport(raw));
    const folder = dirname(resolve(file));
    const registry = await registryFor(parsed.plugins, folder);
    return { experiment: resolveExperiment(parsed, registry), registry, folder };
  } catch (thrown) {
    throw thrown instanceof ConfigError ? named(file, thrown) : thrown;
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const missing = (cause as { code?: unknown }).code === 'ENOENT';
    throw new IsthmusError(
      'config/missing',
      `${file}: ${missing ? 'there is no such file' : messageOf(cause)}.`,
      { file },
      { cause },
    );
  }
}

function applied(raw: unknown, { set, seed }: Overrides): unknown {
  const all = seed === null ? set : [...set, ['/seed', seed] as const];
  return all.reduce((document, [pointer, value]) => withValueAt(document, pointer, value), raw);
}

function withDefaultReport(raw: unknown): unknown {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !('report' in raw)
    ? { ...raw, report: DEFAULT_REPORT }
    : raw;
}

/** Puts the file's name before every fault, so that a list of several files can be read. */
function named(file: string, error: ConfigError): IsthmusError {
  const lines = error.issues.map(
    ({ pointer, message }) => `${file}: ${pointer || '/'}: ${message}`,
  );
  return new IsthmusError(
    error.code,
    lines.join('\n'),
    { file, issues: error.issues },
    { cause: error },
  );
}
