import type { Invocation } from '../../invocation.ts';
import { withKnowledgeBase } from '../../knowledge.ts';
import { textTable } from '../../terminal/columns.ts';

export async function run(call: Invocation): Promise<undefined> {
  const { kb, documents } = await withKnowledgeBase(call, async (base) => ({
    kb: base.name,
    documents: await base.list(),
  }));
  call.output.print(
    documents.length
      ? textTable(
          ['id', 'title', 'format', 'lang', 'year', 'pages', 'passages', 'from'],
          documents.map((document) => [
            document.id,
            document.title,
            document.format,
            document.language,
            String(document.year ?? ''),
            document.ocr?.pages ? `${document.pages} (${document.ocr.pages} OCR)` : String(document.pages),
            String(document.chunks),
            document.shipped ? 'Gossan' : `${document.file}${document.outdated ? ' (read by an earlier version)' : ''}`,
          ]),
        )
      : `The knowledge base "${kb}" is empty. Add documents with \`gossan kb add PATH\`.`,
  );
  call.output.document({ kb, documents });
}
