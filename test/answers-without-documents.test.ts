import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAssistant } from '../agents/assistant.ts';
import { homePath } from '../core/paths.ts';
import type { Assistant } from '../core/session.ts';
import { ensureDemoScene } from '../tools/spectral/demo/index.ts';
import { temporaryHome } from './support/home.ts';

let home: ReturnType<typeof temporaryHome>;
let assistant: Assistant;
let scene: string;
beforeAll(async () => {
  home = temporaryHome();
  scene = await ensureDemoScene(homePath('scenes', 'demo'));
  assistant = await openAssistant();
});
afterAll(async () => {
  await assistant.close();
  home.remove();
});

it('an empty knowledge base leaves the scene to answer', async () => {
  const answer = await assistant.ask('Is there alunite?', { scene, kb: 'empty' });
  expect(answer.refusal).toBeNull();
  expect(answer.answer).toMatch(/^Yes: alunite/);
  expect(answer.citations).toEqual([]);
});

it('with retrieval off no document is read', async () => {
  const answer = await assistant.ask('Is there alunite?', { scene, kb: 'empty', rag: false });
  expect(answer.plan.find((step) => step.agent === 'knowledge-retriever')?.status).toBe('skipped');
  expect(answer.answer).toMatch(/alunite/);
});

it('without a scene and without documents there is a refusal that says what to open', async () => {
  const answer = await assistant.ask('Where is the alteration?', { kb: 'empty' });
  expect(answer.refusal?.missing.join(' ')).toMatch(/a scene/);
});
