import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAssistant } from '../agents/assistant.ts';
import type { Answer } from '../core/answer.ts';
import { type DemoTalk, demoTalk } from './support/demo-talk.ts';
import { pictureServer, type Reply } from './support/picture-server.ts';

/** What the endpoint says next; the demo scene has copper-related types on a third of its ground, and no topaz. */
let yes = 0.1;
let minerals = 'alunite 32%, topaz 12%, gypsum 3%';
function reply({ prompt }: { prompt: string }): Reply {
  const [word, other] = /是 或 否/.test(prompt) ? ['是', '否'] : ['Yes', 'No'];
  if (/Yes or No|是 或 否/.test(prompt))
    return {
      text: yes >= 0.5 ? word! : other!,
      tokens: [
        [
          [word!, yes],
          [other!, 1 - yes],
        ],
      ],
    };
  return { text: /two decimals|两位小数/.test(prompt) ? '0.95' : minerals };
}

let talk: DemoTalk;
let server: Awaited<ReturnType<typeof pictureServer>>;
beforeAll(async () => {
  server = await pictureServer(reply);
  talk = await demoTalk();
  process.env.GOSSAN_VISION_URL = server.url;
});
afterAll(async () => {
  delete process.env.GOSSAN_VISION_URL;
  await server.close();
  await talk.remove();
});

async function ask(question: string): Promise<Answer> {
  const assistant = await openAssistant();
  try {
    return await assistant.ask(question, { scene: talk.scene, kb: talk.kb, rag: false });
  } finally {
    await assistant.close();
  }
}
const subjects = (answer: Answer) => answer.contradictions.map(({ subject }) => subject);

describe('what the vision model says, against the spectra', () => {
  it('is a disagreement where only the model sees no copper-related alteration', async () => {
    yes = 0.1;
    const answer = await ask('Where is the alteration?');
    expect(answer.answer).toMatch(
      /picture-reader sees no copper-related alteration \(token probability 0\.10, not calibrated\); the map from the spectra shows it: the spectra count/,
    );
    expect(subjects(answer)).toEqual(['topaz', 'copper-related alteration']);
    for (const { sides } of answer.contradictions) {
      const kinds = sides.map(({ evidence }) => answer.evidence.find(({ id }) => id === evidence)!.kind);
      expect(kinds).toEqual(['model', 'scene']);
    }
    const odds = answer.evidence.find(({ address }) => address === 'picture-reader#yesno')!;
    expect(odds.value).toBeCloseTo(0.1, 6);
    expect(odds.model!.odds.map(({ token }) => token)).toEqual(['Yes', 'No']);
    expect(answer.numbers.some(({ evidence }) => evidence === odds.id)).toBe(true);
    expect(answer.review).toMatchObject({ verdict: 'PASS', rewrites: 0 });
  });

  it('is an agreement where both see it, in Chinese too', async () => {
    yes = 0.9;
    const answer = await ask('蚀变在哪里？');
    expect(answer.answer).toMatch(/看到与铜有关的蚀变（词元概率 0\.90，未校准），光谱结果与此一致/);
    expect(answer.answer).toMatch(/它还说有黄玉，但光谱没有检出：以光谱为准/);
    expect(subjects(answer)).toEqual(['topaz']);
    expect(answer.review.verdict).toBe('PASS');
  });

  it('is compared as a number where a question asks for targets, and leaves the targets as they are', async () => {
    const answer = await ask('Where should we drill first?');
    expect(answer.answer).toMatch(/^Start at target Cu01/);
    expect(answer.answer).toMatch(
      /favourability of 0\.95, the map a mean of 0\.\d\d: they disagree, and the spectra count/,
    );
    expect(subjects(answer)).toEqual(['copper-related favourability']);
  });

  it('is held to what was asked: a mineral that it leaves out though it is everywhere', async () => {
    const answer = await ask('Is there muscovite in this scene?');
    expect(answer.answer).toMatch(/^Yes: muscovite is mapped/);
    expect(answer.answer).toMatch(/picture-reader leaves out muscovite, which the spectra show: the spectra count/);
    expect(subjects(answer)).toEqual(['muscovite']);
    expect(answer.review.verdict).toBe('PASS');
  });

  it('costs no word where it names nothing that is in doubt', async () => {
    minerals = 'muscovite 30%, gypsum 3%';
    const answer = await ask('Which minerals are in the scene?');
    expect(answer.review.reasons).toEqual([]);
    expect(answer.answer).toMatch(/picture-reader also names muscovite\./);
    expect(answer.answer).not.toMatch(/gypsum/);
    expect(answer.contradictions).toEqual([]);
  });
});
