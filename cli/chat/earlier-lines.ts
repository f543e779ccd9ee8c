import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomic } from '../../core/atomic.ts';
import { homePath } from '../../core/paths.ts';

/** Commands that are kept; the file is cut to half where it holds more. */
const KEPT = 1000;
/** Longer ones are not worth typing again. */
const LONGEST = 2000;

interface Typed {
  text: string;
  at: string;
}

const file = () => homePath('sessions', 'commands.jsonl');

/**
 * What was typed into the chat in earlier runs, the oldest first: the questions of all sessions that are kept, and the
 * commands. Never fails: without it, only this run is remembered.
 */
export async function earlierLines(): Promise<string[]> {
  try {
    const { pastQuestions } = await import('../../agents/sessions/past-questions.ts');
    const questions = pastQuestions().map(({ question, asked }) => ({ text: question, at: asked }));
    return [...questions, ...commands()]
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      .map(({ text }) => text);
  } catch {
    return [];
  }
}

/** Keeps a command; questions are kept with their session. */
export function keepCommand(text: string): void {
  if (!text.startsWith('/') || text.length > LONGEST) return;
  try {
    mkdirSync(dirname(file()), { recursive: true });
    appendFileSync(file(), `${JSON.stringify({ text, at: new Date().toISOString() })}\n`);
  } catch {
    // a full disk must not stop the typing
  }
}

function commands(): Typed[] {
  if (!existsSync(file())) return [];
  const lines = readFileSync(file(), 'utf8').split('\n').filter(Boolean);
  if (lines.length > KEPT) writeFileAtomic(file(), `${lines.slice(-KEPT / 2).join('\n')}\n`);
  return lines.flatMap((line) => {
    try {
      const { text, at } = JSON.parse(line) as Typed;
      return typeof text === 'string' && typeof at === 'string' ? [{ text, at }] : [];
    } catch {
      // torn by a crash
      return [];
    }
  });
}
