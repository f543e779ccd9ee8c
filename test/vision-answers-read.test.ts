import { describe, expect, it } from 'vitest';
import { GROUNDING_CLASSES } from '../agents/vision/grounding-labels.ts';
import { parseBoxes } from '../agents/vision/parse/boxes.ts';
import { parseDescription } from '../agents/vision/parse/description.ts';
import { parseMinerals } from '../agents/vision/parse/minerals.ts';
import { nameIn, nameOfLabel } from '../agents/vision/parse/names.ts';

const shares = (text: string) => parseMinerals(text).map(({ mineral, fraction }) => `${mineral} ${fraction}`);

describe('minerals in an answer', () => {
  it.each([
    ['our form', 'alunite 32%, kaolinite 12%', ['alunite 0.32', 'kaolinite 0.12']],
    ['our form in Chinese', '明矾石 32%，高岭石 12%', ['alunite 0.32', 'kaolinite 0.12']],
    ['none', 'none', []],
    ['none in Chinese', '无', []],
    ['JSON in a fence', 'Here:\n```json\n[{"mineral": "Alunite", "fraction": 0.3}]\n```', ['alunite 0.3']],
    ['JSON by name', '{"kaolinite": 12, "alunite": "32%"}', ['alunite 0.32', 'kaolinite 0.12']],
    ['JSON inside of an object', '{"minerals": [{"name": "高岭石", "percentage": 40}]}', ['kaolinite 0.4']],
    ['a list of names', '["alunite", "kaolinite"]', ['alunite null', 'kaolinite null']],
    ['an empty list', '[]', []],
    ['bullets', '- **Alunite**: approximately 30 %\n- Kaolinite (10-20%)', ['alunite 0.3', 'kaolinite 0.15']],
    ['shares before the names', 'About 32% alunite and 12% kaolinite.', ['alunite 0.32', 'kaolinite 0.12']],
    ['fractions of one', 'alunite: 0.32; kaolinite: 0.12', ['alunite 0.32', 'kaolinite 0.12']],
    ['names alone', 'Alunite and topaz.', ['alunite null', 'topaz null']],
    ['what is denied', 'Kaolinite 20%. There is no alunite.', ['kaolinite 0.2']],
    ['what is denied in Chinese', '高岭石 20%，未见明矾石', ['kaolinite 0.2']],
    ['sericite as white mica', 'sericite 20%', ['white mica 0.2']],
    ['falling shares, each name once', 'kaolinite 5%, alunite 40%, kaolinite 8%', ['alunite 0.4', 'kaolinite 0.08']],
    ['more than all of the ground', 'alunite 320%', ['alunite null']],
  ])('%s', (_, text, expected) => {
    expect(shares(text)).toEqual(expected);
  });

  it('have one name for every class of the labels, in both languages', () => {
    for (const name of GROUNDING_CLASSES) {
      expect(nameOfLabel(name)).toBe(name);
      const chinese = nameIn(name, 'zh');
      expect(chinese).toMatch(/^\p{Script=Han}+$/u);
      expect([chinese, nameOfLabel(chinese)]).toEqual([chinese, name]);
    }
  });
});

describe('boxes in an answer', () => {
  const alunite = { label: 'alunite', box_1000: [10, 20, 300, 400] };
  it.each([
    ['our form', '[{"bbox_2d": [10, 20, 300, 400], "label": "alunite"}]', [alunite]],
    ['in a fence', '```json\n[{"bbox_2d": [10, 20, 300, 400], "label": "明矾石"}]\n```', [alunite]],
    ['one object', '{"bbox": [10, 20, 300, 400], "name": "Alunite"}', [alunite]],
    ['in an object', '{"objects": [{"box": "10, 20, 300, 400", "label": "alunite"}]}', [alunite]],
    ['pairs of corners', '[{"bbox_2d": [[10, 20], [300, 400]], "label": "alunite"}]', [alunite]],
    ['fractions', '[{"bbox_2d": [0.01, 0.02, 0.3, 0.4], "label": "alunite"}]', [alunite]],
    ['broken off', '[{"bbox_2d": [10, 20, 300, 400], "label": "alunite"}, {"bbox_2d": [5, 6', [alunite]],
    ['turned round', '[{"bbox_2d": [300, 400, 10, 20], "label": "alunite"}]', [alunite]],
    [
      'beyond the picture',
      '[{"bbox_2d": [10, 20, 300, 4000], "label": "alunite"}]',
      [{ ...alunite, box_1000: [10, 20, 300, 1000] }],
    ],
    ['without area', '[{"bbox_2d": [10, 20, 10, 400], "label": "alunite"}]', []],
    [
      'a name that Gossan does not know',
      '[{"bbox_2d": [10, 20, 300, 400], "label": "Bright zone"}]',
      [{ ...alunite, label: 'bright zone' }],
    ],
    ['none', '[]', []],
    ['prose', 'I see nothing.', []],
  ])('%s', (_, text, expected) => {
    expect(parseBoxes(text)).toEqual(expected);
  });
});

describe('a description', () => {
  const expected = {
    minerals: [
      { mineral: 'alunite', fraction: 0.32 },
      { mineral: 'kaolinite', fraction: 0.12 },
    ],
    alteration: ['advanced argillic'],
    copper: { level: 'high', score: 0.73 },
    confidence: 0.8,
  };
  it.each([
    [
      'our form',
      'Minerals: alunite 32%, kaolinite 12%\nAlteration: advanced argillic\nZoning: alunite in the centre\nCopper: high, 0.73\nConfidence: 0.8',
      'alunite in the centre',
    ],
    [
      'our form in Chinese',
      '矿物：明矾石 32%，高岭石 12%\n蚀变：高级泥化\n分带：明矾石在中心\n铜：高，0.73\n置信度：0.8',
      '明矾石在中心',
    ],
    [
      'with marks around the labels',
      '1. **Minerals**: alunite 32%, kaolinite 12%\n2. **Alteration type**: advanced argillic\n3. **Zoning**: alunite in the centre\n4. **Copper relation**: High (0.73)\n5. **Confidence**: 80%',
      'alunite in the centre',
    ],
    [
      'as JSON',
      '{"minerals": {"alunite": 32, "kaolinite": 12}, "alteration": "advanced argillic", "zoning": "alunite in the centre", "copper": "high, 0.73", "confidence": 0.8}',
      'alunite in the centre',
    ],
  ])('%s', (_, text, zoning) => {
    expect(parseDescription(text)).toEqual({ ...expected, zoning });
  });

  it('has empty fields where the answer has none, and takes minerals from free prose', () => {
    expect(parseDescription('The area shows alunite.')).toEqual({
      minerals: [{ mineral: 'alunite', fraction: null }],
      alteration: [],
      zoning: null,
      copper: { level: null, score: null },
      confidence: null,
    });
  });

  it('names types that are no minerals', () => {
    expect(parseDescription('Minerals: none\nAlteration: skarn, carbonate').alteration).toEqual(['skarn', 'carbonate']);
  });
});
