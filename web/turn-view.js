// @ts-check
import { numberButton } from './address-card.js';
import { answerParts } from './answer-parts.js';
import { element } from './dom.js';
import { say } from './language.js';
import { plainLine, plainText } from './plain-text.js';

/** @typedef {import('../core/answer.ts').Answer} Answer */
/** @typedef {import('../core/answer.ts').Citation} Citation */
/** @typedef {import('../core/answer.ts').PlanStep} PlanStep */
/** @typedef {'running' | 'done' | 'stopped' | 'failed' | 'cut off'} Status */

const SIGNS = { pending: '·', running: '…', done: '✓', failed: '✗', skipped: '–' };

/** One exchange: the question, the plan while it runs, the answer with its references. */
export class TurnView {
  /** @type {Status} */
  #status = 'running';
  /** @type {PlanStep[]} */
  #plan = [];
  /** How far the running step is. */
  #progress = '';
  /** @type {Answer | null} */
  #answer = null;
  /** @type {{message: string, hint: string} | null} */
  #error = null;

  /**
   * @param {string} question
   * @param {{onCitation: (citation: Citation) => void, onResume?: () => void}} does
   */
  constructor(question, does) {
    this.question = question;
    this.does = does;
    this.planList = element('ol', { class: 'plan' });
    // a reader hears the answer when it is whole, not word by word
    this.answerPlace = element('div', {
      class: 'answer',
      'aria-live': 'polite',
      'aria-atomic': 'true',
      'aria-busy': 'true',
    });
    this.heading = element('h3', {}, plainText(question));
    this.after = element('div', { class: 'after' });
    this.place = element('article', { class: 'turn' }, this.heading, this.planList, this.answerPlace, this.after);
    this.render();
  }

  /** An event of the server. @param {{type: string, content: any}} event */
  hear({ type, content }) {
    if (type === 'plan') this.#plan = content;
    if (type === 'step') {
      this.#plan = this.#plan.map((step) => (step.id === content.id ? content : step));
      this.#progress = '';
    }
    if (type === 'progress')
      this.#progress = content.total ? `${Math.round((100 * content.done) / content.total)} %` : '';
    if (type === 'writing') this.#progress = say('wordsWritten', { n: content.words });
    if (type === 'token') this.answerPlace.append(plainText(content.text));
    // what was shown does not stand; the answer's end says what was taken back
    if (type === 'correction') this.answerPlace.replaceChildren(plainText(content.text));
    if (type === 'answer') this.finish('done', content);
    else if (type !== 'token') this.#renderPlan();
  }

  /** @param {Status} status @param {Answer | null} answer @param {{message: string, hint: string} | null} [error] */
  finish(status, answer, error = null) {
    this.#status = status;
    this.#answer = answer;
    this.#error = error;
    this.render();
    this.answerPlace.setAttribute('aria-busy', String(status === 'running'));
  }

  /** In the language of the page; the answer keeps its own. */
  render() {
    this.#renderPlan();
    if (this.#status === 'running') return;
    const answer = this.#answer;
    this.answerPlace.replaceChildren(...(answer ? this.#answerNodes(answer) : [this.#endWords()]));
    this.answerPlace.classList.toggle('refused', answer?.refusal != null);
    if (answer) this.answerPlace.lang = answer.language;
    this.after.replaceChildren(...(answer ? afterNodes(answer, this.does.onCitation) : []));
  }

  #renderPlan() {
    const running = this.#status === 'running';
    this.planList.hidden = !running;
    if (!running) return;
    const steps = this.#plan.map(({ goal, status, ms }) => {
      const time =
        status === 'done' ? say('seconds', { n: (ms / 1000).toFixed(1) }) : status === 'running' ? this.#progress : '';
      return element(
        'li',
        { class: status },
        `${SIGNS[status]} ${plainLine(goal)}`,
        element('span', { class: 'faint' }, ` ${time}`),
      );
    });
    this.planList.replaceChildren(
      ...(steps.length ? steps : [element('li', {}, `${say('working')} ${this.#progress}`)]),
    );
  }

