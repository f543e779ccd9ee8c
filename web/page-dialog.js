// @ts-check
import { api } from './api.js';
import { byId, element } from './dom.js';
import { say } from './language.js';
import { plainLine, plainText } from './plain-text.js';
import { pagePlace } from './turn-view.js';

/** @typedef {import('../core/answer.ts').Citation} Citation */

/** The text of the page that a citation names, with its quotation highlighted. @param {(error: unknown) => void} onError */
export function pageDialog(onError) {
  const dialog = byId('page-dialog', HTMLDialogElement);
  const body = /** @type {HTMLElement} */ (dialog.querySelector('.dialog-body'));
  return async (/** @type {string} */ kb, /** @type {Citation} */ citation) => {
    body.replaceChildren(element('p', { class: 'faint' }, say('pageLoading')));
    dialog.showModal();
    body.focus();
    try {
      const { document: id, page } = citation;
      const stored = await api.page(kb, id, page);
      body.replaceChildren(...pageNodes(citation, stored));
      body.querySelector('mark')?.scrollIntoView({ block: 'center' });
    } catch (error) {
      dialog.close();
      onError(error);
    }
  };
}

/** @param {Citation} citation @param {import('./api.js').StoredPage} stored */
function pageNodes(citation, { text, title, ocr, url, doi }) {
  const { start, end, verdict, page, label } = citation;
  const [before, quote, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)].map(plainText);
  const sources = [doi ? `doi:${plainLine(doi)}` : '', url ? plainLine(url) : ''].filter(Boolean);
  const place = pagePlace({ page, ...(label ? { label } : {}), ...(ocr ? { ocr } : {}) });
  return [
    element('h3', {}, `${plainLine(title)}, ${place} `, element('span', { class: `verdict ${verdict}` }, say(verdict))),
    ...(sources.length ? [element('p', { class: 'faint' }, sources.join(', '))] : []),
    ...(quote ? [] : [element('p', {}, say('quotationGone'))]),
    element('div', { class: 'page-text' }, before, quote ? element('mark', {}, quote) : '', after),
  ];
}
