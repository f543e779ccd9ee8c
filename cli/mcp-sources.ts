import { abortable } from '../core/progress.ts';
import { Opened } from '../model-server/http/opened.ts';
import type { Sources } from '../tools/mcp/index.ts';
import { answerText } from './answer-text.ts';
import { ensureShippedNotes } from './first-use.ts';
import { identificationTable } from './identification-text.ts';
import { passagesText } from './passage-text.ts';
import { sceneSummaryText } from './scene-text.ts';

/** What the MCP server may not import itself, opened at the first call that needs it. */
export function openSources(): Sources & { close(): Promise<void> } {
  const opened = new Opened();
  const prepared = new Map<string, Promise<void>>();
  return {
    assistant: () => opened.assistant(),
    knowledgeBase: (name) => opened.knowledgeBase(name),
    knowledgeBases: async () => (await import('../rag/index.ts')).listKnowledgeBases(),
    prepare: (kb, { signal, onProgress }) => {
      let preparing = prepared.get(kb);
      if (!preparing) {
        // not with the signal: other clients wait for it too
        preparing = ensureShippedNotes(kb, onProgress ? { onProgress } : {});
        preparing.catch(() => prepared.delete(kb));
        prepared.set(kb, preparing);
      }
      return abortable(preparing, { signal });
    },
    wording: {
      answer: answerText,
      map: sceneSummaryText,
      spectra: identificationTable,
      passages: passagesText,
    },
    close: () => opened.close(),
  };
}
