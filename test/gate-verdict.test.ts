import { describe, expect, it } from 'vitest';
import { answerScore } from '../agents/vision/evaluate/answer-score.ts';
import { seededRandom } from '../core/seeded-random.ts';
import type { ScoredAnswer } from '../fine-tune/gate/ask-set.ts';
import { type Pair, pairedBootstrap } from '../fine-tune/gate/bootstrap.ts';
import { judge, toleranceOf } from '../fine-tune/gate/verdict.ts';
import { verdictText } from '../fine-tune/gate/verdict-text.ts';

const settings = { resamples: 4000, level: 0.95, seed: 3 };
const tolerance = { yesno: 2, minerals: 2, probability: 2, ground: 2, describe: 2 };

describe('the paired bootstrap', () => {
  it('has the interval of the normal distribution where that is known, whatever both scores share', () => {
    const random = seededRandom(5);
    // The change has mean 0.1 and standard deviation 0.2; the scores themselves vary far more.
    const pairs: Pair[] = Array.from({ length: 400 }, (_, at) => {
      const before = 10 * random();
      const normal = Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
      return { before, after: before + 0.1 + 0.2 * normal, unit: String(at) };
    });
    const { change, interval, p, units } = pairedBootstrap(pairs, settings);
    const half = (1.96 * 0.2) / Math.sqrt(400);
    expect(units).toBe(400);
    expect(change).toBeGreaterThan(0.1 - 2 * half);
    expect(interval[0]).toBeCloseTo(change - half, 2);
    expect(interval[1]).toBeCloseTo(change + half, 2);
    expect(p).toBeCloseTo(1 / 4001, 6);
    expect(pairedBootstrap(pairs, settings)).toEqual(pairedBootstrap(pairs, settings));
  });

  it('covers the truth about as often as it says', () => {
    const random = seededRandom(11);
    let covered = 0;
    for (let round = 0; round < 300; round++) {
      const pairs = Array.from({ length: 60 }, (_, at) => ({ before: 0, after: random() - 0.5, unit: String(at) }));
      const { interval } = pairedBootstrap(pairs, { ...settings, resamples: 400 });
      if (interval[0] <= 0 && interval[1] >= 0) covered++;
    }
    expect(covered / 300).toBeGreaterThan(0.9);
    expect(covered / 300).toBeLessThan(0.985);
  });

  it('is wider where answers about one picture go together', () => {
    const alone = Array.from({ length: 100 }, (_, at) => ({
      before: 0,
      after: at % 4 === 0 ? 1 : 0,
      unit: String(at),
    }));
    const together = alone.map((pair, at) => ({ ...pair, after: at < 25 ? 1 : 0, unit: String(Math.floor(at / 25)) }));
    const width = ({ interval }: { interval: [number, number] }) => interval[1] - interval[0];
    expect(width(pairedBootstrap(together, settings))).toBeGreaterThan(2 * width(pairedBootstrap(alone, settings)));
  });
});

describe('the score of an answer', () => {
  const said = { answer: '', tokens: 1 };
  const box = (label: string, ...box_1000: [number, number, number, number]) => ({ label, box_1000 });
  it.each([
    [{ task: 'yesno', yes: true }, { yes: true }, 1],
    [{ task: 'yesno', yes: false }, {}, 0],
    [{ task: 'probability', value: 0.7 }, { probability: 0.4 }, 0.7],
    [{ task: 'probability', value: 0.7 }, {}, 0],
    [
      {
        task: 'minerals',
        minerals: new Map([
          ['alunite', 0.4],
          ['kaolinite', 0.02],
        ]),
      },
      {
        minerals: [
          { mineral: 'alunite', fraction: 0.1 },
          { mineral: 'dickite', fraction: null },
        ],
      },
      2 / 3,
    ],
    [{ task: 'minerals', minerals: new Map() }, { minerals: [] }, 1],
    [
      { task: 'ground', boxes: [box('alunite', 0, 0, 500, 1000), box('alunite', 500, 0, 1000, 1000)] },
      { boxes: [box('alunite', 0, 0, 500, 1000), box('alunite', 0, 0, 500, 1000)] },
      0.5,
    ],
    [{ task: 'ground', boxes: [] }, { boxes: [box('alunite', 0, 0, 500, 500)] }, 0],
    [{ task: 'describe', minerals: null, alteration: ['phyllic'], copper: 0.5 }, { description: undefined }, 0],
  ] as const)('%j', (expected, more, score) => {
    expect(answerScore(expected as never, { ...said, ...more } as never)).toBeCloseTo(score, 10);
  });
});

/** Answers of both models to `count` questions of a task; the second model's scores are changed by `change`. */
function answers(task: ScoredAnswer['task'], count: number, change: (at: number) => number) {
  const before = Array.from(
    { length: count },
    (_, at): ScoredAnswer => ({
      id: `${task}-${at}`,
      task,
      language: 'en',
      expected: true,
      answer: 'No.',
      score: 0.5,
      pictures: String(at),
      scene: `scene-${at % 20}`,
      picture: null,
    }),
  );
  const after = before.map((one, at) => ({ ...one, answer: 'Yes.', score: one.score + change(at) }));
  return { before, after };
}
const facts = { candidate: 'ridge-1', active: null, sets: { frozen: 'a'.repeat(64), target: 'b'.repeat(64) } };
const better = answers('minerals', 40, (at) => (at % 3 ? 0.2 : 0));

describe('the verdict', () => {
  it('promotes what improves the target and holds the rest', () => {
    const frozen = answers('yesno', 100, (at) => (at === 0 ? -0.5 : 0));
    const verdict = judge({ target: better, frozen, tolerance }, facts);
    expect(verdict).toMatchObject({ promote: true, reasons: [], target: { improves: true, units: 20 } });
    expect(verdict.tasks[0]!.change).toBeCloseTo(-0.005, 10);
    const text = verdictText(verdict, 'en');
    expect(text).toContain('**May be activated.** The target improves from 50.0 to 63.0 of 100 (+13.0 points');
    expect(text).toMatch(/\| yes or no \(en\) \| 2 \| 100 \(20\) \| 50\.0 \| 49\.5 \| −0\.5 \|/);
    expect(text).toContain('`No.` (50.0)');
    expect(verdictText(verdict, 'zh')).toContain('可以启用');
  });

  it('stops what falls by more than its tolerance, however much the target gains', () => {
    const frozen = answers('yesno', 100, (at) => (at < 5 ? -0.5 : 0));
    const verdict = judge({ target: better, frozen, tolerance }, facts);
    expect(verdict).toMatchObject({ promote: false, reasons: [{ why: 'falls', task: 'yesno', language: 'en' }] });
    expect(verdictText(verdict, 'en')).toContain('yes or no (en) changes by −2.5 points; its tolerance is 2.');
  });

  it('stops what may be luck', () => {
    const lucky = answers('minerals', 40, (at) => (at % 2 ? 0.3 : -0.28));
    const verdict = judge({ target: lucky, frozen: answers('yesno', 10, () => 0), tolerance }, facts);
    expect(verdict).toMatchObject({ promote: false, reasons: [{ why: 'target' }] });
    expect(verdict.target.change).toBeGreaterThan(0);
  });

  it('takes no tolerance above two points, and none left out', () => {
    expect(toleranceOf({ tolerance })).toEqual(tolerance);
    expect(() => toleranceOf({ tolerance: { ...tolerance, ground: 3 } })).toThrow(/ground.*3.*from 0 to 2/);
    expect(() => toleranceOf({ tolerance: { yesno: 1 } })).toThrow(/minerals/);
  });
});
