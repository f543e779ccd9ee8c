// @ts-check
import { api } from './api.js';
import { byId, element } from './dom.js';
import { currentLanguage, say } from './language.js';
import { plainLine } from './plain-text.js';

/** @typedef {import('./api.js').Session} Session */

/** The sessions that are kept on the server, the latest first. @param {(session: Session) => void} onOpen @param {(error: unknown) => void} onError */
export function sessionsDialog(onOpen, onError) {
  const dialog = byId('sessions-dialog', HTMLDialogElement);
  const body = /** @type {HTMLElement} */ (dialog.querySelector('.dialog-body'));
  const open = async (/** @type {string} */ id) => {
    try {
      const session = await api.session(id);
      dialog.close();
      onOpen(session);
    } catch (error) {
      dialog.close();
      onError(error);
    }
  };
  return async () => {
    try {
      const sessions = await api.sessions();
      const when = new Intl.DateTimeFormat(currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB', {
        dateStyle: 'medium',
        timeStyle: 'short',
      });
      body.replaceChildren(
        sessions.length
          ? element(
              'ul',
              { class: 'sessions' },
              ...sessions.map(({ id, title, turns, updated, scene, unfinished }) =>
                element(
                  'li',
                  {},
                  element('button', { type: 'button', onclick: () => open(id) }, plainLine(title) || id),
                  element(
                    'span',
                    { class: 'faint' },
                    [
                      say('sessionRow', { turns, when: when.format(new Date(updated)) }),
                      ...(scene === null ? [] : [plainLine(scene.split(/[\\/]/).at(-1) ?? '')]),
                      ...(unfinished ? [say('cutOff')] : []),
                    ].join(' · '),
                  ),
                ),
              ),
            )
          : element('p', {}, say('noSessions')),
      );
      dialog.showModal();
    } catch (error) {
      onError(error);
    }
  };
}
