import { z } from 'zod';
import { pageUri } from '../places.ts';
import { prepareKnowledge } from '../prepare.ts';
import { KB, PASSAGE, RANGE } from '../schemas/knowledge.ts';
import { defineTool } from '../tool.ts';

const DEFAULT_K = 8;

export const searchKnowledge = defineTool({
  name: 'search_knowledge',
  title: 'Search the reports',
  description:
    'Finds the passages of the geology reports and notes that are nearest to a query, by words and by meaning, across ' +
    'English and Chinese. Each comes with document, page and character span; get_page gives the page around it.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.strictObject({
    query: z.string().trim().min(1).max(2000),
    k: z.number().int().min(1).max(50).default(DEFAULT_K).describe('How many passages'),
    kb: KB,
    document: z.string().min(1).optional().describe('Only documents of this id, file name or title part'),
    pages: RANGE.optional().describe('Only on these pages'),
    language: z.enum(['en', 'zh']).optional().describe('Only documents in this language'),
    years: RANGE.optional().describe('Only documents of these years; those whose year is not known are left out'),
    distinct: z.boolean().default(true).describe('Leave out passages that repeat better ones'),
  }),
  output: z.object({ kb: z.string(), results: z.array(PASSAGE) }),
  async run({ query, k, kb: named, document, pages, language, years, distinct }, call) {
    const { sources, signal } = call;
    const kb = await prepareKnowledge(named, call);
    const base = await sources.knowledgeBase(kb);
    const filter = {
      ...(document === undefined ? {} : { document }),
      ...(pages === undefined ? {} : { pages }),
      ...(language === undefined ? {} : { language }),
      ...(years === undefined ? {} : { years }),
    };
    const results = await base.search(query, { k, signal, filter, distinct });
    const cited = new Map(results.map((hit) => [pageUri(kb, hit.document, hit.page), hit]));
    return {
      result: { kb, results },
      text: sources.wording.passages(results),
      more: [...cited].map(([uri, { title, page }]) => ({
        type: 'resource_link',
        uri,
        name: `${title}, p. ${page}`,
        mimeType: 'text/plain',
      })),
    };
  },
});
