/** The two builds of the products: `narrow` for 128-bit operations, `wide` where V8 fuses pairs of them. */
export type BuildName = 'narrow' | 'wide';

/** A build with the reason for it, for records and for people. */
export interface KernelBuild {
  readonly name: BuildName;
  /** A clause such as `V8 11.3 does not fuse pairs of operations`. */
  readonly reason: string;
}

/** What is known of the host without measuring anything. */
export interface HostFacts {
  /** Such as `x64`. */
  readonly architecture: string;
  /** Such as `13.6.233.17-node.32`. */
  readonly v8: string;
  /** Whether V8 was compiled with the fusing of pairs (`v8_enable_wasm_simd256_revec`). */
  readonly fusing: boolean;
  /** The flags of this process, from its command line and from NODE_OPTIONS. */
  readonly flags: readonly string[];
}

/** The flag that lets V8 fuse pairs of 128-bit operations to 256-bit ones. */
export const FUSING_FLAG = '--experimental-wasm-revectorize';

/** The first V8 whose fusing has an effect: earlier ones take the flag and do nothing. */
const FIRST_V8 = 13;

/**
 * Chooses the build from facts about the host only, never from a timing, so that a run on the same
 * host repeats. Both builds give the same bits; the wrong one is only slower.
 *
 * @example
 * chooseBuild({ architecture: 'arm64', v8: '13.6', fusing: false, flags: [] }).name; // 'narrow'
 */
export function chooseBuild({ architecture, v8, fusing, flags }: HostFacts): KernelBuild {
  const narrow = (reason: string): KernelBuild => ({ name: 'narrow', reason });
  if (architecture !== 'x64') return narrow(`the processor is ${architecture}, not x64`);
  if (Number.parseInt(v8, 10) < FIRST_V8 || !fusing)
    return narrow(`V8 ${shortVersion(v8)} does not fuse pairs of operations`);
  if (!flags.includes(FUSING_FLAG)) return narrow(`this process runs without ${FUSING_FLAG}`);
  return { name: 'wide', reason: `V8 ${shortVersion(v8)} fuses pairs of operations` };
}

/** The build for this process. */
export function describeBuild(): KernelBuild {
  return chooseBuild(hostFacts());
}

/**
 * The facts about this process; in a browser none that fits a wide build, also where a bundler put a
 * `process` of its own there, such as `{ env: {} }`.
 */
export function hostFacts(): HostFacts {
  const { arch, versions, config, execArgv = [], env } = processThere();
  if (versions?.v8 === undefined)
    return { architecture: 'that of a browser', v8: '0', fusing: false, flags: [] };
  return {
    architecture: arch ?? 'unknown',
    v8: versions.v8,
    fusing: fusingCompiled(config?.variables ?? {}),
    flags: [...execArgv, ...(env?.['NODE_OPTIONS'] ?? '').split(/\s+/)].map(dashed),
  };
}

/** What is asked of Node's process. What stands in for it elsewhere has any of it, or none. */
interface ProcessThere {
  readonly arch?: string;
  readonly versions?: { readonly v8?: string };
  readonly config?: { readonly variables?: object };
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

function processThere(): ProcessThere {
  const there: ProcessThere | null = typeof process === 'undefined' ? null : process;
  return there ?? {};
}

/** V8's variables are not in Node's types; the value is a number or, in some versions, a boolean. */
function fusingCompiled(variables: object): boolean {
  const [, value] = Object.entries(variables).find(([name]) => name === VARIABLE) ?? [];
  return value === 1 || value === true;
}

const VARIABLE = 'v8_enable_wasm_simd256_revec';

/** V8 takes `_` for `-`. */
function dashed(flag: string): string {
  return flag.replaceAll('_', '-');
}

function shortVersion(v8: string): string {
  return v8.split('.').slice(0, 2).join('.');
}
