import type { Invocation } from '../../invocation.ts';
import { withKnowledgeBase } from '../../knowledge.ts';
import { writeDocument } from '../../write-document.ts';

export async function run(call: Invocation): Promise<undefined> {
  const exported = await withKnowledgeBase(call, async (base) => ({
    kb: base.name,
    documents: base.list().map((document) => ({
      ...document,
      text: Array.from({ length: document.pages }, (_, at) => {
        const { page, label, text } = base.page(document.id, at + 1);
        return { page, ...(label === undefined ? {} : { label }), text };
      }),
    })),
  }));
  writeDocument(exported, call, `${exported.documents.length} documents`);
}
