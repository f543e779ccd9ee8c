// @ts-check
import { api, ServerError } from './api.js';
import { byId, element } from './dom.js';
import { say } from './language.js';
import { TurnView } from './turn-view.js';

/** @typedef {import('./api.js').Session} Session */
/** @typedef {import('./api.js').ServerEvent} ServerEvent */
/** @typedef {import('../core/answer.ts').Citation} Citation */

/** Questions and answers of one session. */
export class Conversation {
  #session = newSessionId();
  /** @type {TurnView[]} */
  #turns = [];
  /** @type {AbortController | null} */
  #running = null;

  /**
   * @param {{about: () => {scene?: string, kb: string}, onCitation: (kb: string, citation: Citation) => void, onSession: (id: string | null) => void}} does
   */
  constructor(does) {
    this.does = does;
    this.turnsPlace = byId('turns', HTMLElement);
    this.field = byId('question', HTMLTextAreaElement);
    this.send = byId('send', HTMLButtonElement);
    this.stop = byId('stop', HTMLButtonElement);
    byId('ask', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.ask(this.field.value.trim());
    });
    this.field.addEventListener('keydown', (event) => {
      // Enter of an input method chooses a word
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.ask(this.field.value.trim());
    });
    this.stop.addEventListener('click', () => this.#running?.abort());
    this.render();
  }

  render() {
    for (const turn of this.#turns) turn.render();
    if (this.#turns.length) return;
    const questions = [say('try1'), say('try2'), say('try3')];
    this.turnsPlace.replaceChildren(
      element(
        'div',
        { class: 'suggestions' },
        element('p', { class: 'faint' }, say('tryThese')),
        ...questions.map((question) =>
          element('button', { type: 'button', onclick: () => this.ask(question) }, question),
        ),
      ),
    );
  }

  /** @param {string} question */
  write(question) {
    this.field.value = question;
    this.field.focus();
  }

  begin() {
    this.#running?.abort();
    this.#session = newSessionId();
    this.#turns = [];
    this.does.onSession(null);
    this.render();
    this.field.focus();
  }

  /** A session that is kept. @param {Session} session */
  open({ id, history, kb, unfinished }) {
    this.#running?.abort();
    this.#session = id;
    this.does.onSession(id);
    this.#turns = history.map(({ question, answer, status }, at) => {
      const isLast = at === history.length - 1;
      const turn = new TurnView(question, {
        onCitation: (citation) => this.does.onCitation(kb, citation),
        onResume: () => this.#run(turn, (signal) => api.resume(id, signal)),
      });
      turn.finish(status === 'running' || (isLast && unfinished) ? 'cut off' : status, answer);
      return turn;
    });
    this.turnsPlace.replaceChildren(...this.#turns.map(({ place }) => place));
    this.render();
    this.#turns.at(-1)?.place.scrollIntoView({ block: 'start' });
    this.field.focus({ preventScroll: true });
  }

  /** @param {string} question */
  ask(question) {
    if (question === '' || this.#running) return;
    const { scene, kb } = this.does.about();
    const turn = new TurnView(question, { onCitation: (citation) => this.does.onCitation(kb, citation) });
    if (!this.#turns.length) this.turnsPlace.replaceChildren();
    this.#turns.push(turn);
    this.turnsPlace.append(turn.place);
    this.field.value = '';
    this.does.onSession(this.#session);
    const asked = { question, kb, session: this.#session, ...(scene === undefined ? {} : { scene }) };
    return this.#run(turn, (signal) => api.ask(asked, signal));
  }

  /** @param {TurnView} turn @param {(signal: AbortSignal) => AsyncGenerator<ServerEvent>} events */
  async #run(turn, events) {
    if (this.#running) return;
    const running = new AbortController();
    this.#running = running;
    this.#busy(true);
    turn.finish('running', null);
    turn.answerPlace.replaceChildren();
    turn.place.scrollIntoView({ block: 'start' });
    try {
      for await (const event of events(running.signal)) {
        // unless the reader went elsewhere meanwhile
        const isSeen = turn.place.getBoundingClientRect().top < window.innerHeight;
        turn.hear(event);
        if (event.type === 'answer' && isSeen) turn.place.scrollIntoView({ block: 'start' });
      }
    } catch (error) {
      if (running.signal.aborted) turn.finish('stopped', null);
      else turn.finish('failed', null, errorWords(error));
    } finally {
      this.#running = null;
      this.#busy(false);
    }
  }

  /** @param {boolean} isBusy */
  #busy(isBusy) {
    // the focus stays where the reader is: on the button that takes the other's place
    const hadFocus = document.activeElement === this.send || document.activeElement === this.stop;
    this.send.hidden = isBusy;
    this.stop.hidden = !isBusy;
    if (hadFocus) (isBusy ? this.stop : this.field).focus();
  }
}

/** What a reader is told of an error. @param {unknown} error */
export function errorWords(error) {
  if (error instanceof ServerError)
    return { message: error.message, hint: [error.hint, error.docs].filter(Boolean).join(' · ') };
  if (error instanceof TypeError) return { message: say('unreachable'), hint: '' };
  return { message: error instanceof Error ? error.message : String(error), hint: '' };
}

/** As the server names sessions: the minute, and four letters. */
function newSessionId() {
  const time = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 13);
  const letters = [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => String.fromCharCode(97 + (byte % 26)));
  return `${time}-${letters.join('')}`;
}
