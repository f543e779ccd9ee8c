import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindNumbers, numbersIn } from '../agents/ledger/numbers.ts';
import type { Answer, TurnEvent } from '../core/answer.ts';
import { detectLanguage } from '../core/language.ts';
import { mapOfScene } from '../tools/spectral/map-cache.ts';
import { type DemoTalk, demoTalk } from './support/demo-talk.ts';

let talk: DemoTalk;
const reports = mkdtempSync(join(tmpdir(), 'gossan-reports-'));
beforeAll(async () => {
  talk = await demoTalk(reports);
});
afterAll(async () => {
  await talk.remove();
  rmSync(reports, { recursive: true, force: true });
});

/** Of spectra and documents: what a vision model adds to an answer has tests of its own. */
const ask = (question: string, session?: string) =>
  talk.assistant.ask(question, {
    scene: talk.scene,
    kb: talk.kb,
    vision: false,
    ...(session ? { session } : {}),
  });

/** Follows a JSON Pointer. */
function at(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, name) => (value as Record<string, unknown>)[name.replace(/~1/g, '/').replace(/~0/g, '~')],
      document,
    );
}

/** Every number of the answer stands in `numbers`, and every evidence number is what scene.json says at its address. */
async function expectNumbersAddressed(answer: Answer) {
  const { folder } = await mapOfScene(talk.scene);
  const scene: unknown = JSON.parse(readFileSync(join(folder, 'scene.json'), 'utf8'));
  const byId = new Map(answer.evidence.map((one) => [one.id, one]));
  for (const number of answer.numbers) {
    if (number.formula) {
      for (const id of number.inputs ?? []) expect(byId.has(id)).toBe(true);
      continue;
    }
    const evidence = byId.get(number.evidence!);
    expect(evidence, `${number.text} has evidence`).toBeDefined();
    const pointer = /^scene\.json#(.*)$/.exec(evidence!.address)?.[1];
    if (pointer) expect(at(scene, pointer)).toEqual(evidence!.value);
  }
  const spoken = numbersIn(answer.answer.replace(/\[\d+\]/g, '')).map((token) => token.text);
  const bound = answer.numbers.map((number) => number.text);
  for (const text of spoken) expect(bound, `${text} in "${answer.answer}"`).toContain(text);
}

