import { describe, expect, it } from 'vitest';
import { planByRule } from '../agents/reasoner/builtin/plan.ts';
import { understand } from '../agents/reasoner/builtin/question.ts';
import { decompose } from '../rag/index.ts';
import { temporaryHome } from './support/home.ts';
import { gossan } from './support/run-gossan.ts';

describe('a very long question', () => {
  const nothing = { minerals: [], alteration: [] };

  it('of many parts is answered in the first eight, and the rest is counted', () => {
    const minerals = [
      'alunite',
      'kaolinite',
      'dickite',
      'pyrophyllite',
      'chlorite',
      'epidote',
      'calcite',
      'dolomite',
      'jarosite',
      'goethite',
    ];
    const asked = understand(minerals.map((name) => `Where is ${name}?`).join(' '), nothing);
    expect(asked.parts).toHaveLength(8);
    expect(asked.left).toBe(2);
    expect(understand('Where is alunite? Where is dickite?', nothing).left).toBe(0);
  });

  it('of one part keeps a goal of one line', () => {
    const question = understand(`What do the reports say about ${'gold and tin and '.repeat(300)}?`, nothing);
    const { steps } = planByRule({
      question,
      options: { scene: null, kb: 'default', rag: true, vision: false, mode: 'ask' },
      visionConfigured: false,
    } as never);
    for (const { goal } of steps) expect(goal.length).toBeLessThan(200);
  });

  it('is not taken apart as a comparison, whatever it repeats', () => {
    for (const text of ['compare and between '.repeat(20_000), '比较和与'.repeat(50_000), ' '.repeat(300_000)])
      expect(decompose(text)).toEqual([]);
  });

  it('of more than some pages is refused, with what to do', async () => {
    const home = temporaryHome();
    const { code, stderr } = await gossan(['ask', 'alunite '.repeat(3000)], { env: { GOSSAN_HOME: home.path } });
    home.remove();
    expect(code).toBe(3);
    expect(stderr).toContain('24000 characters; at most 20000');
    expect(stderr).toContain('gossan kb add');
  });
});
