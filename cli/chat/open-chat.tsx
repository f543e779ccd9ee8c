import { render } from 'ink';
import { terminalColours, terminalDisplay } from '../terminal/pictures/display.ts';
import { tonesFor } from '../terminal/tones.ts';
import { Chat } from './chat.tsx';
import { type ChatSettings, Conversation } from './conversation.ts';
import { KeyInput } from './key-input.ts';
import { type Looks, LooksContext } from './looks.tsx';
import { giveMemoryBackAtRest } from './memory-at-rest.ts';

const FRAMES_PER_SECOND = 120;

/** Opens the chat and resolves when the user leaves it. Throws the signal's reason where the process was told to end. */
export async function openChat(settings: ChatSettings): Promise<void> {
  // Before the screen is taken over: the terminal answers where keys come from.
  const { spoken } = await terminalDisplay();
  const { ground, depth } = await terminalColours();
  const looks: Looks = { tones: tonesFor(ground, depth), spoken };
  const conversation = new Conversation({ ...settings, spoken });
  const { stdout } = conversation.pictures;
  const keys = new KeyInput(process.stdin, process.stdout);
  keys.open();
  const chat = (
    <LooksContext.Provider value={looks}>
      <Chat conversation={conversation} keys={keys} />
    </LooksContext.Provider>
  );
  const screen = render(chat, {
    exitOnCtrlC: false,
    stdout,
    // what is said to those who listen is made here; the library's own way leaves the cursor behind the line, not in it
    isScreenReaderEnabled: false,
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
