import type { Language } from '../../../core/language.ts';
import { chineseName } from '../../../knowledge_base/glossary.ts';
import { alterationInChinese, entityMentions } from '../../reasoner/builtin/lexicon.ts';

/** A mineral or an alteration type where a text names it, by the name that Gossan uses for it. */
export interface Mention {
  kind: 'mineral' | 'alteration';
  name: string;
  start: number;
  end: number;
}

/** What a text names, in its order, in English or Chinese. */
export function mentions(text: string): Mention[] {
  return entityMentions(text)
    .map(({ id, start, end }): Mention => {
      return { kind: id.startsWith('m:') ? 'mineral' : 'alteration', name: id.slice(2), start, end };
    })
    .sort((a, b) => a.start - b.start);
}

/** The one name that a label stands for; the label itself, in lower case, where Gossan knows it not. */
export function nameOfLabel(label: string): string {
  // rocks and minerals give their names to types of alteration: skarn, carbonate, 矽卡岩
  const [found] = [label, `${label} alteration`, `${label}化`].map((text) => mentions(text)[0]).filter(Boolean);
  return found?.name ?? label.trim().toLowerCase();
}

/** A mineral or an alteration type in a language, where it has a name there. */
export function nameIn(name: string, language: Language): string {
  return language === 'zh' ? (alterationInChinese(name) ?? chineseName(name) ?? name) : name;
}

/** Whether what stands before a mention, in its clause, denies it: "no alunite", 未见明矾石. */
export function denied(text: string, { start }: Mention): boolean {
  const clause = text
    .slice(0, start)
    .split(/[.;:,\n。；：，、]/)
    .at(-1)!;
  return (
    /\b(no|not|without|absent|lacks?|neither|nor)\b[^%]*$/i.test(clause) ||
    /(没有|未见|未检出|不含|缺乏|无)[^%]*$/.test(clause)
  );
}
