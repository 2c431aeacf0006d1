import process from 'node:process';
import { checkKernels, type KernelCheck, type TensorCheck } from '@isthmus/core';
import { toJson } from '@isthmus/contract/internal';
import { tfjsRuntime } from '@isthmus/tfjs';

/** What the Node that runners are started on computes. */
export interface ProbeAnswer {
  readonly node: string;
  readonly host: { readonly kernels: KernelCheck; readonly tfjs: TensorCheck };
}

/** The entry of a process of its own, on the runner's Node and with its flags: its last line is the answer. */
const host = { kernels: await checkKernels(), tfjs: await tfjsRuntime.check() };
const answer: ProbeAnswer = { node: process.versions.node, host };
process.stdout.write(`\n${toJson(answer)}\n`);
