import { openAssistant } from '../../agents/assistant.ts';
import { asset, homePath } from '../../core/paths.ts';
import type { Assistant } from '../../core/session.ts';
import { openKnowledgeBase } from '../../rag/index.ts';
import { ensureDemoScene } from '../../tools/spectral/demo/index.ts';
import { temporaryHome } from './home.ts';

/** Few enough to be embedded in seconds, and all that the tests' questions are about. */
const NOTES = [
  'alunite',
  'kaolinite',
  'dickite-halloysite',
  'white-mica-composition',
  'advanced-argillic-lithocap',
  'continuum-removal-band-depth',
  'not-detectable-minerals',
];

/** Not `default`, which the program fills with all the notes at its first use. */
const KB = 'talk';

export interface DemoTalk {
  assistant: Assistant;
  scene: string;
  kb: string;
  remove(): Promise<void>;
}

/** The real assistant on the real demo scene, with some of the notes and the made-up field reports in one knowledge base. */
export async function demoTalk(reportsFolder?: string): Promise<DemoTalk> {
  const home = temporaryHome();
  const scene = await ensureDemoScene(homePath('scenes', 'demo'));
  const base = await openKnowledgeBase(KB);
  await base.add(
    NOTES.map((name) => asset('knowledge_base', 'notes', `${name}.md`)),
    { shipped: true },
  );
  await base.add(
    ['lantern-ridge-field-report.md', 'lantern-ridge-memo-zh.md'].map((name) => asset('knowledge_base', 'demo', name)),
  );
  await base.close();
  const assistant = await openAssistant(reportsFolder ? { reportsFolder } : {});
  return {
    assistant,
    scene,
    kb: KB,
    remove: async () => {
      await assistant.close();
      home.remove();
    },
  };
}
