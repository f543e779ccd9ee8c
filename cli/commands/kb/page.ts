import { GossanError } from '../../../core/errors.ts';
import { pagePlace } from '../../../core/page-place.ts';
import type { Invocation } from '../../invocation.ts';
import { withKnowledgeBase } from '../../knowledge.ts';

export async function run(call: Invocation): Promise<undefined> {
  const [document, number] = call.args;
  if (!/^\d+$/.test(number)) {
    throw new GossanError('USAGE', { detail: `N is a page number, not "${number}".`, command: call.command });
  }
  const page = await withKnowledgeBase(call, async (base) => base.page(document, Number(number)));
  call.output.print(`${page.title}, ${pagePlace(page, 'en')}\n`, 'bold');
  call.output.print(page.text);
  call.output.document(page);
}
