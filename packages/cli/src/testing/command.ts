import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { ExperimentResult, RunEvent } from '@isthmus/core/contract';
import type { ShownEvent } from '../terminal/progress.js';

/** The command as npm links it. */
export const BIN = fileURLToPath(new URL('../../bin/isthmus.mjs', import.meta.url));

/** The checkout's root, where the examples lie. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** A plugin file that tests name. */
export const pluginFile = (name: string) =>
  fileURLToPath(new URL(`plugins/${name}`, import.meta.url));

/** How long a run may take where two cores are shared with other tests. */
export const PATIENCE_MS = 120_000;

/** A command that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves at the first event of that type on stdout, for a command with `--json`. */
  event(type: ShownEvent['type']): Promise<RunEvent>;
}

/** What a test file leaves; not each test clears up, so that several may run at once. */
const left = { children: new Set<ChildProcess>(), folders: new Set<string>() };
afterAll(() => {
  for (const child of left.children) child.kill('SIGKILL');
  for (const folder of left.folders)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/**
 * Starts the command; it is killed when the tests end before it.
 *
 * @param env added to the environment of the tests
 */
export function start(args: readonly string[], cwd = ROOT, env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  left.children.add(child);
  child.once('exit', () => left.children.delete(child));
  const text = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      listeners.forEach((listener) => {
        listener();
      });
    });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, ...text });
    });
  });
  return {
    child,
    ended,
    event: (type) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = eventsIn(text.stdout).find((event: ShownEvent) => event.type === type);
          if (found !== undefined) resolve(found);
        };
        listeners.add(look);
        look();
        void ended.then(({ stderr }) => {
          reject(new Error(`The command ended without an event ${type}:\n${stderr}`));
        });
      }),
  };
}

/** What `run.json` says of a run's state. */
export interface RunManifest {
  readonly format: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly steps: Readonly<Record<string, { readonly file: string; readonly sha256: string }>>;
}

/** Runs the command to its end. */
export function isthmus(
  args: readonly string[],
  cwd = ROOT,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return start(args, cwd, env).ended;
}

/** The whole events of a text with one a line. */
export function eventsIn(text: string): readonly RunEvent[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunEvent);
}

/** A new folder, removed when the tests have ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-test-'));
  left.folders.add(folder);
  return folder;
}

/** A small experiment that finishes in moments: the straight line between two linear models. */
export const SMALL = {
  name: 'small',
  seed: 1,
  task: { use: 'core/polynomial', options: { coefficients: [0, 0.5] } },
  architecture: { use: 'core/mlp', options: { hidden: [] } },
  train: { optimizer: { use: 'core/adam', options: { learningRate: 0.05 } }, threshold: 0.01 },
  paths: ['core/linear'],
};

/** Writes an experiment into a folder and gives its path. */
export function writeExperiment(folder: string, experiment: object, name = 'x'): string {
  const file = join(folder, `${name}.isthmus.json`);
  writeFileSync(file, JSON.stringify(experiment));
  return file;
}

/** The content of a JSON file. */
export function readJson<T = ExperimentResult>(...path: string[]): T {
  return JSON.parse(readFileSync(join(...path), 'utf8')) as T;
}

/** The processes that a process has started. */
export function childrenOf(pid: number): readonly number[] {
  const all = existsSync('/proc/self/stat') ? fromProc() : fromPs();
  return all.filter(([, parent]) => parent === pid).map(([child]) => child);
}

type Kinship = readonly [pid: number, parent: number];

/** Small Linux images have no `ps`. */
function fromProc(): readonly Kinship[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): Kinship[] => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // "pid (command) state parent …"; the command may hold anything, brackets too.
        const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return [[Number(name), Number(parent)]];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}

function fromPs(): readonly Kinship[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid, parent]): Kinship => [pid!, parent!]);
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits until something holds. */
export async function until(holds: () => boolean, withinMs: number): Promise<boolean> {
  const begun = performance.now();
  while (performance.now() - begun < withinMs) {
    if (holds()) return true;
    await new Promise((ok) => setTimeout(ok, 50));
  }
  return holds();
}
