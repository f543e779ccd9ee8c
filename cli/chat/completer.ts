import type { ChatContext } from '../completion/chat-line.ts';
import type { Candidate } from '../completion/line.ts';
import { completions, findSlashCommand } from './slash-commands.ts';

/** What Tab found, and where it stands in it. */
export interface Offers {
  readonly candidates: readonly Candidate[];
  /** The one that stands in the line; -1 before the first. */
  readonly chosen: number;
  /** The text before the cursor when Tab was pressed, which Escape brings back. */
  readonly typed: string;
}

/** The commands that a beginning may become, shown while it is typed. */
export function commandsLike(head: string): Candidate[] {
  return completions(head).map(({ name, usage, summary }) => ({
    value: `${name}${usage ? ' ' : ''}`,
    label: usage ? `${name} ${usage}` : name,
    help: `${summary.en} · ${summary.zh}`,
  }));
}

/** What the text before the cursor may become; each candidate is that whole text. Never fails. */
export async function candidatesFor(head: string, context: ChatContext): Promise<Candidate[]> {
  try {
    const { chatLines, questionLines } = await import('../completion/chat-line.ts');
    if (!/^\/\S+ /.test(head)) return await questionLines(head, context);
    const command = findSlashCommand(head.split(' ', 1)[0]!);
    return command ? await chatLines(command, head, context) : [];
  } catch {
    // nowhere to show an error while one types
    return [];
  }
}

/** The candidate after the chosen one, or before it, round and round. */
export function nextOffer({ candidates, chosen, typed }: Offers, step: -1 | 1): Offers {
  const from = chosen === -1 && step === -1 ? 0 : chosen;
  return { candidates, typed, chosen: (from + step + candidates.length) % candidates.length };
}
