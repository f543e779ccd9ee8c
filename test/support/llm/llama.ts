import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { asset } from '../../../core/paths.ts';
import pin from './runtime/model.json' with { type: 'json' };

/** What set-up installs for the tests (scripts/setup/llm.mjs). */
const library = asset('.cache', 'llm', 'node_modules', 'node-llama-cpp', 'dist', 'index.js');
const gguf = asset('.cache', 'llm', `${pin.model}.gguf`);

export const modelName: string = pin.model;

/** Prompt and answer together, in tokens; the model was trained on 8192. */
const CONTEXT_TOKENS = 4096;

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface Generation {
  text: string;
  finish: 'stop' | 'length';
  promptTokens: number;
  completionTokens: number;
}

export interface GenerateOptions {
  /** JSON schema that the answer is held to, token by token. */
  schema?: object;
  maxTokens: number;
  temperature: number;
  onText?: (text: string) => void;
  signal?: AbortSignal;
}

// The part of node-llama-cpp's interface that is used here: the package is in no package.json, so tsc does not see it.
type HistoryItem = { type: 'system' | 'user'; text: string } | { type: 'model'; response: string[] };
interface Grammar {
  readonly grammar: string;
}
interface Session {
  setChatHistory(history: HistoryItem[]): void;
  promptWithMeta(
    prompt: string,
    options: {
      maxTokens: number;
      temperature: number;
      grammar?: Grammar;
      onTextChunk?: (text: string) => void;
      signal?: AbortSignal;
    },
  ): Promise<{ responseText: string; stopReason: string }>;
  dispose(): void;
}
interface Sequence {
  clearHistory(): Promise<void>;
  readonly tokenMeter: { usedInputTokens: number; usedOutputTokens: number };
}
interface Llama {
  createGrammarForJsonSchema(schema: object): Promise<Grammar>;
  loadModel(options: { modelPath: string; gpuLayers: number }): Promise<{
    createContext(options: { contextSize: number; threads: number }): Promise<{ getSequence(): Sequence }>;
  }>;
}
interface LlamaLibrary {
  getLlama(options: { gpu: false; build: 'never'; logLevel: 'error'; maxThreads: number }): Promise<Llama>;
  LlamaChatSession: new (options: { contextSequence: Sequence; autoDisposeSequence: boolean }) => Session;
}

/** Why the model cannot run here, or null. */
export function whyNoModel(): string | null {
  return existsSync(library) && existsSync(gguf)
    ? null
    : 'no language model in .cache/llm: run `npm run setup -- --tests`';
}

/** Loads the model. The function that it gives answers one request at a time, in the order of the calls. */
export async function loadModel(): Promise<(messages: ChatMessage[], options: GenerateOptions) => Promise<Generation>> {
  const { getLlama, LlamaChatSession } = (await import(pathToFileURL(library).href)) as LlamaLibrary;
  // One thread: llama.cpp's threads wait for each other at every layer by spinning, and beside a test run there is no
  // core to spare for that. Measured on two cores with one busy: 0.9 s an answer with one thread, 4 to 12 s with two.
  const threads = 1;
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: 'error', maxThreads: threads });
  const model = await llama.loadModel({ modelPath: gguf, gpuLayers: 0 });
  const sequence = (await model.createContext({ contextSize: CONTEXT_TOKENS, threads })).getSequence();
  let last: Promise<unknown> = Promise.resolve();

  async function generate(messages: ChatMessage[], options: GenerateOptions): Promise<Generation> {
    const question = messages.at(-1);
    if (question?.role !== 'user') throw new Error('the last message must be the user’s');
    await sequence.clearHistory();
    const session = new LlamaChatSession({ contextSequence: sequence, autoDisposeSequence: false });
    const before = { ...tokens(sequence) };
    try {
      session.setChatHistory(messages.slice(0, -1).map(historyItem));
      const { responseText, stopReason } = await session.promptWithMeta(question.content, {
        maxTokens: options.maxTokens,
        temperature: options.temperature,
        grammar: options.schema && (await llama.createGrammarForJsonSchema(grammarSchema(options.schema) as object)),
        onTextChunk: options.onText,
        signal: options.signal,
      });
      const after = tokens(sequence);
      return {
        text: responseText,
        finish: stopReason === 'maxTokens' ? 'length' : 'stop',
        promptTokens: after.input - before.input,
        completionTokens: after.output - before.output,
      };
    } finally {
      session.dispose();
    }
  }

  return (messages, options) => {
    const turn = last.then(() => generate(messages, options));
    last = turn.catch(() => {});
    return turn;
  };
}

const tokens = ({ tokenMeter }: Sequence) => ({
  input: tokenMeter.usedInputTokens,
  output: tokenMeter.usedOutputTokens,
});

function historyItem({ role, content }: ChatMessage): HistoryItem {
  return role === 'assistant' ? { type: 'model', response: [content] } : { type: role, text: content };
}

/** node-llama-cpp's dialect of JSON schema has `oneOf` for `anyOf`; for a grammar the two are the same. */
function grammarSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(grammarSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key === 'anyOf' ? 'oneOf' : key, grammarSchema(value)]);
  return Object.fromEntries(entries);
}
