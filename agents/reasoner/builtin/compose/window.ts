import type { Evidence } from '../../../../core/evidence.ts';
import type { Language } from '../../../../core/language.ts';
import { named, phrase, type Said, type Sentence } from '../../../ledger/sentence.ts';
import { windowAddress } from '../../../scene-evidence.ts';
import type { QuestionPart } from '../question.ts';
import type { SceneFacts } from './facts.ts';
import { alterationName, list, mineralName, percent, pixels, score, sentence, whole } from './say.ts';

/** Minerals that are said; the rest is in the evidence. */
const SAID = 6;

/** "What is in window x y w h?": shares of its valid pixels, by group, then types and favourability. */
export function windowGround(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const zh = language === 'zh';
  const { window } = part;
  const valid = window && facts.ledger.at(windowAddress('mask.tif', window));
  if (!window || !valid) return outside(part, facts, language);
  const where = `${window.x} ${window.y} ${window.width} ${window.height}`;
  if (Number(valid.value) === 0) {
    const text = zh
      ? phrase`窗口 ${where} 全部被掩膜，其中有什么矿物说不出来（其中 ${pixels(valid, language)}有效）。`
      : phrase`All of window ${where} is masked (${pixels(valid, language)} valid): what lies there cannot be told.`;
    return [sentence(part.id, 'lead', text)];
  }
  const share = (entry: Evidence, name: string): Said => phrase`${named(name, entry)} ${percent(entry)}`;
  const minerals = (file: string) =>
    entriesOf(facts, windowAddress(file, window), 'mineral').map(({ name, entry }) =>
      share(entry, mineralName(name, name.split('+'), language)),
    );
  const [swir, vnir] = [minerals('swir.tif'), minerals('vnir.tif')];
  const named_ = [...swir, ...vnir].slice(0, SAID);
  const lead = named_.length
    ? zh
      ? phrase`窗口 ${where}（其中 ${pixels(valid, language)}有效）中，光谱识别出${list(named_, language)}。`
      : phrase`In window ${where} (${pixels(valid, language)} valid) the spectra name ${list(named_, language)}.`
    : zh
      ? phrase`窗口 ${where}（其中 ${pixels(valid, language)}有效）中没有识别出矿物。`
      : phrase`In window ${where} (${pixels(valid, language)} valid) the spectra name no mineral.`;
  const types = entriesOf(facts, windowAddress('alteration.tif', window), 'type').map(({ name, entry }) =>
    share(entry, alterationName(name, language)),
  );
  const copper = facts.ledger.at(windowAddress('copper.tif', window));
  const sentences = [sentence(part.id, 'lead', lead, [valid])];
  if (types.length) {
    const text = zh
      ? phrase`蚀变类型：${list(types.slice(0, SAID), language)}。`
      : phrase`Types of alteration there: ${list(types.slice(0, SAID), language)}.`;
    sentences.push(sentence(part.id, 'detail', text));
  }
  if (copper) {
    const text = zh
      ? phrase`铜有利度平均为 ${score(copper)}（相对评分，不是概率）。`
      : phrase`The mean copper favourability there is ${score(copper)} (a relative score, not a probability).`;
    sentences.push(sentence(part.id, 'detail', text));
  }
  return sentences;
}

/** Names and shares at an address, in the ledger's order: by falling share. */
function entriesOf(facts: SceneFacts, address: string, key: string): { name: string; entry: Evidence }[] {
  const start = `${address}&${key}=`;
  return facts.ledger.entries
    .filter((entry) => entry.address.startsWith(start))
    .map((entry) => ({ name: entry.address.slice(start.length), entry }));
}

function outside(part: QuestionPart, facts: SceneFacts, language: Language): Sentence[] {
  const [width, height] = [facts.at('/size/width'), facts.at('/size/height')];
  if (!width || !height) return [];
  const text =
    language === 'zh'
      ? phrase`所问的窗口不在影像之内：影像宽 ${whole(width)} 个像元、高 ${whole(height)} 个像元，坐标从左上角起算。`
      : phrase`That window is not inside the scene, which is ${whole(width)} pixels wide and ${whole(height)} high, counted from the upper left corner.`;
  return [sentence(part.id, 'lead', text)];
}
