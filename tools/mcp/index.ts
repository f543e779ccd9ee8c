// What starts the MCP server. Loads the SDK; nothing of the engine, the agents or the index before a tool is called.

export { type McpHttpOptions, type McpHttpServer, startMcpHttp } from './http.ts';
export type { Knowledge, Passage, Sources, StoredPage, Wording } from './sources.ts';
export { serveStdio } from './stdio.ts';
export type { McpTool } from './tool.ts';
export { TOOLS } from './tools/index.ts';
