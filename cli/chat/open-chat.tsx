import { render } from 'ink';
import { terminalDisplay } from '../terminal/pictures/display.ts';
import { Chat } from './chat.tsx';
import { type ChatSettings, Conversation } from './conversation.ts';
import { keyInput } from './key-input.ts';

/** Opens the chat and resolves when the user leaves it. Throws the signal's reason where the process was told to end. */
export async function openChat(settings: ChatSettings): Promise<void> {
  // Before the screen is taken over: the terminal answers where keys come from.
  await terminalDisplay();
  const conversation = new Conversation(settings);
  const { stdout } = conversation.pictures;
  const screen = render(<Chat conversation={conversation} />, {
    exitOnCtrlC: false,
    stdin: keyInput(process.stdin),
    stdout,
  });
  const leave = () => conversation.quit();
  settings.signal.addEventListener('abort', leave, { once: true });
  try {
    await screen.waitUntilExit();
    settings.signal.throwIfAborted();
  } finally {
    settings.signal.removeEventListener('abort', leave);
    await conversation.close();
  }
}
