import { writeFileAtomic } from '../../../core/atomic.ts';
import type { LoadedPage } from '../../../rag/load/document.ts';
import type { DocumentInfo, KnowledgeBase } from '../../../rag/types.ts';
import type { Invocation } from '../../invocation.ts';
import { withKnowledgeBase } from '../../knowledge.ts';
import { jsonText } from '../../terminal/output.ts';
import { writeDocument } from '../../write-document.ts';

type Read = { info: DocumentInfo; pages: LoadedPage[] };

export async function run(call: Invocation): Promise<undefined> {
  const form = call.options.text('form') ?? 'chunks';
  await withKnowledgeBase(call, async (base) => {
    const documents: Read[] = [];
    for (const info of await base.list()) documents.push({ info, pages: await pagesOf(base, info) });
    if (form === 'pages') {
      const text = documents.map(({ info, pages }) => ({
        ...info,
        text: pages.map(({ page, label, text: words }) => ({
          page,
          ...(label === undefined ? {} : { label }),
          text: words,
        })),
      }));
      writeDocument({ kb: base.name, documents: text }, call, `${documents.length} documents`);
      return;
    }
    const rows = form === 'pairs' ? await pairRows(documents) : await chunkRows(documents);
    writeLines(rows, call, form === 'pairs' ? 'questions and answers' : 'passages');
  });
}

async function pagesOf(base: KnowledgeBase, { id, pages }: DocumentInfo): Promise<LoadedPage[]> {
  const read: LoadedPage[] = [];
  for (let page = 1; page <= pages; page++) {
    const { document: _, title: __, headings, ...rest } = await base.page(id, page);
    read.push({ ...rest, headings: [...headings] });
  }
  return read;
}

/** The indexed passages: cutting is the same for the same pages. */
async function chunkRows(documents: Read[]): Promise<object[]> {
  const { splitDocument } = await import('../../../rag/split/split.ts');
  return documents.flatMap(({ info, pages }) =>
    splitDocument(info.id, pages).map(({ id, document, page, start, end, heading, text }) => ({
      id,
      text,
      heading,
      source: {
        document,
        title: info.title,
        file: info.file,
        page,
        label: pages[page - 1]?.label ?? `${page}`,
        start,
        end,
      },
    })),
  );
}

async function pairRows(documents: Read[]): Promise<object[]> {
  const { splitDocument } = await import('../../../rag/split/split.ts');
  const { trainingPairs } = await import('../../../rag/export/training-pairs.ts');
  return documents.flatMap(({ info, pages }) => trainingPairs(info, splitDocument(info.id, pages)));
}

/** One JSON object a line, to the file that `--out` names or to stdout. */
function writeLines(rows: object[], call: Invocation, what: string): void {
  const out = call.options.text('out');
  const lines = rows.map((row) => `${jsonText(row, 0)}\n`).join('');
  if (out !== undefined) {
    writeFileAtomic(out, lines);
    call.output.print(`${rows.length} ${what} written to ${out}`);
    call.output.document({ out, rows: rows.length });
  } else if (call.json) process.stdout.write(`${jsonText(rows)}\n`);
  else process.stdout.write(lines);
}
