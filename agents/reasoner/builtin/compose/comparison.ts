import type { Contradiction } from '../../../../core/answer.ts';
import type { Evidence } from '../../../../core/evidence.ts';
import type { Language } from '../../../../core/language.ts';
import { cite, phrase, type Said, type Sentence } from '../../../ledger/sentence.ts';
import { findEntities, type MineralConcept, mineralConcepts } from '../lexicon.ts';
import type { QuestionPart } from '../question.ts';
import { printed, titled } from './document-answers.ts';
import type { SceneFacts } from './facts.ts';
import { groupExtent, groupName, type MineralGroup } from './mineral-groups.ts';
import { mineralName, pixels, sentence } from './say.ts';

/** A statement that something occurs, is mapped or crops out, and is not denied. */
const OCCURS =
  /\b(occur|present|found|map(?:ped|s)?|identif|contain|crop|expos|abundant|common|dominat|consist|alter|zone|form|show|detect|observ|report|seen)\w*|出露|发育|分布|见有|可见|存在|含|识别|主要为|蚀变/i;
const DENIED = /\b(no|not|without|absent|lack(?:s|ing)?|never|free of|rare(?:ly)?)\b|没有|未见|不含|无|缺失/i;
/** Words that tie a statement to the ground in question. */
const HERE =
  /\b(study area|project area|this area|the area|the prospect|the property|the district|this scene|the site|this deposit|mapped here)\b|本区|矿区|工作区|研究区|区内|该区|测区/i;

/** Below this share of the valid pixels a mineral is no point of agreement. */
const NOTABLE_SHARE = 0.002;

/** How a document's statement stands against the scene, the ones that matter most first. */
const STANDINGS = ['contradicts', 'denies', 'cannot be shown', 'agrees', 'speaks elsewhere'] as const;
type Standing = (typeof STANDINGS)[number];

interface Statement {
  standing: Standing;
  concept: MineralConcept;
  document: Evidence;
  group: MineralGroup;
  blind: Evidence | undefined;
}

export interface Comparison {
  sentences: Sentence[];
  contradictions: Contradiction[];
  /** Evidence that was quoted. */
  used: string[];
}

/**
 * Sets what the documents say beside what the scene shows, mineral by mineral: contradictions first (they need a
 * statement about this ground), then what the bands cannot show, then what both agree on.
 */
export function compare(
  part: QuestionPart,
  documents: Evidence[],
  facts: SceneFacts,
  language: Language,
  most = 5,
): Comparison {
  const valid = facts.at('/valid_pixels');
  if (!valid) return { sentences: [], contradictions: [], used: [] };
  const all = read(documents, facts).sort((a, b) => STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing));
  // an answer that only disagrees would hide what both sides share: two places are kept for agreement
  const agreed = all.filter(({ standing }) => standing === 'agrees');
  const statements = [
    ...all.filter(({ standing }) => standing !== 'agrees').slice(0, most - Math.min(2, agreed.length)),
    ...agreed,
  ].slice(0, most);
  return {
    sentences: statements.map((statement) => say(part, statement, valid, language)),
    contradictions: statements
      .filter(({ standing }) => standing === 'contradicts' || standing === 'denies')
      .map(({ concept, document, group, standing }) => ({
        subject: concept.id,
        sides: [
          { evidence: document.id, says: printed(document.text) },
          standing === 'denies'
            ? { evidence: group.facts[0]!.pixels.id, says: `${concept.id}: ${group.facts[0]!.pixels.value} pixels` }
            : { evidence: valid.id, says: `${concept.id}: not detected` },
        ],
      })),
    used: statements.map(({ document }) => document.id),
  };
}

/** What the documents state about minerals, one statement a mineral and a sentence. */
function read(documents: Evidence[], facts: SceneFacts): Statement[] {
  const place = placeWords(String(facts.at('/scene')?.value ?? ''));
  const spoken = new Set<string>();
  const statements: Statement[] = [];
  for (const document of documents) {
    if (!OCCURS.test(document.text)) continue;
    const id = findEntities(document.text).minerals.find((one) => !spoken.has(one) && mineralConcepts().has(one));
    if (!id) continue;
    const concept = mineralConcepts().get(id)!;
    const group: MineralGroup = { id, facts: facts.covering(concept) };
    const blind = facts.notDetectable(concept);
    const local =
      HERE.test(document.text) ||
      place.some((word) => `${document.text} ${document.source}`.toLowerCase().includes(word));
    const denied = DENIED.test(document.text);
    const found = group.facts.length > 0;
    // a statement about a mineral that the engine cannot name has no other side
    if (!found && !blind && !facts.inLibrary(concept)) continue;
    if (found && !denied && group.facts.every((fact) => Number(fact.share?.value ?? 1) < NOTABLE_SHARE)) continue;
    const standing: Standing | undefined = found
      ? denied
        ? local
          ? 'denies'
          : undefined
        : 'agrees'
      : denied
        ? undefined
        : blind
          ? 'cannot be shown'
          : local
            ? 'contradicts'
            : 'speaks elsewhere';
    if (!standing) continue;
    spoken.add(id);
    statements.push({ standing, concept, document, group, blind });
  }
  return statements;
}

function say(part: QuestionPart, statement: Statement, valid: Evidence, language: Language): Sentence {
  const { concept, document, group, blind } = statement;
  const zh = language === 'zh';
  const title = titled(document, language);
  const quote: Said = zh
    ? phrase`“${printed(document.text)}”${cite(document)}`
    : phrase`“${printed(document.text)}” ${cite(document)}`;
  const name = zh ? mineralName(concept.id, [concept.id], 'zh') : concept.id;
  const seen = pixels(valid, language);
  const text = (): Said => {
    switch (statement.standing) {
      case 'contradicts':
        return zh
          ? phrase`两者不一致：${title}写道：${quote}，而影像可见的 ${seen}里没有检出${name}。`
          : phrase`They disagree on ${name}: ${title} says ${quote}, but it was not detected on the ${seen} that are visible.`;
      case 'denies':
        return zh
          ? phrase`两者矛盾：${title}写道：${quote}，而影像上${groupName(group, language)}有 ${groupExtent(group, language)}。`
          : phrase`They disagree on ${groupName(group, language)}: ${title} says ${quote}, while the map shows it on ${groupExtent(group, language)}.`;
      case 'cannot be shown':
        return zh
          ? phrase`${title}提到${name}：${quote}；这些波段探测不到它，影像既不支持也不反对。`
          : phrase`On ${name} the scene has no say, since these bands cannot show it; ${title} says ${quote}.`;
      case 'speaks elsewhere':
        return zh
          ? phrase`${title}提到${name}，但并非专指此处：${quote}；影像可见的 ${seen}里没有检出它。`
          : phrase`${title} speaks of ${name}, though not of this ground: ${quote}; the scene does not show it on its ${seen} of visible ground.`;
      case 'agrees':
        return zh
          ? phrase`两者都有${groupName(group, language)}：影像上 ${groupExtent(group, language)}，${title}写道：${quote}。`
          : phrase`Both name ${groupName(group, language)}: the map shows ${groupExtent(group, language)}, and ${title} says ${quote}.`;
    }
  };
  return sentence(part.id, 'comparison', text(), [
    document,
    blind,
    ...(statement.standing === 'agrees' || statement.standing === 'denies' ? [] : [valid]),
  ]);
}

/** Words of a scene's name that may be a place: "cuprite_2019_l2a" → cuprite. */
function placeWords(scene: string): string[] {
  const common = [
    'scene',
    'demo',
    'gossan',
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
  ];
  return scene
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= 4 && !common.includes(word));
}
