// @ts-check
import { byId } from './dom.js';

/** Asks for the server's token until one is given: without it there is nothing to see. @param {boolean} isWrong @returns {Promise<string>} */
export function askForToken(isWrong) {
  const dialog = byId('token-dialog', HTMLDialogElement);
  const form = byId('token-form', HTMLFormElement);
  const field = byId('token', HTMLInputElement);
  byId('token-wrong', HTMLElement).hidden = !isWrong;
  field.value = '';
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  if (!dialog.open) dialog.showModal();
  field.focus();
  return new Promise((resolve) => {
    form.addEventListener(
      'submit',
      (event) => {
        event.preventDefault();
        dialog.close();
        resolve(field.value.trim());
        field.value = '';
      },
      { once: true },
    );
  });
}
