import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { stemmer } from 'stemmer';
import { loadGlossary } from '../../../knowledge_base/glossary.ts';

/** One thing that a passage must speak of to answer a question; any of the alternatives will do. */
export interface Term {
  /** As the user wrote it: what a refusal names as missing. */
  text: string;
  /** Stems (English) or words (Chinese) that count as this term. */
  alternatives: string[];
  /** Terms of the trade and numbers weigh more than plain words. */
  weight: number;
}

const STOP = new Set(
  (
    'a an the of in on at to for from by per with and or but not no is are was were be been being do does did has have had can could will would shall should may might must ' +
    'i you he she it we they me him her us them my your his its our their this that these those there here what which who whom whose when where why how ' +
    'as if than then so such very much many more most some any each other another same also just only about into over under between within without through during before after above below up down out off again further once ' +
    'tell say says said know mean means please give show list name explain describe define find get make use used using let know like want need think look take one two first ' +
    'scene image map report reports document documents literature paper papers page pages question answer please does doesn t s re ve ll example called term following main'
  ).split(' '),
);

const STOP_ZH = new Set(
  '的 了 是 在 有 和 与 或 及 吗 呢 吧 啊 么 什么 怎么 怎样 如何 哪 哪些 哪里 哪个 为什么 为何 多少 几 这 那 这个 那个 这些 那些 它 他 我 你 我们 你们 他们 请 请问 一下 一个 一种 可以 能 能否 会 要 应该 应 该 被 把 对 从 到 给 让 用 以 于 中 里 上 下 个 种 不 没有 没 就 都 也 还 很 最 更 又 再 报告 文献 资料 文档 影像 场景 图 告诉 说明 解释 介绍 说 讲 提到 提 写 关于 之间 时候 进行 通过 根据 是否 有没有 分别 其中 主要 方面 问题 答案 需要 知道'.split(
    ' ',
  ),
);

const MONTH = '(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*';
/** A day is one thing to ask for, not three numbers. */
const DATE = new RegExp(
  `\\d{4}年\\d{1,2}月(?:\\d{1,2}日)?|\\d{4}-\\d{2}-\\d{2}|\\b\\d{1,2} ${MONTH} \\d{4}|\\b${MONTH} \\d{1,2},? \\d{4}|\\b${MONTH} \\d{4}`,
  'giu',
);

let jieba: Jieba | undefined;
let glossaryIndex: { zh: string; en: string[]; commodity: boolean }[] | undefined;
let englishToChinese: Map<string, string[]> | undefined;

function glossaryByChinese() {
  if (!glossaryIndex) {
    glossaryIndex = [];
    englishToChinese = new Map();
    for (const entry of loadGlossary()) {
      const en = [entry.en, ...(entry.also_en ?? [])];
      const zh = [entry.zh, ...(entry.also_zh ?? [])];
      for (const name of zh) glossaryIndex.push({ zh: name, en, commodity: entry.kind === 'commodity' });
      for (const name of en) englishToChinese.set(name, zh);
    }
    glossaryIndex.sort((a, b) => b.zh.length - a.zh.length);
  }
  return { glossaryIndex, englishToChinese: englishToChinese! };
}

/** The content terms of a question, each with what counts as it in the other language. */
export function contentTerms(question: string): Term[] {
  const { glossaryIndex, englishToChinese } = glossaryByChinese();
  const terms: Term[] = [];
  let rest = question;
  for (const entry of glossaryIndex) {
    // of single characters only the metals say anything by themselves: 铜, 金, 银
    if ((entry.zh.length < 2 && !entry.commodity) || !rest.includes(entry.zh)) continue;
    rest = rest.split(entry.zh).join(' ');
    const plain = STOP_ZH.has(entry.zh);
    if (!plain) terms.push({ text: entry.zh, alternatives: [entry.zh, ...entry.en.map(stemPhrase)], weight: 2 });
  }
  for (const [date] of rest.matchAll(DATE)) {
    rest = rest.replace(date, ' ');
    terms.push({ text: date, alternatives: [stemPhrase(date)], weight: 2 });
  }
  const han = rest.replace(/[^\p{Script=Han}]+/gu, ' ');
  if (han.trim()) {
    jieba ??= Jieba.withDict(dict);
    for (const word of jieba.cut(han, false)) {
      const clean = word.trim();
      if (clean.length >= 2 && !STOP_ZH.has(clean)) terms.push({ text: clean, alternatives: [clean], weight: 1 });
    }
  }
  for (const [word] of rest.toLowerCase().matchAll(/[a-z][a-z'-]+|\d[\d,.]*\d|\d+/g)) {
    const bare = word.replace(/'s$/, '').replace(/^[-']+|[-']+$/g, '');
    if (bare.length < 2 || STOP.has(bare)) continue;
    const isNumber = /^\d/.test(bare);
    const chinese = englishToChinese.get(bare) ?? englishToChinese.get(bare.replace(/s$/, '')) ?? [];
    terms.push({
      text: bare,
      alternatives: [isNumber ? bare : stemPhrase(bare), ...chinese],
      weight: isNumber || chinese.length ? 2 : 1,
    });
  }
  const seen = new Set<string>();
  return terms.filter((term) => !seen.has(term.alternatives[0]!) && seen.add(term.alternatives[0]!));
}

/** A text made ready to be asked for terms. */
export interface StemmedText {
  stems: Set<string>;
  joined: string;
  raw: string;
}

export function stemText(text: string): StemmedText {
  const words = text.toLowerCase().match(/[a-z][a-z]+|\d[\d,.]*\d|\d+/g) ?? [];
  const stems = words.map((word) => (/^\d/.test(word) ? word : stemmer(word)));
  return { stems: new Set(stems), joined: ` ${stems.join(' ')} `, raw: text };
}

export function speaksOf(text: StemmedText, term: Term): boolean {
  return term.alternatives.some((alternative) =>
    /\p{Script=Han}/u.test(alternative)
      ? text.raw.includes(alternative)
      : alternative.includes(' ')
        ? text.joined.includes(` ${alternative} `)
        : text.stems.has(alternative),
  );
}

/** Weighted share of the terms that the text speaks of, 0..1; 0 where the question has no terms: nothing supports it. */
export function coverage(text: StemmedText, terms: Term[]): number {
  const total = terms.reduce((sum, term) => sum + term.weight, 0);
  if (total === 0) return 0;
  return terms.reduce((sum, term) => sum + (speaksOf(text, term) ? term.weight : 0), 0) / total;
}

function stemPhrase(words: string): string {
  return words
    .toLowerCase()
    .split(/[\s-]+/)
    .map((word) => stemmer(word))
    .join(' ');
}
