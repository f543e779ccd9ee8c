import type { ResourceLink } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { type Answer, LONGEST_QUESTION } from '../../../core/answer.ts';
import { namedPath, pageUri } from '../places.ts';
import { planProgress } from '../plan-progress.ts';
import { prepareKnowledge } from '../prepare.ts';
import { ANSWER } from '../schemas/answer.ts';
import { KB } from '../schemas/knowledge.ts';
import { defineTool } from '../tool.ts';

export const ask = defineTool({
  name: 'ask',
  title: 'Ask Gossan',
  description:
    'Answers a question on a hyperspectral scene and on geology reports, in English or Chinese. Every number of the answer ' +
    'has an address (a field of the map, or a span of a page), every quotation was checked on its page, and contradictions ' +
    'between scene and reports are shown with both sides. Refuses, and says what is missing, rather than guess. A scene that ' +
    'was not mapped before is mapped first, which takes seconds to minutes.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  // a question may ask for an archive
  writes: true,
  input: z.strictObject({
    question: z.string().trim().min(1).max(LONGEST_QUESTION),
    scene: z
      .string()
      .min(1)
      .optional()
      .describe("Path of the scene: header, data file, product folder or .zip; the session's where it is left out"),
    kb: KB,
    rag: z.boolean().optional().describe('false: do not read the knowledge base'),
    vision: z.boolean().optional().describe('false: do not ask the vision model'),
    lang: z.enum(['en', 'zh']).optional().describe("Language of the answer; the question's where it is left out"),
    session: z.string().min(1).max(100).optional().describe('Session to go on with; a new one where it is left out'),
  }),
  output: ANSWER,
  async run({ question, scene, ...options }, call) {
    const { sources, signal } = call;
    const assistant = await sources.assistant();
    const begun = assistant.sessions.list().find(({ id }) => id === options.session);
    if (options.rag !== false) await prepareKnowledge(options.kb ?? begun?.kb, call);
    const answer = await assistant.ask(question, {
      ...options,
      ...(scene === undefined ? {} : { scene: namedPath(scene) }),
      signal,
      onEvent: planProgress(call),
    });
    const { kb } = assistant.sessions.get(answer.session);
    return { result: answer, text: sources.wording.answer(answer), more: citedPages(answer, kb) };
  },
});

/** Each page that the answer cites, once. */
function citedPages({ citations }: Answer, kb: string): ResourceLink[] {
  const pages = new Map(citations.map(({ document, page, title }) => [pageUri(kb, document, page), { title, page }]));
  return [...pages].map(([uri, { title, page }]) => ({
    type: 'resource_link',
    uri,
    name: `${title}, p. ${page}`,
    mimeType: 'text/plain',
  }));
}
