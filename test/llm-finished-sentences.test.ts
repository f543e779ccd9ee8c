import fc from 'fast-check';
import { expect, it } from 'vitest';
import { finishedSentences } from '../agents/reasoner/llm/finished-sentences.ts';

const sentence = fc.record({
  text: fc.string({ minLength: 2, maxLength: 60, unit: 'grapheme' }).filter((text) => text.length <= 600),
  evidence: fc.array(fc.constantFrom('E1', 'E2', ']}', '{"'), { maxLength: 6 }),
});

it('gives at each place of a draft the sentences that are finished there, and never one that is not', () => {
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 1, maxLength: 5 }), fc.boolean(), (sentences, spaced) => {
      const json = JSON.stringify({ sentences }, null, spaced ? 1 : 0);
      let before = 0;
      for (let at = 0; at <= json.length; at++) {
        const finished = finishedSentences(json.slice(0, at));
        expect(finished.length).toBeGreaterThanOrEqual(before);
        expect(finished).toEqual(sentences.slice(0, finished.length));
        before = finished.length;
      }
      expect(before).toBe(sentences.length);
    }),
    { numRuns: 60 },
  );
});

it('tells nothing behind what does not keep to the schema', () => {
  const good = '{"text":"Alunite is there.","evidence":["E1"]}';
  expect(finishedSentences(`{"sentences":[${good},{"text":"x"},${good}]}`)).toHaveLength(1);
  expect(finishedSentences(`{"sentences":[${good},{"text":"un quoted" ]}`)).toHaveLength(1);
  expect(finishedSentences('no JSON at all')).toEqual([]);
});
