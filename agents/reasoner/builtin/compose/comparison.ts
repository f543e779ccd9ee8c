import type { Contradiction } from '../../../../core/answer.ts';
import type { Evidence } from '../../../../core/evidence.ts';
import type { Language } from '../../../../core/language.ts';
import { cite, phrase, type Sentence } from '../../../ledger/sentence.ts';
import { findEntities, mineralConcepts } from '../lexicon.ts';
import type { QuestionPart } from '../question.ts';
import { printed, titled } from './document-answers.ts';
import type { SceneFacts } from './facts.ts';
import { mineralName, pixels, sentence } from './say.ts';
import { groupExtent, groupName } from './scene-answers.ts';

/** A statement that something occurs, is mapped or crops out, and is not denied. */
const OCCURS =
  /\b(occur|present|found|map(?:ped|s)?|identif|contain|crop|expos|abundant|common|dominat|consist|alter|zone|form|show|detect|observ|report)\w*|出露|发育|分布|见有|可见|存在|含|识别|主要为|蚀变/i;
const DENIED = /\b(no|not|without|absent|lack(?:s|ing)?|never|free of|rare(?:ly)?)\b|没有|未见|不含|无|缺失/i;
/** Words that tie a statement to the ground in question. */
const HERE =
  /\b(study area|project area|this area|the area|the prospect|the property|the district|this scene|the site|this deposit|mapped here)\b|本区|矿区|工作区|研究区|区内|该区|测区/i;

export interface Comparison {
  sentences: Sentence[];
  contradictions: Contradiction[];
  /** Evidence that was quoted. */
  used: string[];
}

/**
 * Sets what the documents say beside what the scene shows, mineral by mineral. Agreement, silence of the scene (and why:
 * masked, not detectable, not detected), and contradiction, which needs a statement about this ground.
 */
export function compare(
  part: QuestionPart,
  documents: Evidence[],
  facts: SceneFacts,
  language: Language,
  most = 4,
): Comparison {
  const sentences: Sentence[] = [];
  const contradictions: Contradiction[] = [];
  const used: string[] = [];
  const spoken = new Set<string>();
  const place = placeWords(String(facts.at('/scene')?.value ?? ''));
  const valid = facts.at('/valid_pixels');
  if (!valid) return { sentences, contradictions, used };
  for (const document of documents) {
    if (sentences.length >= most) break;
    const text = document.text;
    if (!OCCURS.test(text)) continue;
    const denied = DENIED.test(text);
    const named = findEntities(text).minerals.filter(
      (id) => !spoken.has(id) && (mineralConcepts().get(id)?.members.length ?? 0) > 0,
    );
    const local = HERE.test(text) || place.some((word) => `${text} ${document.source}`.toLowerCase().includes(word));
    for (const id of named.slice(0, 1)) {
      const concept = mineralConcepts().get(id)!;
      const covering = facts.covering(concept);
      const fact = covering[0];
      const group = { id, facts: covering };
      const blind = facts.notDetectable(concept);
      const title = titled(document, language);
      const quote = phrase`“${printed(text)}”${language === 'zh' ? '' : ' '}${cite(document)}`;
      const name = language === 'zh' ? mineralName(id, [id], 'zh') : id;
      if (fact && !denied) {
        sentences.push(
          sentence(
            part.id,
            'comparison',
            language === 'zh'
              ? phrase`资料与影像一致提到${groupName(group, language)}：影像上有 ${groupExtent(group, language)}，${title}写道：${quote}。`
              : phrase`Documents and scene both name ${groupName(group, language)}: the map shows ${groupExtent(group, language)}, and ${title} says: ${quote}.`,
            [document],
          ),
        );
      } else if (fact && denied && local) {
        contradictions.push({
          subject: id,
          sides: [
            { evidence: document.id, says: printed(text) },
            { evidence: fact.pixels.id, says: `${fact.name}: ${fact.pixels.value} pixels` },
          ],
        });
        sentences.push(
          sentence(
            part.id,
            'comparison',
            language === 'zh'
              ? phrase`两者矛盾：影像上${groupName(group, language)}有 ${groupExtent(group, language)}，而${title}写道：${quote}。`
              : phrase`Here they contradict each other: the map shows ${groupName(group, language)} on ${groupExtent(group, language)}, while ${title} says: ${quote}.`,
            [document],
          ),
        );
      } else if (!fact && !denied && blind) {
        sentences.push(
          sentence(
            part.id,
            'comparison',
            language === 'zh'
              ? phrase`${title}提到${name}：${quote}；这些波段探测不到它，影像既不支持也不反对。`
              : phrase`${title} names ${name}: ${quote}; these bands cannot show it, so the scene neither supports nor contradicts this.`,
            [document, blind],
          ),
        );
      } else if (!fact && !denied) {
        if (local)
          contradictions.push({
            subject: id,
            sides: [
              { evidence: document.id, says: printed(text) },
              { evidence: valid.id, says: `${id}: not detected` },
            ],
          });
        sentences.push(
          sentence(
            part.id,
            'comparison',
            language === 'zh'
              ? local
                ? phrase`两者不一致：${title}写道：${quote}，而影像可见的 ${pixels(valid, language)}里没有检出${name}。`
                : phrase`${title}提到${name}（并非专指此处）：${quote}；影像可见的 ${pixels(valid, language)}里没有检出它。`
              : local
                ? phrase`Here they disagree: ${title} says: ${quote}, but ${name} was not detected on the ${pixels(valid, language)} that are visible.`
                : phrase`${title} speaks of ${name}, though not of this ground: ${quote}; the scene does not show it on its ${pixels(valid, language)} of visible ground.`,
            [document],
          ),
        );
      } else continue;
      spoken.add(id);
      used.push(document.id);
    }
  }
  return { sentences, contradictions, used };
}

/** Words of a scene's name that may be a place: "cuprite_2019_l2a" → cuprite. */
function placeWords(scene: string): string[] {
  return scene
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter(
      (word) =>
        word.length >= 4 &&
        ![
          'scene',
          'demo',
          'image',
          'reflectance',
          'emit',
          'enmap',
          'aviris',
          'prisma',
          'synthetic',
          'subset',
          'window',
          'cube',
          'corr',
        ].includes(word),
    );
}
