import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Conversation } from './conversation.ts';
import type { KeyInput } from './key-input.ts';

/** So long nothing must have happened, ms. */
const QUIET_MS = 2000;

/**
 * Gives memory back once the chat is at rest: loading and answering leave a heap of which four fifths are free, and the
 * engine keeps it as long as nothing is asked for. It takes a tenth of a second, so never while somebody types.
 * @returns what ends it
 */
export function giveMemoryBackAtRest(conversation: Conversation, keys: KeyInput): () => void {
  let timer: NodeJS.Timeout | undefined;
  let due = true;
  const works = () => {
    const { live, preparing, background } = conversation.state;
    return live !== null || preparing !== null || background !== null;
  };
  const wait = () => {
    due ||= works();
    clearTimeout(timer);
    if (due) timer = setTimeout(rest, QUIET_MS);
  };
  const rest = () => {
    if (works() || performance.now() - keys.lastPress < QUIET_MS) return wait();
    due = false;
    collect();
  };
  const unsubscribe = conversation.subscribe(wait);
  wait();
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}

function collect(): void {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as NonNullable<typeof gc>;
  // the only kind that shrinks the heap to what it holds
  void collectGarbage({ type: 'major', flavor: 'last-resort' });
}
