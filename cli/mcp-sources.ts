import { Opened } from '../model-server/http/opened.ts';
import type { Sources } from '../tools/mcp/index.ts';
import { answerText } from './answer-text.ts';
import { identificationTable } from './identification-text.ts';
import { passagesText } from './passage-text.ts';
import { PreparedKnowledge } from './prepared-knowledge.ts';
import { sceneSummaryText } from './scene-text.ts';

/** What the MCP server may not import itself, opened at the first call that needs it. */
export function openSources(): Sources & { close(): Promise<void> } {
  const opened = new Opened();
  const knowledge = new PreparedKnowledge();
  return {
    assistant: () => opened.assistant(),
    knowledgeBase: (name) => opened.knowledgeBase(name),
    knowledgeBases: async () => (await import('../rag/index.ts')).listKnowledgeBases(),
    prepare: (kb, options) => knowledge.prepare(kb, options),
    wording: {
      answer: answerText,
      map: sceneSummaryText,
      spectra: identificationTable,
      passages: passagesText,
    },
    close: () => opened.close(),
  };
}