  #endWords() {
    const words = { stopped: say('stopped'), failed: say('failed'), 'cut off': say('cutOff'), done: '', running: '' };
    const resume = this.does.onResume;
    return element(
      'div',
      { class: 'ended' },
      element('p', {}, this.#error ? plainLine(this.#error.message) : words[this.#status]),
      this.#error?.hint ? element('p', { class: 'faint' }, plainLine(this.#error.hint)) : null,
      this.#status === 'cut off' && resume
        ? element('button', { type: 'button', onclick: resume }, say('resume'))
        : null,
    );
  }

  /** @param {Answer} answer */
  #answerNodes(answer) {
    return answerParts(answer).map((part) => {
      if (part.kind === 'number') return numberButton(part.number, answer.evidence);
      if (part.kind === 'citation') return citationButton(part.citation, part.text, this.does.onCitation);
      return document.createTextNode(part.text);
    });
  }
}

/** @param {Answer} answer @param {(citation: Citation) => void} onCitation */
function afterNodes(answer, onCitation) {
  const { refusal, contradictions, citations, review, models, plan, ms } = answer;
  /** @type {(title: string, items: string[]) => HTMLElement[]} */
  const list = (title, items) =>
    items.length ? [element('h4', {}, title), element('ul', {}, ...items.map((item) => element('li', {}, item)))] : [];
  const took = plan.map(
    ({ goal, ms: step }) => `${plainLine(goal)} · ${say('seconds', { n: (step / 1000).toFixed(1) })}`,
  );
  return [
    ...list(say('missing'), (refusal?.missing ?? []).map(plainLine)),
    ...list(
      say('disagree'),
      contradictions.map(
        ({ subject, sides }) =>
          `${plainLine(subject)}${say('colon')}${sides.map(({ says }) => plainLine(says)).join(' ↔ ')}`,
      ),
    ),
    ...list(say('openPoints'), review.reasons.map(plainLine)),
    ...(citations.length
      ? [
          element('h4', {}, say('references')),
          element('ol', { class: 'references' }, ...citations.map((citation) => referenceItem(citation, onCitation))),
        ]
      : []),
    element(
      'details',
      { class: 'faint' },
      element('summary', {}, `${say('plan')} · ${review.verdict} · ${say('seconds', { n: (ms / 1000).toFixed(1) })}`),
      element('ol', {}, ...took.map((step) => element('li', {}, step))),
      element('p', {}, [...new Set(Object.values(models))].map(plainLine).join(' · ')),
    ),
  ];
}

/** @param {Citation} citation @param {(citation: Citation) => void} onCitation */
function referenceItem(citation, onCitation) {
  const { title, verdict, quote } = citation;
  return element(
    'li',
    { value: citation.n },
    citationButton(citation, `${plainLine(title)}, ${pagePlace(citation)}`, onCitation),
    ' ',
    element('span', { class: `verdict ${verdict}` }, say(verdict)),
    // only what was verified is shown as a quotation
    verdict === 'verified' ? element('blockquote', {}, `“${plainLine(quote)}”`) : null,
  );
}

/** @param {Citation} citation @param {string} text @param {(citation: Citation) => void} onCitation */
function citationButton(citation, text, onCitation) {
  const { n, title, verdict } = citation;
  const label = say('reference', { n, title: plainLine(title), place: pagePlace(citation), verdict: say(verdict) });
  return element(
    'button',
    {
      type: 'button',
      class: 'citation',
      'aria-label': label,
      'aria-haspopup': 'dialog',
      onclick: () => onCitation(citation),
    },
    text,
  );
}

/** `p. 12 (printed label)`. @param {{page: number, label?: string, ocr?: {confidence: number}}} place */
export function pagePlace({ page, label, ocr }) {
  const name = plainLine(label ?? '');
  const words =
    name !== '' && name !== String(page) ? say('printedPage', { page, label: name }) : say('page', { page });
  return ocr ? `${words}, ${say('ocr', { percent: Math.round(100 * ocr.confidence) })}` : words;
}
