import { Box, Static, useApp } from 'ink';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { BackgroundLine } from './background-line.tsx';
import type { Conversation } from './conversation.ts';
import type { KeyInput } from './key-input.ts';
import { LiveTurnPanel } from './live-turn.tsx';
import { useLooks } from './looks.tsx';
import { Prompt } from './prompt.tsx';
import { runSlashCommand } from './slash-commands.ts';
import { StatusLine } from './status-line.tsx';
import { TranscriptEntry } from './transcript-entry.tsx';
import { useTick } from './use-tick.ts';
import { chatWords, firstStep } from './words.ts';

/** How long a second Ctrl-C counts as "again". */
const QUIT_WINDOW_MS = 2000;
/** Rows of the prompt and its list while a turn runs, which needs the others, and at most. */
const PROMPT_ROWS = { busy: 6, rest: 13 };
/** Rows of the status lines, the blank one above them, and the one below the last. */
const OTHER_ROWS = 4;

/** The whole screen: the transcript above, and below it the running turn, the status line and the prompt. */
export function Chat({ conversation, keys }: { conversation: Conversation; keys: KeyInput }) {
  const state = useSyncExternalStore(conversation.subscribe, () => conversation.state);
  const { exit } = useApp();
  const { columns, rows } = useTerminalSize();
  const disarm = useRef<NodeJS.Timeout>(undefined);
  const words = chatWords(state.settings.lang);
  // Ticks here and not in the status line: Ink hides the cursor after a frame in which the prompt was not drawn.
  const { spoken } = useLooks();
  const tick = useTick(!spoken && (state.live !== null || state.preparing !== null));

  useEffect(() => {
    // After the first paint: loading the graph takes a second, and the prompt must not wait for it.
    const timer = setTimeout(() => void conversation.prepare(), 30);
    return () => clearTimeout(timer);
  }, [conversation]);

  useEffect(() => {
    if (state.finished) exit();
  }, [state.finished, exit]);

  const submit = (typed: string) => {
    if (!typed.startsWith('/') && conversation.answerQuestion(typed)) return;
    const { scene, lang } = state.settings;
    // 1, 2 or 3 are the things to try, as long as they are what one has just read
    const text = (conversation.lastAnswer ? null : firstStep(typed, scene, state.synthetic, lang)) ?? typed;
    if (text.startsWith('/')) {
      conversation.dropQuestion();
      conversation.say({ kind: 'command', text });
      void runSlashCommand(conversation, text);
    } else if (text === 'o' && conversation.lastPicture) void runSlashCommand(conversation, '/open');
    else if (conversation.busy)
      conversation.say({ kind: 'note', text: 'A turn is running; Esc stops it. · 正在回答，按 Esc 停止。' });
    else void conversation.ask(text);
  };

  const interrupt = (typed: boolean) => {
    // not the state that was drawn last: both may come in one piece
    if (conversation.state.quitArmed) return conversation.quit();
    if (typed && !conversation.busy) return;
    if (conversation.dropQuestion()) return;
    conversation.stop();
    conversation.change({ quitArmed: true });
    clearTimeout(disarm.current);
    disarm.current = setTimeout(() => conversation.change({ quitArmed: false }), QUIT_WINDOW_MS);
  };
  useEffect(() => () => clearTimeout(disarm.current), []);

  return (
    <>
      <Static items={[...state.entries]}>
        {(entry) => (
          <Box key={entry.key} width={columns} paddingRight={1}>
            <TranscriptEntry entry={entry} words={words} columns={columns - 1} />
          </Box>
        )}
      </Static>
      {!state.finished && (
        <Box flexDirection="column" width={columns} marginTop={spoken ? 0 : 1}>
          {!spoken && state.live && <LiveTurnPanel live={state.live} words={words} columns={columns} rows={rows} />}
          {!spoken && state.background && (
            <BackgroundLine progress={state.background} words={words} columns={columns} />
          )}
          {(!spoken || state.quitArmed) && <StatusLine state={state} words={words} columns={columns} tick={tick} />}
          <Prompt
            keys={keys}
            columns={columns}
            room={Math.max(1, Math.min(state.live ? PROMPT_ROWS.busy : PROMPT_ROWS.rest, rows - OTHER_ROWS))}
            words={words}
            context={{ kb: state.settings.kb, references: conversation.lastAnswer?.citations ?? [] }}
            placeholder={state.asking ? state.asking.suggestion || words.answer : words.placeholder}
            takesEmpty={state.asking !== null}
            onSubmit={submit}
            onInterrupt={interrupt}
            onEscape={() => conversation.dropQuestion() || conversation.stop()}
          />
        </Box>
      )}
    </>
  );
}

/** Size of the terminal, followed when the window changes. The drawing library is told of no height (PictureOutput). */
function useTerminalSize(): { columns: number; rows: number } {
  const read = () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 });
  const [size, setSize] = useState(read);
  useEffect(() => {
    const changed = () => setSize({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 });
    process.stdout.on('resize', changed);
    return () => {
      process.stdout.off('resize', changed);
    };
  }, []);
  return size;
}