describe('answers about the demo scene', () => {
  it('say where the alteration is, every number with its address', async () => {
    const answer = await ask('Where is the alteration?');
    expect(answer.refusal).toBeNull();
    expect(answer.review.verdict).toBe('PASS');
    expect(answer.answer).toMatch(/km² \(\d/);
    expect(answer.answer).toMatch(/advanced argillic alteration/i);
    expect(answer.numbers.length).toBeGreaterThan(5);
    await expectNumbersAddressed(answer);
  });

  it('say on every answer that the scene is synthetic', async () => {
    expect((await ask('Where is the alteration?')).answer).toMatch(/synthetic/i);
    expect((await ask('有没有明矾石？')).answer).toMatch(/合成/);
  });

  it('sum a mineral alone and mixed, and show the formula', async () => {
    const answer = await ask('How large is the alunite area?');
    const sum = answer.numbers.find((number) => number.formula);
    expect(sum?.formula).toMatch(/^a \+ b/);
    const inputs = sum!.inputs!.map((id) => Number(answer.evidence.find((one) => one.id === id)!.value));
    expect(sum!.value).toBeCloseTo(
      inputs.reduce((a, b) => a + b, 0),
      2,
    );
    await expectNumbersAddressed(answer);
  });

  it('are Chinese to a Chinese question, with quotations in the language of their page', async () => {
    const answer = await ask('为什么说这里有高级泥化？');
    expect(detectLanguage(answer.answer.replace(/“[^”]*”/g, ''))).toBe('zh');
    const english = await ask('报告里怎么说 breccia pipe？');
    expect(english.citations.some((one) => detectLanguage(one.quote) === 'en')).toBe(true);
    expect(detectLanguage(english.answer.replace(/“[^”]*”|《[^》]*》/g, ''))).toBe('zh');
  });

  it('quote only what stands on the page, at the offsets that they give', async () => {
    const answer = await ask('What do the reports say about alunite?');
    expect(answer.citations.length).toBeGreaterThan(0);
    for (const citation of answer.citations) {
      expect(citation.verdict).toBe('verified');
      const evidence = answer.evidence.find((one) => one.id === citation.evidence)!;
      expect(evidence.address).toMatch(/#page=1&start=\d+&end=\d+$/);
      expect(answer.answer).toContain(`[${citation.n}]`);
    }
  });

  it('tell the three kinds of absence apart', async () => {
    expect((await ask('Is there quartz?')).answer).toMatch(/neither show it nor rule it out/);
    const topaz = await ask('Is there topaz?');
    expect(topaz.answer).toMatch(/not detected|no reliable sign/);
    expect(topaz.answer).toMatch(/vegetation \([\d,]+ pixels\)/);
    expect((await ask('这里有石英吗？')).answer).toMatch(/既不能说有，也不能说没有/);
  });

  it('set documents and scene against each other', async () => {
    const answer = await ask('Do the reports agree with the scene?');
    expect(answer.contradictions.map((one) => one.subject)).toEqual(expect.arrayContaining(['tourmaline', 'calcite']));
    expect(answer.contradictions[0]!.sides).toHaveLength(2);
    expect(answer.answer).toMatch(/Both name/);
    expect(answer.answer).toMatch(/disagree on tourmaline/);
  });

  it('follow "it" and "there" through a talk', async () => {
    const session = 'pronouns';
    await ask('Is there alunite?', session);
    expect((await ask('How sure are you about it?', session)).answer).toMatch(/alunite/i);
    await ask('What is at pixel 120, 90?', session);
    const check = await ask('What should I check in the field there?', session);
    expect(check.answer).toMatch(/pixel 120, 90/);
    await expectNumbersAddressed(check);
  });

  it.each([
    ['What was the gold price on 12 March 2024?', '12 March 2024'],
    ['Is there benitoite?', 'benitoite'],
    ['2024年3月12日的金价是多少？', '2024年3月12日'],
    ['有没有蓝锥矿？', '蓝锥矿'],
  ])('refuse %s and name what is missing', async (question, missing) => {
    const answer = await ask(question);
    expect(answer.refusal?.missing.join(' ')).toContain(missing);
    expect(answer.citations).toEqual([]);
    expect(answer.numbers).toEqual([]);
  });

  it('name a pixel outside the scene for what it is', async () => {
    expect((await ask('What is at pixel 900, 4?')).answer).toMatch(
      /outside the scene, which is 200 pixels wide and 200 high/,
    );
  });

  it('take a place in degrees for the pixel that lies there', async () => {
    const answer = await ask('What mineral is at 28.0320° S, 76.9983° W?');
    expect(answer.answer).toMatch(/^Pixel 118, 78 is /);
  });

  it('set the user’s documents against the scene where one mineral is asked for', async () => {
    const answer = await ask('Is there tourmaline?');
    expect(answer.contradictions.map((one) => one.subject)).toEqual(['tourmaline']);
    const denied = await ask('Is there calcite?');
    expect(denied.contradictions.map((one) => one.subject)).toEqual(['calcite']);
  });

  it('count a mineral that shows in both spectral groups once', async () => {
    const answer = await ask('How large is the jarosite area?');
    const { folder } = await mapOfScene(talk.scene);
    const scene = JSON.parse(readFileSync(join(folder, 'scene.json'), 'utf8')) as {
      minerals: Record<string, { group: string; area_km2: number }>;
    };
    const area = (group: string) =>
      Object.entries(scene.minerals)
        .filter(([name, one]) => name.includes('jarosite') && one.group === group)
        .reduce((sum, [, one]) => sum + one.area_km2, 0);
    expect(Number(/([\d.]+) km²/.exec(answer.answer)![1])).toBeCloseTo(Math.max(area('vnir'), area('swir')), 1);
  });

  it('do not say yes to a negated or a false premise', async () => {
    expect((await ask('The alunite covers 12 km², right?')).answer).not.toMatch(/^Yes/);
    expect((await ask('Is there no calcite?')).answer).not.toMatch(/^Yes/);
  });

  it('say which part of a question has no answer', async () => {
    const answer = await ask('Where is alunite, and what is the copper price?');
    expect(answer.answer).toMatch(/alunite covers/i);
    expect(answer.answer).toMatch(/Not answered for want of evidence: what is the copper price/);
  });

  it('refuse what no scene shows rather than give what they have', async () => {
    for (const question of ['What is the copper grade?', '铜品位多少？', '🪨⛏️❓', '2+2?'])
      expect((await ask(question)).refusal, question).not.toBeNull();
  });

  it('say which of two is larger', async () => {
    expect((await ask('Which is larger, phyllic or propylitic alteration?')).answer).toMatch(
      /^Propylitic alteration takes up more ground than phyllic alteration/,
    );
    expect((await ask('绢英岩化和青磐岩化哪个面积大？')).answer).toMatch(/^青磐岩化蚀变的面积比绢英岩化蚀变大/);
    expect((await ask('Is there more alunite than epidote?')).answer).toMatch(
      /^Epidote takes up more ground than alunite/,
    );
  });

  it('say nothing twice', async () => {
    const answer = await ask('Is there alunite, and where is it? How large is the alunite area?');
    const sentences = answer.answer.split(/(?<=[.。])\s*/).filter((one) => one.length > 20);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it('tick the plan off step by step', async () => {
    const events: TurnEvent[] = [];
    await talk.assistant.ask('Where is alunite?', {
      scene: talk.scene,
      kb: talk.kb,
      onEvent: (event) => events.push(event),
    });
    expect(events[0]?.type).toBe('plan');
    const done = events.flatMap((event) =>
      event.type === 'step' && event.step.status === 'done' ? [event.step.agent] : [],
    );
    expect(done).toEqual(expect.arrayContaining(['spectral-analyst', 'responder', 'reviewer']));
    expect(events.at(-1)?.type).toBe('answer');
  });

  it.each(['archive', '归档', '总结对话', '保存记录', 'summary'])(
    'write the session to Markdown at "%s"',
    async (phrase) => {
      const session = `archive-${phrase}`;
      const asked = await ask('Where is alunite?', session);
      const answer = await ask(phrase, session);
      const path = /([^\s：]+\.md)/.exec(answer.answer)![1]!;
      const text = readFileSync(path, 'utf8');
      expect(text).toContain('Where is alunite?');
      expect(text).toContain(asked.evidence[0]!.address);
      expect(path.startsWith(reports)).toBe(true);
    },
  );

  it('write a report with verified citations and addressed numbers', async () => {
    const report = await talk.assistant.report({ scene: talk.scene, kb: talk.kb });
    expect(report.synthetic).toBe(true);
    expect(report.sections.length).toBeGreaterThan(6);
    expect(report.figures.length).toBeGreaterThan(1);
    expect(report.answer.citations.length).toBeGreaterThanOrEqual(5);
    for (const citation of report.answer.citations) expect(citation.verdict).toBe('verified');
    expect(report.answer.contradictions.length).toBeGreaterThan(0);
    await expectNumbersAddressed(report.answer);
  });
});

// the helper above must be able to fail
it('a number without an address is noticed', () => {
  const { findings } = bindNumbers(
    { text: 'It covers 7 km².', role: 'detail', part: 'a', evidence: [], numbers: [] },
    () => undefined,
  );
  expect(findings).toHaveLength(1);
});
