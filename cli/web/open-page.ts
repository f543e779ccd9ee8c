import { asset, homePath } from '../../core/paths.ts';
import type { Opened } from '../../model-server/http/opened.ts';
import type { PageParts } from '../../model-server/http/scene-desk.ts';
import { ensureShippedNotes } from '../first-use.ts';
import { DEFAULT_KB } from '../knowledge.ts';
import { PreparedKnowledge } from '../prepared-knowledge.ts';
import { OfferedScenes } from './offered-scenes.ts';
import { sceneDesk } from './scene-desk.ts';

/** The page of `gossan serve`. The demo's knowledge base is read when it is first asked, not when the server starts. @throws GossanError FILE_NOT_FOUND */
export function openPage(
  opened: Opened,
  { scenes, kb = DEFAULT_KB }: { scenes: readonly string[]; kb?: string | undefined },
): PageParts {
  let demo: Promise<{ scene: string; kb: string }> | undefined;
  const offered = new OfferedScenes({
    named: scenes,
    kb,
    sessions: async () => (await opened.assistant()).sessions,
    demo: () => {
      demo ??= demoScene();
      return demo;
    },
  });
  const knowledge = new PreparedKnowledge(async (name, options) => {
    const { DEMO_KB, prepareDemo } = await import('../../agents/demo.ts');
    if (name === DEMO_KB) await prepareDemo(options);
    else await ensureShippedNotes(name, options);
  });
  return {
    scenes: sceneDesk(offered),
    kb,
    prepare: (name, options) => knowledge.prepare(name, options),
    folder: asset('web'),
  };
}

async function demoScene(): Promise<{ scene: string; kb: string }> {
  const [{ DEMO_KB }, { ensureDemoScene }] = await Promise.all([
    import('../../agents/demo.ts'),
    import('../../tools/spectral/demo/index.ts'),
  ]);
  return { scene: await ensureDemoScene(homePath('scenes', 'demo')), kb: DEMO_KB };
}
