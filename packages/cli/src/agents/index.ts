/** What agents may ask: tools as functions, and a server of the Model Context Protocol that offers them. */
export { agentServer, type AgentServerOptions } from './server.js';
export { TOOLS, type Tool, type ToolCall } from './tools.js';
