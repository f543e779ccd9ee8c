import type { KnowledgeBase } from '../rag/types.ts';
import type { Invocation } from './invocation.ts';

/** The knowledge base that is meant where none is named. */
export const DEFAULT_KB = 'default';

/** The base that `--kb` names. */
export function kbName(call: Invocation): string {
  return call.options.text('kb') ?? DEFAULT_KB;
}

/** Opens the base that `--kb` names, hands it over, and closes it whatever happens. */
export async function withKnowledgeBase<T>(call: Invocation, work: (base: KnowledgeBase) => Promise<T>): Promise<T> {
  const { openKnowledgeBase } = await import('../rag/index.ts');
  const base = await openKnowledgeBase(kbName(call), { onNote: (text) => call.output.note(text) });
  try {
    return await work(base);
  } finally {
    await base.close();
  }
}
