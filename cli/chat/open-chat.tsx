import { render } from 'ink';
import { terminalDisplay } from '../terminal/pictures/display.ts';
import { Chat } from './chat.tsx';
import { type ChatSettings, Conversation } from './conversation.ts';
import { KeyInput } from './key-input.ts';
import { giveMemoryBackAtRest } from './memory-at-rest.ts';

const FRAMES_PER_SECOND = 120;

/** Opens the chat and resolves when the user leaves it. Throws the signal's reason where the process was told to end. */
export async function openChat(settings: ChatSettings): Promise<void> {
  // Before the screen is taken over: the terminal answers where keys come from.
  await terminalDisplay();
  const conversation = new Conversation(settings);
  const { stdout } = conversation.pictures;
  const keys = new KeyInput(process.stdin, process.stdout);
  keys.open();
  const screen = render(<Chat conversation={conversation} keys={keys} />, {
    exitOnCtrlC: false,
    stdout,
    // a key that follows another at once is drawn as soon
    maxFps: FRAMES_PER_SECOND,
  });
  const endRest = giveMemoryBackAtRest(conversation, keys);
  const leave = () => conversation.quit();
  settings.signal.addEventListener('abort', leave, { once: true });
  try {
    await screen.waitUntilExit();
    settings.signal.throwIfAborted();
  } finally {
    settings.signal.removeEventListener('abort', leave);
    endRest();
    keys.close();
    await conversation.close();
  }
}
