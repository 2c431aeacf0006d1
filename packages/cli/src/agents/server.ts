import {
  acceptedContent,
  inputRequired,
  McpServer,
  type CallToolResult,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { isIsthmusError, messageOf } from '@isthmus/core';
import { z } from 'zod';
import { TOOLS, type Tool } from './tools.js';

/** What the server is for. */
export interface AgentServerOptions {
  /** The folder that tools may read, and run experiments of, absolute. */
  readonly root: string;
  readonly version: string;
  /** Whether tools that act do so without a person being asked by this server. */
  readonly allowRuns: boolean;
}

const consent = z.object({ confirm: z.boolean().describe('Whether to go on.') });

/** A server of the Model Context Protocol that offers the tools. */
export function agentServer({ root, version, allowRuns }: AgentServerOptions): McpServer {
  const server = new McpServer(
    { name: 'isthmus', title: 'Isthmus', version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  for (const tool of TOOLS)
    server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: tool.input,
        annotations: { readOnlyHint: !tool.acts, destructiveHint: false, openWorldHint: false },
      },
      async (input, context: ServerContext) => {
        const confirmed = acceptedContent(
          context.mcpReq.inputResponses,
          'confirm',
          consent,
        )?.confirm;
        if (tool.acts && !allowRuns && confirmed !== true) {
          if (context.mcpReq.inputResponses !== undefined)
            return textResult('Nothing was run: the person who was asked did not agree.');
          return inputRequired({
            inputRequests: {
              confirm: inputRequired.elicit({
                message: tool.question(input),
                requestedSchema: consent,
              }),
            },
          });
        }
        return answered(tool, input, root, context);
      },
    );
  return server;
}

const INSTRUCTIONS =
  'Isthmus finds paths between trained networks along which the loss stays at or below a level, and says how each verdict is known. Never report a sampled verdict as proved, nor "not found" as "disconnected"; name the level and the grade with every verdict.';

async function answered(
  tool: Tool,
  input: Readonly<Record<string, unknown>>,
  root: string,
  { mcpReq }: ServerContext,
): Promise<CallToolResult> {
  try {
    const { signal } = mcpReq;
    return textResult(await tool.call(input, { root, signal, progress: progressOf(mcpReq) }));
  } catch (thrown) {
    // What goes wrong is an answer that a model can read, not the end of the connection.
    const code = isIsthmusError(thrown) ? `${thrown.code}: ` : '';
    return { ...textResult(`${code}${messageOf(thrown)}`), isError: true };
  }
}

/** At most so often, in milliseconds. */
const PROGRESS_MS = 500;

/** Progress for a client that asked for it by a token. */
function progressOf({ _meta, notify }: ServerContext['mcpReq']): (message: string) => void {
  const token = _meta?.progressToken;
  let said = -Infinity;
  let progress = 0;
  return (message) => {
    if (token === undefined || performance.now() - said < PROGRESS_MS) return;
    said = performance.now();
    // A client that has gone hears nothing, and the call ends by its signal.
    notify({ method: 'notifications/progress', params: { progressToken: token, progress: ++progress, message } }).catch(() => undefined); // prettier-ignore
  };
}

function textResult(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] };
}
