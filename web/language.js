// @ts-check
import { keptValues } from './kept-values.js';
import { WORDS } from './words.js';

/** @typedef {'en' | 'zh'} Language */
/** @typedef {keyof typeof WORDS.en} Word */

const KEPT = 'gossan-language';
const values = keptValues(() => localStorage);
/** @type {Language} */
let language = kept() ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');
/** @type {Set<() => void>} */
const listeners = new Set();

/** @returns {Language | null} */
function kept() {
  const value = values.get(KEPT);
  return value === 'en' || value === 'zh' ? value : null;
}

export function currentLanguage() {
  return language;
}

/** @param {Language} next */
export function speak(next) {
  language = next;
  values.set(KEPT, next);
  wordPage();
  for (const listener of listeners) listener();
}

/** Called after each change of language. @param {() => void} listener */
export function onLanguage(listener) {
  listeners.add(listener);
}

/**
 * A word of the page in the reader's language; `{name}` is filled in.
 * @param {Word} word @param {Record<string, string | number>} [filled]
 */
export function say(word, filled = {}) {
  return WORDS[language][word].replace(/\{(\w+)\}/g, (_, name) => String(filled[name] ?? ''));
}

/** What the server says in both languages. @param {{en: string, zh: string}} words */
export function inLanguage(words) {
  return words[language];
}

/** Fills the fixed words of index.html: `data-word` is the text, `data-label` the accessible name, `data-hint` the placeholder. */
export function wordPage() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = say('title');
  for (const [attribute, put] of /** @type {[string, (node: Element, text: string) => void][]} */ ([
    ['data-word', (node, text) => node.replaceChildren(text)],
    ['data-label', (node, text) => node.setAttribute('aria-label', text)],
    ['data-hint', (node, text) => node.setAttribute('placeholder', text)],
  ])) {
    for (const node of document.querySelectorAll(`[${attribute}]`)) {
      put(node, say(/** @type {Word} */ (node.getAttribute(attribute))));
    }
  }
}
