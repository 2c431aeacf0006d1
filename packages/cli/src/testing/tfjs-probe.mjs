// Loaded before all else into every process and thread of a command (by --import in NODE_OPTIONS):
// notes in the file that TFJS_PROBE names each of them, and whether it loads tfjs.
import { appendFileSync } from 'node:fs';
import Module from 'node:module';
import process from 'node:process';
import { threadId } from 'node:worker_threads';

const note = (what) => {
  appendFileSync(process.env.TFJS_PROBE, `${process.pid}.${threadId} ${what}\n`);
};

note('started');
const load = Module._load;
let noted = false;
Module._load = function (request, ...rest) {
  if (!noted && request.includes('@tensorflow')) {
    noted = true;
    note('tfjs');
  }
  return load.call(this, request, ...rest);
};
