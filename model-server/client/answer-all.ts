import { type ChatAnswer, type ChatDelta, type ChatRequest, collect } from '../../core/chat-model.ts';
import type { SlowCall } from '../../core/progress.ts';

/**
 * Asks many questions, `atOnce` at a time, and gives the answers in their order. One failure stops the others: an answer
 * that lacks windows would be of no use.
 */
export async function answerAll(
  requests: readonly ChatRequest[],
  ask: (request: ChatRequest, signal: AbortSignal) => AsyncIterable<ChatDelta> | Promise<ChatAnswer>,
  atOnce: number,
  { signal, onProgress }: SlowCall,
): Promise<ChatAnswer[]> {
  const answers: ChatAnswer[] = new Array(requests.length);
  const stop = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  let next = 0;
  let done = 0;
  const asker = async () => {
    while (next < requests.length) {
      const at = next++;
      const asked = ask(requests[at]!, stopped);
      answers[at] = asked instanceof Promise ? await asked : await collect(asked);
      onProgress?.({ step: 'asking the vision model', done: ++done, total: requests.length, unit: 'windows' });
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, requests.length) }, asker));
  } catch (error) {
    stop.abort();
    signal?.throwIfAborted();
    throw error;
  }
  return answers;
}
