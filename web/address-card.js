// @ts-check
import { byId, element } from './dom.js';
import { say } from './language.js';
import { plainLine } from './plain-text.js';

/** @typedef {import('../core/answer.ts').Answer} Answer */
/** @typedef {import('../core/answer.ts').AnswerNumber} AnswerNumber */
/** @typedef {import('../core/evidence.ts').Evidence} Evidence */

/**
 * A number of an answer as a button that shows where it stands: the address of its evidence, or the formula and the
 * addresses of what it is made of.
 * @param {AnswerNumber} number @param {readonly Evidence[]} evidence
 */
export function numberButton(number, evidence) {
  const button = element(
    'button',
    {
      type: 'button',
      class: 'number',
      'aria-label': say('numberLabel', { number: `${number.text} ${number.unit}`.trim() }),
      'aria-haspopup': 'true',
      onclick: () => showCard(button, cardOf(number, evidence)),
    },
    number.text,
  );
  return button;
}

/** @param {HTMLElement} anchor @param {HTMLElement} content */
function showCard(anchor, content) {
  const card = byId('address-card', HTMLElement);
  card.replaceChildren(content);
  card.showPopover();
  const { left, bottom, top } = anchor.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = card;
  const x = Math.max(8, Math.min(left, window.innerWidth - offsetWidth - 8));
  const below = bottom + 6 + offsetHeight < window.innerHeight;
  card.style.left = `${x}px`;
  card.style.top = `${Math.max(8, below ? bottom + 6 : top - 6 - offsetHeight)}px`;
  card.tabIndex = -1;
  card.focus();
  card.addEventListener('toggle', () => anchor.focus({ preventScroll: true }), { once: true });
}

/** @param {AnswerNumber} number @param {readonly Evidence[]} evidence */
function cardOf(number, evidence) {
  const known = new Map(evidence.map((one) => [one.id, one]));
  const ids = number.evidence === undefined ? (number.inputs ?? []) : [number.evidence];
  const letters = ids.length > 1 || number.formula !== undefined;
  return element(
    'div',
    {},
    element(
      'p',
      {},
      element('strong', {}, `${number.text} ${number.unit}`.trim()),
      number.formula ? ` = ${number.formula}` : '',
    ),
    element(
      'ul',
      {},
      ...ids.map((id, at) => {
        const one = known.get(id);
        const operand = number.operands?.[at];
        const value = operand?.value ?? one?.value;
        const unit = operand?.unit ?? one?.unit ?? '';
        return element(
          'li',
          {},
          letters ? `${letterOf(at)} = ` : '',
          element('code', {}, plainLine(one?.address ?? id)),
          value === undefined ? '' : ` = ${value} ${unitText(unit)}`,
          one ? element('span', { class: 'faint' }, ` ${plainLine(one.source)}`) : '',
        );
      }),
    ),
  );
}

/** As units are written in scene.json, for reading. @param {string} unit */
function unitText(unit) {
  return unit === 'fraction' ? '' : plainLine(unit).replace(/(?<=m)2\b/, '²');
}

/** a, b … z, aa: as core/derivations.ts reads them. @param {number} at */
function letterOf(at) {
  const letter = String.fromCharCode(97 + (at % 26));
  return at < 26 ? letter : String.fromCharCode(96 + Math.floor(at / 26)) + letter;
}
