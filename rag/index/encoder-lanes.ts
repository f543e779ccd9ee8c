import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { workerUrl } from '../../core/paths.ts';
import type { EncoderInput } from './encoder-graph.ts';
import type { LaneAnswer } from './encoder-process.ts';
import type { TokenEmbedding } from './token-embedding.ts';

/** Each holds the weights in 32 bits: 200 MiB with MiniLM. */
const MOST_LANES = 4;
/** Lanes that had nothing to do for so long are closed, which gives their memory back. */
const IDLE_MS = 5000;
/** Texts that are under way in a lane: one is computed, the others wait for it, and it never for them. */
const QUEUED = 3;

/** How many texts are embedded at once on this machine. */
export function lanesHere(): number {
  return Math.min(MOST_LANES, availableParallelism());
}

/**
 * Processes that each embed one text at a time on one core: several texts on one core each take less of the processor than
 * one text on several, which must wait for one another in every layer. The caller's thread stays free meanwhile. They are
 * no threads, because a program that ends while ONNX Runtime works in a thread of it is aborted (rag/ocr/ocr-client.ts).
 */
export class EncoderLanes {
  private readonly path: string;
  private lanes: Lane[] = [];
  private callers = 0;
  private idle: NodeJS.Timeout | undefined;

  /** @param path the file of the weights; read by the first text */
  constructor(path: string) {
    this.path = path;
  }

  /** The embeddings of texts in their order. @throws Error where the weights cannot be loaded */
  async *embedAll(inputs: Iterable<EncoderInput>): AsyncGenerator<TokenEmbedding> {
    clearTimeout(this.idle);
    this.callers++;
    if (this.lanes.length === 0) this.lanes = Array.from({ length: lanesHere() }, () => new Lane(this.path));
    const lanes = this.lanes;
    const most = lanes.length * QUEUED;
    const under: Promise<TokenEmbedding>[] = [];
    try {
      for (const input of inputs) {
        const embedding = shortest(lanes).embed(input);
        // Heard when it is waited for, or by no one where the caller wants no more.
        embedding.catch(() => undefined);
        under.push(embedding);
        if (under.length >= most) yield await under.shift()!;
      }
      while (under.length > 0) yield await under.shift()!;
    } catch (error) {
      this.close();
      throw error;
    } finally {
      if (--this.callers === 0) this.idle = setTimeout(() => this.close(), IDLE_MS).unref();
    }
  }

  private close(): void {
    const closed = this.lanes;
    this.lanes = [];
    for (const lane of closed) lane.close();
  }
}

/** The one with the least to do. */
function shortest(lanes: readonly Lane[]): Lane {
  return lanes.reduce((least, lane) => (lane.pieces < least.pieces ? lane : least));
}

interface Waiting {
  pieces: number;
  resolve(embedding: TokenEmbedding): void;
  reject(error: Error): void;
}

class Lane {
  /** Word pieces of the texts that it has yet to embed: its work, nearly. */
  pieces = 0;
  private readonly child: ChildProcess;
  private readonly waiting: Waiting[] = [];
  private dead: Error | null = null;

  constructor(path: string) {
    const module = fileURLToPath(workerUrl(import.meta.url, './encoder-process'));
    const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
    this.child = fork(module, [path], { execArgv: [], serialization: 'advanced', stdio: [...stdio] });
    this.child.on('message', (answer: LaneAnswer) => this.hear(answer));
    this.child.on('error', (error) => this.die(error));
    this.child.on('exit', (code, signal) => this.die(new Error(`its process ended with ${signal ?? `code ${code}`}`)));
    this.keepsRunning(false);
  }

  embed(input: EncoderInput): Promise<TokenEmbedding> {
    if (this.dead !== null) return Promise.reject(this.dead);
    const { promise, resolve, reject } = Promise.withResolvers<TokenEmbedding>();
    this.waiting.push({ pieces: input.ids.length, resolve, reject });
    this.pieces += input.ids.length;
    this.keepsRunning(true);
    this.child.send(input, (error) => error && this.die(error));
    return promise;
  }

  close(): void {
    this.die(new Error('the embedder was closed'));
    this.child.kill('SIGKILL');
  }

  /** An idle lane does not keep the program from ending. */
  private keepsRunning(busy: boolean): void {
    if (busy) {
      this.child.ref();
      this.child.channel?.ref();
    } else {
      this.child.unref();
      this.child.channel?.unref();
    }
  }

  private hear(answer: LaneAnswer): void {
    const first = this.waiting.shift();
    // It was closed meanwhile.
    if (first === undefined) return;
    const { pieces, resolve, reject } = first;
    this.pieces -= pieces;
    if (this.waiting.length === 0) this.keepsRunning(false);
    if ('embedding' in answer) resolve(answer.embedding);
    else reject(new Error(answer.failed));
  }

  private die(error: Error): void {
    this.dead ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(this.dead);
  }
}
