import { pagePlace } from '../../../core/page-place.ts';
import { plainLine } from '../../../core/plain-text.ts';
import type { Invocation } from '../../invocation.ts';
import { withKnowledgeBase } from '../../knowledge.ts';

const DEFAULT_K = 8;

export async function run(call: Invocation): Promise<undefined> {
  const { output, signal, options } = call;
  const results = await withKnowledgeBase(call, (base) =>
    base.search(call.args[0], { k: options.integer('k') ?? DEFAULT_K, signal }),
  );
  if (!results.length) output.print('Nothing was found.');
  results.forEach((hit, at) => {
    output.print(`${at + 1}. ${hit.title}, ${pagePlace(hit, 'en')}  ${hit.document}  ${hit.score.toFixed(3)}`, 'bold');
    if (hit.heading) output.print(`   ${hit.heading}`, 'dim');
    output.print(`   ${plainLine(hit.text)}\n`);
  });
  output.document({ results });
}
