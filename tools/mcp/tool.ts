import type { ContentBlock, ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import type { z } from 'zod';
import type { Sources } from './sources.ts';

/** One call of a tool: what it may use, and whom it tells how far it is. */
export interface ToolCall {
  sources: Sources;
  /** Aborted when the client cancels or hangs up. */
  signal: AbortSignal;
  /** @param part of the work that is done, 0 to 1 */
  progress(part: number, message: string): void;
  /** Something that the user should know and that is no result. */
  note(text: string): void;
}

export interface ToolOutcome<Result> {
  /** As the tool's output schema describes it. */
  result: Result;
  /** The same for reading. */
  text: string;
  /** Pictures, and links to what was written or cited. */
  more?: ContentBlock[];
}

/** One tool: all that the server and its documentation know of it. */
export interface McpTool<Input extends z.ZodObject = z.ZodObject, Result extends object = object> {
  name: string;
  title: string;
  /** For the model that decides whether to call it. */
  description: string;
  input: Input;
  output: z.ZodType<Result>;
  annotations: ToolAnnotations;
  /** Writes files, which are then to be listed as resources. */
  writes?: boolean;
  run(input: z.output<Input>, call: ToolCall): Promise<ToolOutcome<Result>>;
}

/** Checks a tool against its own schemas, then forgets which they are, so that tools fit into one list. */
export function defineTool<Input extends z.ZodObject, Result extends object>(tool: McpTool<Input, Result>): McpTool {
  return tool as unknown as McpTool;
}
