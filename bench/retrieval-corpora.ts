import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packageRoot } from '../core/paths.ts';
import type { RetrievalCorpus } from '../rag/evaluate/corpus.ts';
import { loadDocument, readSource } from '../rag/load/registry.ts';
import { splitDocument } from '../rag/split/split.ts';

const shared = resolve(packageRoot, process.env.GOSSAN_SHARED ?? '../shared', 'data', 'rag');

/** NPL (Vaswani): 11 429 short abstracts on electronics, 93 queries; TREC format. */
export function npl(): RetrievalCorpus {
  const folder = join(shared, 'ir', 'npl_vaswani');
  const documents = [...read(folder, 'doc-text.trec').matchAll(/<DOCNO>(\d+)<\/DOCNO>([\s\S]*?)<\/DOC>/g)].map(
    ([, id, text]) => ({ id: id!, text: oneLine(text!) }),
  );
  const queries = [...read(folder, 'query-text.trec').matchAll(/<num>(\d+)<\/num>\s*<title>([\s\S]*?)<\/title>/g)].map(
    ([, id, text]) => ({ id: id!, text: oneLine(text!).toLowerCase() }),
  );
  const judgements = judge(read(folder, 'qrels'), (grade) => grade);
  return { name: 'NPL', documents, queries, judgements };
}

/** Cranfield: 1400 abstracts on aerodynamics, 225 queries; the judgements corrected for trec_eval, code 5 relevant too. */
export function cranfield(): RetrievalCorpus {
  const folder = join(shared, 'ir', 'cranfield');
  const documents = records(read(folder, 'cran.all.1400')).map((record) => ({
    id: String(Number(record.id)),
    text: oneLine(`${record.T ?? ''} ${record.W ?? ''}`),
  }));
  // The numbers in cran.qry have gaps; the judgements count the queries by their order.
  const queries = records(read(folder, 'cran.qry')).map((record, at) => ({
    id: String(at + 1),
    text: oneLine(record.W!),
  }));
  const judgements = judge(read(folder, 'QRelsCorrectedforTRECeval'), (code) => (code >= 1 && code <= 5 ? 1 : 0));
  return { name: 'Cranfield', documents, queries, judgements };
}

/** 113 review questions of a textbook; a hit is a chunk of the question's chapter. Chunks are made by our own splitter. */
export async function textbook(): Promise<RetrievalCorpus> {
  const folder = join(shared, 'textbook', 'physical_geology_no_answers');
  const documents: RetrievalCorpus['documents'] = [];
  const chapters = new Map<number, string[]>();
  for (const name of readdirSync(folder).sort()) {
    const { pages } = await loadDocument(await readSource(join(folder, name)));
    const chunks = splitDocument(name, pages);
    documents.push(...chunks.map(({ id, text, heading }) => ({ id, text, heading })));
    chapters.set(
      Number.parseInt(name, 10),
      chunks.map((chunk) => chunk.id),
    );
  }
  const rows = read(join(shared, 'textbook'), 'questions.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; chapter: number; question: string });
  const judgements = new Map(
    rows.map((row) => [row.id, new Map((chapters.get(row.chapter) ?? []).map((id) => [id, 1]))]),
  );
  return { name: 'textbook', documents, queries: rows.map((row) => ({ id: row.id, text: row.question })), judgements };
}

/** XQuAD (Artetxe et al. 2020): 240 paragraphs of an encyclopedia and 1190 questions, each with its paragraph. */
export function xquad(questions: 'en' | 'zh', paragraphs: 'en' | 'zh'): RetrievalCorpus {
  const folder = join(shared, 'ir', 'xquad');
  // The two files hold the same questions in the same order, so that the ids of one fit the other.
  const asked = readingComprehension(folder, `xquad.${questions}.json`, '');
  const answering = questions === paragraphs ? asked : readingComprehension(folder, `xquad.${paragraphs}.json`, '');
  const name = questions === paragraphs ? `XQuAD ${questions}` : `XQuAD ${questions} question, ${paragraphs} paragraph`;
  return { ...asked, name, documents: answering.documents };
}

/** CMRC 2018 (Cui et al. 2019): paragraphs of the Chinese Wikipedia and questions on them; `trial` to tune on, `dev` to report. */
export function cmrc(part: 'dev' | 'trial'): RetrievalCorpus {
  return readingComprehension(join(shared, 'ir', 'cmrc2018'), `cmrc2018_${part}.json`, `CMRC 2018 ${part}`);
}

/** SQuAD's format: a question's one relevant document is the paragraph that it was asked of. */
function readingComprehension(folder: string, file: string, name: string): RetrievalCorpus {
  interface Paragraph {
    context: string;
    qas: { id: string; question: string }[];
  }
  const { data } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { data: { paragraphs: Paragraph[] }[] };
  const corpus: RetrievalCorpus = { name, documents: [], queries: [], judgements: new Map() };
  for (const { context, qas } of data.flatMap(({ paragraphs }) => paragraphs)) {
    const document = String(corpus.documents.length);
    corpus.documents.push({ id: document, text: context });
    for (const { id, question } of qas) {
      corpus.queries.push({ id, text: question });
      corpus.judgements.set(id, new Map([[document, 1]]));
    }
  }
  return corpus;
}

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'latin1');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** SMART format: ".I 12" starts a record, ".W" a field. */
function records(text: string): ({ id: string } & Record<string, string | undefined>)[] {
  return text
    .split(/^\.I\s+/m)
    .slice(1)
    .map((part) => {
      const record: { id: string } & Record<string, string | undefined> = { id: /^\d+/.exec(part)![0] };
      for (const [, field, body] of part.matchAll(/^\.([A-Z])\s*\n([\s\S]*?)(?=^\.[A-Z]\s*\n|$(?![\s\S]))/gm))
        record[field!] = body!;
      return record;
    });
}

function judge(qrels: string, grade: (code: number) => number): Map<string, Map<string, number>> {
  const judgements = new Map<string, Map<string, number>>();
  for (const line of qrels.trim().split('\n')) {
    const [query, , document, code] = line.trim().split(/\s+/);
    if (query === undefined || document === undefined) continue;
    if (!judgements.has(query)) judgements.set(query, new Map());
    judgements.get(query)!.set(document, grade(Number(code)));
  }
  return judgements;
}
