import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Starts a contender that answers one line of JSON with another.
 *
 * @returns `ask`, which resolves with the answer or rejects with what went wrong there, and `close`
 */
export function startServer({ name, command, args, env }) {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = [];
  let said = '';
  const fail = (error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  child.stderr.on('data', (data) => (said = (said + data).slice(-2000)));
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => fail(new Error(`${name}: ${error.message}`)));
  child.on('close', (code) => fail(new Error(`${name} ended (${code}). ${said.trim()}`)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { answer, error } = JSON.parse(line);
    const { resolve, reject } = waiting.shift();
    if (error === undefined) resolve(answer);
    else reject(new Error(`${name}: ${error}`));
  });
  return {
    name,
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null || child.pid === undefined)
          return reject(new Error(`${name} does not run. ${said.trim()}`));
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify(request)}\n`);
      }),
    close: () => {
      child.stdin.end();
      child.kill();
    },
  };
}
