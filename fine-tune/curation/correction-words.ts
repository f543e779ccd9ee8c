import { entityMentions } from '../../agents/reasoner/builtin/lexicon.ts';
import { mentions } from '../../agents/vision/parse/names.ts';
import { NOTHING } from './replies.ts';
import { spokenName } from './spectra-witness.ts';

/** One thing that a geologist says against an answer. Names are Gossan's own. */
export type Edit =
  | { kind: 'replace'; wrong: string; right: string }
  | { kind: 'remove'; name: string }
  /** `share` 0 to 1; `also`: beside what the answer lists. */
  | { kind: 'set'; name: string; share: number; also: boolean }
  | { kind: 'empty' }
  | { kind: 'yes'; yes: boolean }
  | { kind: 'number'; value: number };

/** What the words say, or the piece of them that says nothing. */
export type Understood = { edits: Edit[] } | { unclear: string };

const YES = /^(yes|y|there is|correct is yes|是|是的|有|对)$/i;
const NO = /^(no|n|there is none|否|不|不是|没有|无)$/i;
const NUMBER = /^(?:it is |about |约)?(\d+(?:\.\d+)?)\s*(%|％)?$/i;

/**
 * Reads a correction in words, English or Chinese: "dickite, not kaolinite", 是地开石，不是高岭石, "no alunite",
 * "alunite 20%, kaolinite 10%", "yes", 否, "0.7". Clauses are parted by commas, semicolons, "and".
 */
export function understandCorrection(words: string): Understood {
  const text = words
    .trim()
    .replace(/[.。!！]+$/, '')
    .trim();
  if (YES.test(text)) return { edits: [{ kind: 'yes', yes: true }] };
  if (NOTHING.test(text) && !NO.test(text)) return { edits: [{ kind: 'empty' }] };
  if (NO.test(text)) return { edits: [{ kind: 'yes', yes: false }] };
  const number = NUMBER.exec(text);
  if (number) {
    const value = Number(number[1]) / (number[2] ? 100 : 1);
    return value <= 1 ? { edits: [{ kind: 'number', value }] } : { unclear: text };
  }
  return clauses(text);
}

/** "X, not Y" spans a comma, so replacements are taken out of the text first. */
function clauses(text: string): Understood {
  const edits: Edit[] = [];
  let rest = text;
  for (const { pattern, right, wrong } of REPLACEMENTS) {
    rest = rest.replace(pattern, (whole, ...groups: string[]) => {
      const names = [oneName(groups[right]!), oneName(groups[wrong]!)];
      if (!names[0] || !names[1]) return whole;
      edits.push({ kind: 'replace', right: names[0], wrong: names[1] });
      return ';';
    });
  }
  for (const clause of rest.split(/[;；,，、\n。]|\band\b|和/).map((one) => one.trim())) {
    if (clause === '') continue;
    const edit = readClause(clause);
    if (!edit) return { unclear: clause };
    edits.push(edit);
  }
  return edits.length ? { edits } : { unclear: text };
}

const NAME = "([\\p{L}][\\p{L}\\s'()-]*?)";
const BEGIN = "(?:(?:it is|it's|this is|that is|should be|is|the)\\s+)*";

/** Groups of each pattern: which holds the right name and which the wrong one. The first that fits a place is taken. */
const REPLACEMENTS: { pattern: RegExp; right: number; wrong: number }[] = [
  {
    pattern: new RegExp(`${BEGIN}\\bnot\\s+${NAME}\\s*,?\\s+but\\s+${NAME}(?=$|[;；,，.])`, 'giu'),
    right: 1,
    wrong: 0,
  },
  {
    pattern: new RegExp(`${NAME}\\s+(?:should be|is really|is actually)\\s+${NAME}(?=$|[;；,，.])`, 'giu'),
    right: 1,
    wrong: 0,
  },
  {
    pattern: new RegExp(
      `${BEGIN}${NAME}\\s*,?\\s*\\b(?:and not|not|instead of|rather than)\\s+${NAME}(?=$|[;；,，.])`,
      'giu',
    ),
    right: 0,
    wrong: 1,
  },
  { pattern: /是([\p{Script=Han}]+?)\s*[，,、]?\s*(?:而)?不是([\p{Script=Han}]+)/giu, right: 0, wrong: 1 },
  { pattern: /不是([\p{Script=Han}]+?)\s*[，,、]?\s*(?:而|应该|应)?是([\p{Script=Han}]+)/giu, right: 1, wrong: 0 },
  { pattern: /把?([\p{Script=Han}]+?)(?:应为|应是|应该是|改为|改成|换成)([\p{Script=Han}]+)/giu, right: 1, wrong: 0 },
  { pattern: /([\p{Script=Han}]+?)\s*[，,、]?\s*(?:而非|而不是|不是)([\p{Script=Han}]+)/giu, right: 0, wrong: 1 },
];

const REMOVAL =
  /^(?:there(?:'s| is| are)\s+)?(?:no|not|without|remove|drop|lacks?)\b|^(?:没有|无|不是|不含|未见|去掉|删除|并无)|\b(?:is|are) (?:not there|absent|wrong)$/i;
const ALSO = /^(?:also|plus|add|and)\b|^(?:还有|另有|加上|再加|也有)/i;
const SHARE = /(\d+(?:\.\d+)?)\s*(%|％|per ?cent)|\b(0?\.\d+|0|1\.0+)\b/i;

function readClause(clause: string): Edit | null {
  const name = oneName(clause);
  if (!name) return null;
  if (REMOVAL.test(clause)) return { kind: 'remove', name };
  const share = SHARE.exec(clause);
  if (!share) return null;
  const value = share[3] === undefined ? Number(share[1]) / 100 : Number(share[3]);
  return value <= 1 ? { kind: 'set', name, share: value, also: ALSO.test(clause) } : null;
}

/** The one mineral or type that a text names, by the name of answers (muscovite is white mica); undefined where it names none, several, or what Gossan knows not. */
function oneName(text: string): string | undefined {
  const named = mentions(text);
  const types = entityMentions(`${text} alteration`).filter(({ id }) => id.startsWith('a:'));
  const all = named.length
    ? named.map(({ kind, name }) => (kind === 'mineral' ? spokenName(name) : name))
    : types.map(({ id }) => id.slice(2));
  return new Set(all).size === 1 ? all[0] : undefined;
}
