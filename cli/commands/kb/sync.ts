import { loadConfig } from '../../../core/config.ts';
import { GossanError } from '../../../core/errors.ts';
import type { SyncResult } from '../../../rag/sync/sync.ts';
import type { KnowledgeBase } from '../../../rag/types.ts';
import type { Invocation } from '../../invocation.ts';
import { withKnowledgeBase } from '../../knowledge.ts';

export async function run(call: Invocation): Promise<number> {
  const { options, args, output, signal } = call;
  const { forgetSource, syncKnowledgeBase } = await import('../../../rag/sync/sync.ts');
  const { watchSources } = await import('../../../rag/sync/watch.ts');
  const { offline } = loadConfig();
  return withKnowledgeBase(call, async (base) => {
    const forget = options.text('forget');
    if (forget !== undefined) {
      const removed = await forgetSource(base, forget);
      if (removed === null)
        throw new GossanError('USAGE', { detail: `${forget} is not followed.`, command: 'kb sync' });
      for (const { id, title } of removed) output.print(`removed    ${id}  ${title}`);
      output.document({ kb: base.name, forgot: forget, removed });
      return 0;
    }
    const sync = (base: KnowledgeBase) =>
      syncKnowledgeBase(base, { follow: args, offline, signal, onProgress: output.onProgress });
    const result = await sync(base);
    if (result.sources.length === 0) {
      const detail = `The knowledge base "${base.name}" follows nothing yet; name a folder or an address.`;
      throw new GossanError('USAGE', { detail, command: 'kb sync' });
    }
    tell(result, call);
    if (!options.flag('watch')) {
      output.document({ kb: base.name, ...result });
      const nothing = result.unreachable.length === result.sources.length;
      return nothing ? 4 : 0;
    }
    output.note('Watching; Ctrl-C ends it.');
    await watchSources(result.sources, async () => tell(await sync(base), call), signal);
    return 0;
  });
}

function tell(result: SyncResult, { output }: Invocation): void {
  const { added, reread, changed, removed, unchanged, refused, unreachable, sources } = result;
  for (const { id, title } of added) output.print(`added      ${id}  ${title}`);
  for (const { id, title } of reread) output.print(`read again ${id}  ${title}`);
  for (const { document, before } of changed)
    output.print(`changed    ${document.id}  ${document.title} (was ${before})`);
  for (const { id, title, item } of removed) output.print(`removed    ${id}  ${title} (${item} is gone)`);
  for (const { message, hint } of refused) output.note(`refused    ${message}\n           ${hint}`, 'yellow');
  for (const { message, hint } of unreachable) output.note(`not there  ${message}\n           ${hint}`, 'yellow');
  output.print(`${unchanged} unchanged; ${sources.length} ${sources.length === 1 ? 'source' : 'sources'} followed`);
}
