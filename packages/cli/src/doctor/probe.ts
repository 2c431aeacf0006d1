import process from 'node:process';
import { checkHost, toJson, type HostCheck } from '@isthmus/core';

/** What the Node that runners are started on computes. */
export interface Probe {
  readonly node: string;
  readonly host: HostCheck;
}

/** The entry of a process of its own, on the runner's Node and with its flags: its last line is the answer. */
const answer: Probe = { node: process.versions.node, host: await checkHost() };
process.stdout.write(`\n${toJson(answer)}\n`);
