import { dirname, isAbsolute, relative, resolve } from 'node:path';
import process from 'node:process';
import type {
  Experiment,
  ParsedExperiment,
  Registry,
  Session,
  SessionOptions,
} from '@isthmus/core';
import type { Limits } from '@isthmus/core/internal';
import { tfjsRuntime } from '@isthmus/tfjs';
import { cellExperiment, configTextOf, DEFAULT_LIMITS, limitsSchema } from '@isthmus/core/internal';
import {
  ConfigError,
  isIsthmusError,
  IsthmusError,
  messageOf,
  openSession,
  parseConfigText,
  parseExperiment,
  resolveExperiment,
  withValueAt,
} from '@isthmus/core';
import { fileSourceIn } from '@isthmus/core/node';
import { boundedRead } from './bounded-read.js';
import { registryFor } from './plugins.js';

/** An experiment as it was read: what is run is this text, even when the file changes meanwhile. */
export interface ExperimentText {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
}

/** Values that the command line puts in place of those in the file. */
export interface Overrides {
  /** JSON pointers with the values to set. */
  readonly set: readonly (readonly [pointer: string, value: unknown])[];
  readonly seed: number | null;
  /** For a trial of a sweep: the values that it has of the swept settings, by JSON pointer. */
  readonly cell?: Readonly<Record<string, unknown>>;
}

/** An experiment ready to be run, with the registry that its plugins came from. */
export interface LoadedExperiment {
  readonly experiment: Experiment;
  readonly registry: Registry;
  /** The folder that its paths are relative to. */
  readonly folder: string;
}

/** How the plugins of an experiment are come by. */
export type PluginSource = (parsed: ParsedExperiment, folder: string) => Promise<Registry>;

/** Loads them: their code runs. */
export const loadedPlugins: PluginSource = ({ plugins }, folder) => registryFor(plugins, folder);

/** The reports that a run writes where the experiment names none. */
const DEFAULT_REPORT = ['cli/html'];

/** Larger files are no experiments, nor is a device that never ends; four bytes a character. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Reads the file of an experiment.
 *
 * @throws `config/missing`, `config/unreadable`, `config/too-large`, `config/syntax`
 */
export async function readExperiment(file: string): Promise<ExperimentText> {
  const path = resolve(file);
  const bytes = await bytesOf(path);
  if (bytes === null)
    throw new IsthmusError(
      'config/too-large',
      `${shownPath(path)}: it has more than ${MAX_BYTES} bytes, which no experiment has. Name the file NAME.isthmus.json.`,
      { file: path },
    );
  return { file: path, text: configTextOf(bytes, shownPath(path)) };
}

async function bytesOf(path: string): Promise<Buffer | null> {
  try {
    return await boundedRead(path, MAX_BYTES);
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    const fault = (typeof code === 'string' && READ_FAULTS[code]) || messageOf(cause);
    throw new IsthmusError(
      code === 'ENOENT' ? 'config/missing' : 'config/unreadable',
      `${shownPath(path)}: ${fault}.`,
      { file: path },
      { cause },
    );
  }
}

const READ_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder; name the experiment in it',
  EACCES: 'you may not read this file',
};

/**
 * Checks and resolves an experiment. Its plugins are loaded, so their code runs, unless they come from
 * elsewhere.
 *
 * @throws `config/…`, `registry/…` with the file's name before every fault
 */
export function loadExperiment(
  source: ExperimentText,
  overrides: Overrides,
  pluginsOf = loadedPlugins,
): Promise<LoadedExperiment> {
  return inExperiment(source, async () => {
    const parsed = parseExperiment(ownExperiment(rawExperiment(source, overrides), overrides));
    const folder = dirname(source.file);
    const registry = await pluginsOf(parsed, folder);
    return { experiment: resolveExperiment(parsed, registry), registry, folder };
  });
}

/**
 * Loads the data of an experiment and readies its network and engine.
 *
 * @throws `data/…`, `config/…`, `architecture/…`, `network/…` with the experiment's name in front
 */
export function openExperiment(
  source: ExperimentText,
  { experiment, registry, folder }: LoadedExperiment,
  options?: SessionOptions,
): Promise<Session> {
  return inExperiment(source, () =>
    openSession(experiment, registry, fileSourceIn(folder), { ...options, tensors: tfjsRuntime }),
  );
}

/**
 * The experiment as it stands in its file, with what the command line sets; the sweep and its values
 * left as they are.
 *
 * @throws `config/…`
 */
export function rawExperiment(source: ExperimentText, overrides: Overrides): unknown {
  const raw = parseConfigText(source.text, shownPath(source.file));
  return settingsOf(overrides).reduce(
    (document, [pointer, value]) => withValueAt(document, pointer, value),
    raw,
  );
}

/** The limits of an experiment, before anything else of it is looked at; the usual ones where it cannot be read. */
export function limitsIn(source: ExperimentText, overrides: Overrides): Limits {
  try {
    const { limits } = rawExperiment(source, overrides) as { limits?: unknown };
    return limitsSchema.parse(limits ?? {});
  } catch {
    return DEFAULT_LIMITS;
  }
}

/** Everything that the command line sets, in order. */
export function settingsOf({ set, seed }: Overrides): Overrides['set'] {
  return seed === null ? set : [...set, ['/seed', seed]];
}

/** A trial writes no report unless its experiment asks for one: a sweep has thousands. */
function ownExperiment(raw: unknown, { cell }: Overrides): unknown {
  return cell === undefined ? withDefaultReport(raw) : cellExperiment(raw, { values: cell });
}

function withDefaultReport(raw: unknown): unknown {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !('report' in raw)
    ? { ...raw, report: DEFAULT_REPORT }
    : raw;
}

/**
 * Runs a step of reading an experiment; a fault comes out with the experiment's name in front, so
 * that of several files one sees which it is.
 */
export async function inExperiment<T>(
  { file }: ExperimentText,
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (thrown) {
    throw isIsthmusError(thrown) ? named(shownPath(file), thrown) : thrown;
  }
}

function named(file: string, error: IsthmusError): IsthmusError {
  const lines =
    error instanceof ConfigError
      ? error.issues.map(({ pointer, message }) => `${pointer || '/'}: ${message}`)
      : [`${error.code === 'registry/duplicate' ? '/plugins: ' : ''}${error.message}`];
  // A fault of syntax names the file itself, with line and column.
  const text = lines.map((line) => (line.startsWith(`${file}:`) ? line : `${file}: ${line}`));
  return new IsthmusError(error.code, text.join('\n'), { file, ...error.data }, { cause: error });
}

/** A path as a person would type it: from the working folder where it lies below that. */
function shownPath(file: string): string {
  const below = relative(process.cwd(), file);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? file : below;
}
