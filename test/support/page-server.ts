import { openPage } from '../../cli/web/open-page.ts';
import type { ServerOptions } from '../../model-server/http/server.ts';
import type { DemoTalk } from './demo-talk.ts';
import { type NanoServer, nanoServer } from './nano-server.ts';

/** `gossan serve` with its page on a scene and a knowledge base, in this process. */
export function pageServer(
  { scene, kb }: Pick<DemoTalk, 'scene' | 'kb'>,
  options: Partial<ServerOptions> = {},
): Promise<NanoServer> {
  return nanoServer({ page: (opened) => openPage(opened, { scenes: [scene], kb }), ...options });
}
