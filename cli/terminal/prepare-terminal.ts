import { isYes } from '../../core/config.ts';

/**
 * Settings that the drawing library reads from the environment when it is loaded; call before it is.
 * It knows FORCE_COLOR and not NO_COLOR; and where CI is set it draws nothing until the end, though here is a real terminal.
 *
 * Keys are taken as they are from here on: what is typed while the chat loads is neither echoed nor changed (Enter would
 * come as the key that begins a new line). Node gives the terminal back when the process ends.
 *
 * @param spoken the chat is listened to
 */
export function prepareTerminal({ spoken = isYes(process.env.GOSSAN_SCREEN_READER) } = {}): void {
  if (process.env.NO_COLOR) process.env.FORCE_COLOR = '0';
  if (spoken) process.env.INK_SCREEN_READER = 'true';
  for (const name of ['CI', 'CONTINUOUS_INTEGRATION']) {
    if (name in process.env) process.env[name] = 'false';
  }
  if (process.stdin.isTTY) process.stdin.setRawMode(true);
}
