import { DEFAULT_KB } from './sources.ts';
import type { ToolCall } from './tool.ts';

/** What the first reading of the shipped notes counts of a call. */
const PART = 0.1;

/** Readies the knowledge base that a call reads. Returns its name. */
export async function prepareKnowledge(
  kb: string | undefined,
  { sources, signal, progress }: ToolCall,
): Promise<string> {
  const name = kb ?? DEFAULT_KB;
  const onProgress = ({ done = 0, total = 0 }: { done?: number; total?: number }) =>
    progress(total ? (PART * done) / total : 0, 'reading the notes that ship with Gossan');
  await sources.prepare(name, { signal, onProgress });
  return name;
}
