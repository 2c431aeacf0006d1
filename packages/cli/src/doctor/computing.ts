import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { messageOf } from '@isthmus/core';
import { chooseNode } from '../runner/runner-node.js';
import type { DoctorFinding } from './check.js';
import { broken, note, ok } from './check.js';
import type { ProbeAnswer } from './probe.js';

const PROBE = fileURLToPath(new URL('./probe.js', import.meta.url));

/** A process that takes longer computes nothing: the checks take a second. */
const TIMEOUT_MS = 120_000;

/** The Node of the runner, and what it computes with, found out in a process of its own as a run is. */
export async function computingChecks(env: NodeJS.ProcessEnv): Promise<readonly DoctorFinding[]> {
  try {
    const { execPath, execArgv } = await chooseNode(env);
    const { stdout } = await promisify(execFile)(execPath, [...execArgv, PROBE], {
      env,
      timeout: TIMEOUT_MS,
    });
    const { node, host } = JSON.parse(stdout.trim().split('\n').at(-1)!) as ProbeAnswer;
    const named = env['ISTHMUS_NODE'];
    const which = named
      ? `the one that ISTHMUS_NODE names, ${execPath}`
      : 'the one of this command';
    return [
      ok('runner', `Node ${node}, ${which}${flagsText(execArgv)}`),
      kernelCheck(host),
      ...speedChecks(host),
      tfjsCheck(host),
    ];
  } catch (thrown) {
    return [broken('runner', messageOf(thrown))];
  }
}

function flagsText(flags: readonly string[]): string {
  const own = flags.filter((flag) => !process.execArgv.includes(flag));
  return own.length === 0 ? '' : `, with ${own.join(' ')}`;
}

function kernelCheck({ kernels: { build, fault } }: ProbeAnswer['host']): DoctorFinding {
  return fault === null
    ? ok('kernels', `the ${build.name} build (${build.reason}); equal to plain loops bit for bit`)
    : broken('kernels', `the ${build.name} build: ${fault}`);
}

function speedChecks({ kernels: { fault, speed } }: ProbeAnswer['host']): readonly DoctorFinding[] {
  const { peak, product } = speed;
  if (fault !== null) return [];
  const text = `${product.toPrecision(3)} GFLOP/s in a product of 256 × 256 matrices, ${peak.toPrecision(3)} at most, on one core, for a moment`;
  return [ok('speed', text)];
}

function tfjsCheck({ tfjs: { backends, fault } }: ProbeAnswer['host']): DoctorFinding {
  if (fault !== null) return broken('tfjs', fault);
  const text = `${backends.join(', ')}; gradients corrected`;
  return backends.length > 1
    ? ok('tfjs', text)
    : note('tfjs', `${text}; @tensorflow/tfjs-backend-wasm is not there, so networks given as code are slow`); // prettier-ignore
}
