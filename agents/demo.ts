import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asset, homePath } from '../core/paths.ts';
import type { SlowCall } from '../core/progress.ts';
import { seedNotes } from '../knowledge_base/seed-notes.ts';
import { openKnowledgeBase } from '../rag/index.ts';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';

/** The knowledge base of the demo: the notes, and the made-up field report on the made-up scene. */
export const DEMO_KB = 'demo';

export interface Demo {
  /** Path of the scene's header. */
  scene: string;
  kb: string;
}

/** Makes the demo scene and its knowledge base where they are missing. The second call repeats nothing. */
export async function prepareDemo(options: SlowCall = {}): Promise<Demo> {
  const scene = await ensureDemoScene(homePath('scenes', 'demo'));
  const base = await openKnowledgeBase(DEMO_KB);
  try {
    await seedNotes(base, options);
    await base.add(demoReports(), options);
  } finally {
    await base.close();
  }
  return { scene, kb: DEMO_KB };
}

/** The made-up documents about the made-up scene. */
function demoReports(): string[] {
  const folder = asset('knowledge_base', 'demo');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => join(folder, name));
}
