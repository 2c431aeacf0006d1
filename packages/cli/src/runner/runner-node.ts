import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { IsthmusError } from '@isthmus/core/contract';

/** The Node that a runner is started on, in the words of `fork`. */
export interface RunnerNode {
  readonly execPath: string;
  readonly execArgv: readonly string[];
}

/** What is asked of a Node before a runner is started on it. */
interface NodeFacts {
  /** Its version, such as `24.1.0`. */
  readonly node: string;
  readonly v8: string;
  readonly arch: string;
  /** 1 or true where V8 was built with the pass that fuses pairs of 128-bit operations. */
  readonly revec?: unknown;
}

/** The variable by which a user names another Node for the runner. */
const VARIABLE = 'ISTHMUS_NODE';

/**
 * Lets V8 fuse pairs of 128-bit operations of WebAssembly to 256-bit ones, which do twice as much. It
 * counts for a whole process, so none but our own runner is given it. The runner's worker threads run
 * under it too, and like its main thread they see it in `process.execArgv`. It cannot come by
 * NODE_OPTIONS, where Node does not allow it, nor by a worker's own `execArgv`.
 */
const REVECTORIZE = '--experimental-wasm-revectorize';

/** V8 knows the flag from 12 on, where it has no effect yet. */
const REVECTORIZING_V8 = 13;

/** What the packages ask for. */
const OLDEST_NODE = [20, 19] as const;

const TIMEOUT_MS = 20_000;

/**
 * The Node for a runner: the one that the environment variable `ISTHMUS_NODE` names, else the one
 * that runs this program; with the flag for wide WebAssembly arithmetic where that Node has it.
 *
 * What decides are facts of that Node, never a timing, so results repeat.
 *
 * @param env the environment that the runner gets
 * @throws `runner/bad-node` when the variable names no Node, or one that is too old
 */
export async function chooseNode(env: NodeJS.ProcessEnv): Promise<RunnerNode> {
  const named = env[VARIABLE];
  const execPath = named ? pathOf(named) : process.execPath;
  const facts = named ? await factsOf(execPath) : ownFacts();
  // A flag of the user's that says otherwise comes later, and so it wins.
  const execArgv = [
    ...(revectorizes(facts) ? [REVECTORIZE] : []),
    ...withoutProgram(process.execArgv),
  ];
  return { execPath, execArgv };
}

/**
 * Node's own arguments without a program given among them (`node -e …`): a runner that got it would run that in place
 * of itself, and start runners without end where it starts one.
 */
export function withoutProgram(argv: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    if (/^(?:-e|-p|-pe|--eval|--print|--input-type)$/.test(argv[i]!)) i++;
    else if (!/^(?:--eval=|--print=|--input-type=|-i$|--interactive$)/.test(argv[i]!))
      kept.push(argv[i]!);
  }
  return kept;
}

/** A bare name is looked up in the PATH; the runner may be started in another folder than this one. */
function pathOf(named: string): string {
  return /[/\\]/.test(named) ? resolve(named) : named;
}

/** Node's own configuration builds the pass in on x64 except on macOS. */
function revectorizes({ v8, arch, revec }: NodeFacts): boolean {
  const built = revec === 1 || revec === true;
  return arch === 'x64' && built && Number.parseInt(v8, 10) >= REVECTORIZING_V8;
}

function ownFacts(): NodeFacts {
  const { node, v8 } = process.versions;
  const revec: unknown = Reflect.get(process.config.variables, REVEC_VARIABLE);
  return { node, v8, arch: process.arch, revec };
}

const REVEC_VARIABLE = 'v8_enable_wasm_simd256_revec';

/** The same facts, as an expression for another Node. */
const QUESTION = `JSON.stringify({
  node: process.versions.node,
  v8: process.versions.v8,
  arch: process.arch,
  revec: process.config.variables.${REVEC_VARIABLE},
})`;

/** Answers so far: a Node is asked once. */
const asked = new Map<string, NodeFacts>();

async function factsOf(path: string): Promise<NodeFacts> {
  const known = asked.get(path);
  if (known !== undefined) return known;
  const facts = parseFacts(path, await answerOf(path));
  if (isOlder(facts.node))
    throw badNode(path, `is Node ${facts.node}, and the runner needs ${OLDEST_NODE.join('.')}.`);
  asked.set(path, facts);
  return facts;
}

async function answerOf(path: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(path, ['-p', QUESTION], { timeout: TIMEOUT_MS });
    return stdout;
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    const fault =
      (typeof code === 'string' && START_FAULTS[code]) || 'does not answer as Node does';
    throw badNode(path, `${fault}.`, cause);
  }
}

const START_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  EACCES: 'may not be executed',
};

/** The answer is the last line: what is loaded before may have printed too. */
function parseFacts(path: string, answer: string): NodeFacts {
  try {
    const facts = JSON.parse(answer.trim().split('\n').at(-1)!) as Partial<NodeFacts> | null;
    const { node, v8, arch, revec } = facts ?? {};
    if (typeof node === 'string' && typeof v8 === 'string' && typeof arch === 'string')
      return { node, v8, arch, revec };
  } catch {
    // It said something else.
  }
  throw badNode(path, 'does not answer as Node does.');
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

function badNode(path: string, fault: string, cause?: unknown): IsthmusError {
  return new IsthmusError(
    'runner/bad-node',
    `${VARIABLE}: expected the path of a Node binary for the runner; ${path} ${fault} Correct the variable, or unset it to use the Node that isthmus runs on.`,
    { path },
    { cause },
  );
}
