import { jsonInText } from './json-in-text.ts';
import { type MineralShare, parseMinerals } from './minerals.ts';
import { denied, mentions } from './names.ts';

/** A structured description of a window, as far as the answer gives it. */
export interface Description {
  minerals: MineralShare[];
  /** Alteration types by Gossan's names. */
  alteration: string[];
  zoning: string | null;
  copper: { level: 'high' | 'moderate' | 'low' | null; score: number | null };
  /** 0 to 1, as the model states it. */
  confidence: number | null;
}

type Field = keyof Description;

const LABELS: Record<Field, RegExp> = {
  minerals: /^(?:alteration )?minerals?$|^(?:蚀变)?矿物$/i,
  alteration: /^alteration(?: types?)?$|^蚀变(?:类型)?$/i,
  zoning: /^zon(?:ing|ation)$|^分带$/i,
  copper: /^copper(?: relation| potential| favourability| favorability)?$|^铜(?:矿有利度|矿化|关系)?$/i,
  confidence: /^confidence$|^置信度$/i,
};

/** Reads the five lines `Minerals: …` to `Confidence: …` (矿物：… 置信度：…), with list or bold marks around, or one JSON object. */
export function parseDescription(text: string): Description {
  const said = fieldsOf(text);
  const alteration = said.alteration ?? '';
  return {
    minerals: parseMinerals(said.minerals ?? (Object.keys(said).length ? '' : text)),
    alteration: namedTypes(alteration),
    zoning: said.zoning?.trim() || null,
    copper: { level: levelIn(said.copper ?? ''), score: scoreIn(said.copper ?? '') },
    confidence: scoreIn(said.confidence ?? ''),
  };
}

function fieldsOf(text: string): Partial<Record<Field, string>> {
  const json = jsonInText(text);
  const pairs: [string, string][] =
    typeof json === 'object' && json !== null && !Array.isArray(json)
      ? Object.entries(json).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])
      : labelled(text);
  const fields: Partial<Record<Field, string>> = {};
  for (const [label, value] of pairs) {
    const field = fieldOf(label);
    if (field) fields[field] ??= value;
  }
  return fields;
}

/** Lines that begin with a known label, each with the lines that follow it. */
function labelled(text: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (const line of text.split(/\r?\n/)) {
    const plain = line.replace(/^[\s>*#\-•\d.)]*/, '').replace(/\*\*/g, '');
    const match = /^([^:：]{1,30})[:：]\s*(.*)$/.exec(plain);
    if (match && fieldOf(match[1]!)) pairs.push([match[1]!, match[2]!]);
    else if (pairs.length && plain) pairs.at(-1)![1] += `\n${plain}`;
  }
  return pairs;
}

function fieldOf(label: string): Field | undefined {
  const plain = label.trim().replace(/_/g, ' ');
  return (Object.keys(LABELS) as Field[]).find((field) => LABELS[field].test(plain));
}

/** "carbonate" alone names a type only beside the word alteration; in this field it always does. */
function namedTypes(text: string): string[] {
  const full = text.replace(/\b(skarn|carbonate)\b(?! alteration)/gi, '$1 alteration');
  const named = mentions(full).filter((mention) => mention.kind === 'alteration' && !denied(full, mention));
  return [...new Set(named.map(({ name }) => name))];
}

function levelIn(text: string): Description['copper']['level'] {
  if (/\bhigh|高/i.test(text)) return 'high';
  if (/\b(moderate|medium|intermediate)|中/i.test(text)) return 'moderate';
  return /\b(low|none|no\b)|低|无/i.test(text) ? 'low' : null;
}

function scoreIn(text: string): number | null {
  const match = /(\d+(?:\.\d+)?)\s*(%|％)?/.exec(text);
  if (!match) return null;
  const value = Number(match[1]) / (match[2] ? 100 : 1);
  return value <= 1 ? value : null;
}
