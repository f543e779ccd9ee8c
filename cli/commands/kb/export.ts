import type { DocumentInfo, Page } from '../../../rag/types.ts';
import type { Invocation } from '../../invocation.ts';
import { withKnowledgeBase } from '../../knowledge.ts';
import { writeDocument } from '../../write-document.ts';

export async function run(call: Invocation): Promise<undefined> {
  const exported = await withKnowledgeBase(call, async (base) => {
    const documents: (DocumentInfo & { text: Page[] })[] = [];
    for (const info of await base.list()) {
      const pages: Page[] = [];
      for (let n = 1; n <= info.pages; n++) {
        const { page, label, text } = await base.page(info.id, n);
        pages.push({ page, ...(label === undefined ? {} : { label }), text });
      }
      documents.push({ ...info, text: pages });
    }
    return { kb: base.name, documents };
  });
  writeDocument(exported, call, `${exported.documents.length} documents`);
}
