import { describe, expect, it } from 'vitest';
import { type Focus, understand } from '../agents/reasoner/builtin/question.ts';

const NOTHING: Focus = { minerals: [], alteration: [] };
const read = (text: string, focus = NOTHING) => understand(text, focus).parts[0]!;

describe('reading a question', () => {
  it.each([
    ['Where is the alteration?', 'locate'],
    ['Is there alunite?', 'presence'],
    ['How sure are you?', 'confidence'],
    ['What is at pixel 120, 45?', 'point'],
    ['How do I tell kaolinite from dickite?', 'distinguish'],
    ['What do the reports say about white mica?', 'documents'],
    ['What should I check in the field there?', 'field-check'],
    ['What would change your answer?', 'change-mind'],
    ['Can you see quartz?', 'limits'],
    ['Do the reports agree with the scene?', 'comparison'],
    ['What is continuum removal?', 'define'],
    ['archive', 'archive'],
    ['Give me the gold price of 12 March 2024', 'beyond'],
    ['蚀变在哪里？', 'locate'],
    ['有没有明矾石？', 'presence'],
    ['你有多大把握？', 'confidence'],
    ['像元 (120, 45) 是什么矿物？', 'point'],
    ['怎么区分高岭石和地开石？', 'distinguish'],
    ['报告里怎么说白云母？', 'documents'],
    ['野外应该检查什么？', 'field-check'],
    ['什么会改变你的结论？', 'change-mind'],
    ['总结对话', 'archive'],
    ['保存记录', 'archive'],
    ['2024年3月12日的金价是多少？', 'beyond'],
  ])('%s → %s', (text, intent) => {
    expect(read(text).intent).toBe(intent);
  });

  it('finds minerals and alteration types by their names in both languages', () => {
    expect(read('有没有明矾石和高岭石？').minerals).toEqual(['alunite', 'kaolinite']);
    expect(read('Is there sericite?').minerals).toEqual(['white mica']);
    expect(read('为什么是高级泥化？').alteration).toEqual(['advanced argillic']);
    expect(read('Where is the advanced argillic zone?').alteration).toEqual(['advanced argillic']);
  });

  it('keeps a mineral that nobody knows apart, and is not fooled by words in -ite', () => {
    expect(read('Is there any benitoite?').unknownMinerals).toEqual(['benitoite']);
    expect(read('有没有蓝锥矿？').unknownMinerals).toEqual(['蓝锥矿']);
    expect(read('Is this site in granite quite favourable?').unknownMinerals).toEqual([]);
  });

  it('resolves "it" and "there" from what was said before', () => {
    const first = understand('Is there alunite at pixel 12, 30?', NOTHING);
    expect(read('Where is it?', first.focus).minerals).toEqual(['alunite']);
    expect(read('What should I sample there?', first.focus).point).toEqual({ x: 12, y: 30 });
    expect(read('它的面积多大？', first.focus).minerals).toEqual(['alunite']);
    expect(read('Where is the vegetation?', first.focus).minerals).toEqual([]);
  });

  it('takes a question with two parts apart', () => {
    const parts = understand('How sure is the phyllic zone and what should I check in the field there?', NOTHING).parts;
    expect(parts.map((part) => part.intent)).toEqual(['confidence', 'field-check']);
    expect(parts[1]!.alteration).toEqual(['phyllic']);
  });

  it('answers whether, how much and where of one thing together', () => {
    expect(understand('Is there alunite, and where is it?', NOTHING).parts).toHaveLength(1);
    expect(understand('青磐岩化的面积多大？在哪里？', NOTHING).parts.map((part) => part.intent)).toEqual(['locate']);
  });

  it('answers in the language of the question', () => {
    expect(understand('这里有没有 alunite？', NOTHING).language).toBe('zh');
    expect(understand('Where is alunite (明矾石) in this scene?', NOTHING).language).toBe('en');
  });
});

describe('what is asked, and not what it sounds like', () => {
  it.each([
    ['What minerals are there?', 'inventory'],
    ['Which minerals are present?', 'inventory'],
    ['What is the copper grade?', 'beyond'],
    ['铜品位多少？', 'beyond'],
    ['How old is the intrusion?', 'beyond'],
    ['Is the hematite identification reliable?', 'confidence'],
    ['Is this a porphyry system?', 'meaning'],
    ['把这次讨论归档', 'archive'],
    ['总结', 'archive'],
    ['Who are you?', 'greeting'],
    ['Is this scene real?', 'origin'],
  ])('%s → %s', (text, intent) => {
    expect(read(text).intent).toBe(intent);
  });

  it.each([
    ['What mineral is at 28.0320° S, 76.9983° W?', -28.032, -76.9983],
    ['what is at lat -28.0442 lon -77.0108', -28.0442, -77.0108],
    ['南纬 28.0442°，西经 77.0108° 是什么矿物？', -28.0442, -77.0108],
  ])('reads %s as a place', (text, lat, lon) => {
    expect(read(text)).toMatchObject({ intent: 'point', lonLat: { lat, lon } });
  });

  // Taking stock says how much of each there is; a question about something else is still one.
  it.each([
    ['有哪些蚀变？面积多大？', ['inventory']],
    ['影像里有哪些蚀变，面积多大？', ['inventory']],
    ['Which alteration types are there, and how large are they?', ['inventory']],
    ['有哪些矿物？各占多少？', ['inventory']],
    ['What minerals are there? Where are they?', ['inventory', 'locate']],
    ['有哪些矿物？分别在哪里？', ['inventory', 'locate']],
    ['Which minerals are there? How large is the deposit?', ['inventory', 'general']],
    ['有哪些矿物？矿床多大？', ['inventory', 'general']],
  ])('%s asks %j', (text, intents) => {
    expect(understand(text, NOTHING).parts.map(({ intent }) => intent)).toEqual(intents);
  });
});
