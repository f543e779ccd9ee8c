import type { Contradiction } from '../../../../core/answer.ts';
import type { Evidence } from '../../../../core/evidence.ts';
import type { Language } from '../../../../core/language.ts';
import { cite, phrase, type Said, type Sentence } from '../../../ledger/sentence.ts';
import { findEntities, type MineralConcept, mineralConcepts } from '../lexicon.ts';
import { placeWords } from '../place-words.ts';
import type { QuestionPart } from '../question.ts';
import { printed, titled } from './document-answers.ts';
import type { SceneFacts } from './facts.ts';
import { groupExtent, groupName, type MineralGroup } from './mineral-groups.ts';
import { mineralName, pixels, sentence } from './say.ts';

/** A statement that something occurs, is mapped or crops out, and is not denied. */
const OCCURS =
  /\b(occur|present|found|map(?:ped|s)?|identif|contain|crop|expos|abundant|common|dominat|consist|alter|zone|form|show|detect|observ|report|seen|separat|recogni[sz]|cover)\w*|出露|发育|分布|见有|可见|存在|含|识别|主要为|蚀变/i;
/** Any word of negation: what it negates must then be looked at. */
const NEGATION = /\b(no|not|without|absent|lack(?:s|ing)?|never|free of|rare(?:ly)?|cannot)\b|没有|未|不|无|缺/i;
/** Words that tie a statement to the ground in question. */
const HERE =
  /\b(study area|project area|this area|the area|the prospect|the property|the district|this scene|the site|this deposit|mapped here)\b|本区|矿区|工作区|研究区|区内|该区|测区/i;

/** Below this share of the valid pixels a mineral is no point of agreement. */
const NOTABLE_SHARE = 0.002;

/** How a document's statement stands against the scene, the ones that matter most first. */
const STANDINGS = ['contradicts', 'denies', 'agrees', 'cannot be shown', 'speaks elsewhere'] as const;
type Standing = (typeof STANDINGS)[number];
/** How many of each a reader can use: all that disagrees, some of what agrees, and one example of the rest. */
const MOST: Record<Standing, number> = {
  contradicts: 3,
  denies: 2,
  agrees: 3,
  'cannot be shown': 1,
  'speaks elsewhere': 1,
};

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
  only?: string[],
): Comparison {
  const valid = facts.at('/valid_pixels');
  if (!valid) return { sentences: [], contradictions: [], used: [] };
  const all = read(documents, facts, only);
  const statements = STANDINGS.flatMap((standing) =>
    all.filter((one) => one.standing === standing).slice(0, MOST[standing]),
  );
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
function read(documents: Evidence[], facts: SceneFacts, only?: string[]): Statement[] {
  const place = placeWords(String(facts.at('/scene')?.value ?? ''));
  const spoken = new Set<string>();
  const statements: Statement[] = [];
  for (const document of documents) {
    const { text, source } = document;
    if (!OCCURS.test(text)) continue;
    const local = HERE.test(text) || place.some((word) => `${text} ${source}`.toLowerCase().includes(word));
    for (const id of findEntities(text).minerals) {
      const concept = mineralConcepts().get(id);
      // a place may be called after a mineral: Cuprite
      if (!concept || spoken.has(id) || place.includes(id) || (only && !only.includes(id))) continue;
      const group: MineralGroup = { id, facts: facts.covering(concept) };
      const blind = facts.notDetectable(concept);
      const denied = denies(text, concept);
      if (denied === null) continue;
      const standing = stands(concept, group, blind !== undefined, { local, denied }, facts);
      if (!standing) continue;
      spoken.add(id);
      statements.push({ standing, concept, document, group, blind });
      break;
    }
  }
  return statements;
}

/**
 * Whether a sentence denies a mineral: the negation stands right before its name or right after it. Null where something
 * else is negated ("alunite was mapped but not every species"): such a sentence neither affirms nor denies for certain.
 */
function denies(text: string, concept: MineralConcept): boolean | null {
  if (!NEGATION.test(text)) return false;
  return concept.names.some((name) => {
    const word = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(
      `\\b(?:no|without|lacks?|lacking|absence of|free of|not (?:find|found|see|seen|detect\\w*|map\\w*|observ\\w*|contain\\w*))\\s+(?:[\\w-]+\\s+){0,2}${word}\\b|\\b${word}\\s+(?:(?:was|were|is|are|has|have|been)\\s+){0,2}(?:not|never|absent|lacking|missing)\\b|(?:没有|未见|不含|无|缺乏|缺少)[^，。；]{0,6}${word}|${word}[^，。；]{0,4}(?:未见|缺失|不发育|没有)`,
      'i',
    ).test(text);
  })
    ? true
    : null;
}

/** How a statement stands against the scene; undefined where the two have nothing to say to each other. */
function stands(
  concept: MineralConcept,
  group: MineralGroup,
  blind: boolean,
  { local, denied }: { local: boolean; denied: boolean },
  facts: SceneFacts,
): Standing | undefined {
  const found = group.facts.length > 0;
  if (found && denied) return local ? 'denies' : undefined;
  if (found) return group.facts.some((fact) => Number(fact.share?.value ?? 1) >= NOTABLE_SHARE) ? 'agrees' : undefined;
  if (denied) return undefined;
  if (blind) return 'cannot be shown';
  // a statement about a mineral that the engine cannot name has no other side
  if (!facts.inLibrary(concept)) return undefined;
  return local ? 'contradicts' : 'speaks elsewhere';
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
          : phrase`Scene and documents disagree on ${name}: ${title} says ${quote}, but it was not detected on the ${seen} that are visible.`;
      case 'denies':
        return zh
          ? phrase`两者矛盾：${title}写道：${quote}，而影像上${groupName(group, language)}有 ${groupExtent(group, language)}。`
          : phrase`Scene and documents disagree on ${groupName(group, language)}: ${title} says ${quote}, while the map shows it on ${groupExtent(group, language)}.`;
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
