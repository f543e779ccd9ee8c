import type { Language } from '../../../core/language.ts';
import type { SearchFilter } from '../../../rag/types.ts';
import type { Invocation } from '../../invocation.ts';
import { withKnowledgeBase } from '../../knowledge.ts';
import { passageText } from '../../passage-text.ts';

const DEFAULT_K = 8;

export async function run(call: Invocation): Promise<undefined> {
  const { output, signal, options } = call;
  const { parseRange } = await import('../../../rag/index.ts');
  const text = (name: string) => options.text(name);
  const pages = text('pages');
  const year = text('year');
  const filter: SearchFilter = {
    document: text('document'),
    pages: pages === undefined ? undefined : parseRange(pages, 'pages'),
    language: text('language') as Language | undefined,
    years: year === undefined ? undefined : parseRange(year, 'years'),
  };
  const results = await withKnowledgeBase(call, (base) =>
    base.search(call.args[0], {
      k: options.integer('k') ?? DEFAULT_K,
      filter,
      distinct: options.flag('distinct'),
      signal,
    }),
  );
  if (!results.length) output.print('Nothing was found.');
  results.forEach((hit, at) => {
    const { place, heading, text } = passageText(hit);
    output.print(`${at + 1}. ${place}`, 'bold');
    if (heading) output.print(`   ${heading}`, 'dim');
    output.print(`   ${text}\n`);
  });
  output.document({ results });
}
