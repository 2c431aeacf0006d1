import { Console } from 'node:console';
import { once } from 'node:events';
import { resolve } from 'node:path';
import process from 'node:process';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { agentServer } from '../agents/index.js';
import { cleanLine } from '../terminal/clean.js';

/** The options of `isthmus mcp`. */
export interface McpCommandOptions {
  /** The folder that agents may read, and run experiments of; the working folder unless given. */
  readonly folder?: string;
  readonly allowRuns?: boolean;
}

/** Serves the Model Context Protocol on stdin and stdout until stdin ends. */
export async function mcpCommand(version: string, options: McpCommandOptions): Promise<void> {
  const { folder = '.', allowRuns = false } = options;
  const root = resolve(folder);
  // Nothing but messages may go to stdout; plugins that are verified may print.
  globalThis.console = new Console(process.stderr, process.stderr);
  const ended = once(process.stdin, 'close');
  const handle = serveStdio(() => agentServer({ root, version, allowRuns }), {
    onerror: ({ message }) => process.stderr.write(`${cleanLine(message)}\n`),
  });
  process.stderr.write(`${cleanLine(`isthmus mcp: tools for ${root}`)}\n`);
  await ended;
  await handle.close();
}
