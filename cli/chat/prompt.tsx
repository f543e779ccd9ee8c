import { Box, type DOMElement, Text, useCursor, useInput } from 'ink';
import { useLayoutEffect, useRef, useState } from 'react';
import { plainLine, plainText } from '../../core/plain-text.ts';
import type { Candidate } from '../completion/line.ts';
import { commonStart } from '../completion/paths.ts';
import { cutDisplay } from '../terminal/display-width.ts';
import { type KeyAction, keyActions } from './keys.ts';
import * as editor from './line-editor.ts';
import type { QuestionHistory } from './question-history.ts';
import { completions, findSlashCommand } from './slash-commands.ts';
import { wrapLine } from './wrap-line.ts';

/** Columns of the prompt mark and its space. */
const MARK_COLUMNS = 2;
const MOST_HINTS = 4;

/**
 * The line that is typed. The terminal's own cursor stands in it, so that an input method opens its candidates there and no
 * colour is needed to see it.
 */
export function Prompt({
  columns,
  placeholder,
  takesEmpty,
  history,
  onSubmit,
  onInterrupt,
  onEscape,
}: {
  columns: number;
  placeholder: string;
  /** Enter alone is an answer: the placeholder. */
  takesEmpty: boolean;
  history: QuestionHistory;
  onSubmit: (text: string) => void;
  /** Ctrl-C; gets whether something was typed, which it then clears. */
  onInterrupt: (typed: boolean) => void;
  onEscape: () => void;
}) {
  const [line, setLine] = useState(editor.EMPTY_LINE);
  // Keys may come faster than renders; this is always the latest line.
  const current = useRef(line);
  /** What the Tab key found more than one of. */
  const [offers, setOffers] = useState<readonly Candidate[]>([]);
  const edit = (next: editor.Line) => {
    current.current = next;
    setLine(next);
    setOffers([]);
  };
  const completeArgument = async (typed: string) => {
    const command = findSlashCommand(typed.split(' ', 1)[0]!);
    if (!command) return;
    const { chatLines } = await import('../completion/chat-line.ts');
    const found = await chatLines(command, typed).catch(() => []);
    // more was typed meanwhile
    if (editor.textOf(current.current) !== typed) return;
    const start = commonStart(found.map(({ value }) => value));
    if (start.length > typed.length) edit(editor.lineOf(start));
    if (found.length > 1) setOffers(found);
  };
  const submit = () => {
    const text = editor.textOf(current.current).trim();
    edit(editor.EMPTY_LINE);
    if (!text && !takesEmpty) return;
    if (text && !takesEmpty) history.add(text);
    onSubmit(text);
  };

  const act = (action: KeyAction) => {
    const now = current.current;
    switch (action.do) {
      case 'type':
        return edit(editor.insert(now, plainText(action.text)));
      case 'enter':
        return submit();
      case 'interrupt':
        onInterrupt(now.graphemes.length > 0);
        return edit(editor.EMPTY_LINE);
      case 'end-of-input':
        return now.graphemes.length ? edit(editor.eraseAfter(now)) : onSubmit('/quit');
      case 'escape':
        return onEscape();
      case 'earlier':
        return recall(history.back(editor.textOf(now)));
      case 'later':
        return recall(history.forward());
      case 'left':
        return edit(editor.move(now, -1));
      case 'right':
        return edit(editor.move(now, 1));
      case 'home':
        return edit(editor.move(now, -now.graphemes.length));
      case 'end':
        return edit(editor.move(now, now.graphemes.length));
      case 'erase':
        return edit(editor.eraseBefore(now));
      case 'erase-word':
        return edit(editor.eraseWord(now));
      case 'erase-to-start':
        return edit(editor.eraseBefore(now, now.cursor));
      case 'erase-to-end':
        return edit(editor.eraseAfter(now, now.graphemes.length));
      case 'complete': {
        const typed = editor.textOf(now);
        const [first] = completions(typed);
        if (first) return edit(editor.lineOf(`${first.name}${first.usage ? ' ' : ''}`));
        if (/^\/\S+ /.test(typed)) void completeArgument(typed);
      }
    }
  };
  useInput((input, key) => {
    for (const action of keyActions(input, key)) act(action);
  });

  function recall(text: string | undefined) {
    if (text !== undefined) edit(editor.lineOf(text));
  }

  const { rows, row, column } = wrapLine(line, Math.max(4, columns - MARK_COLUMNS - 1));
  const box = useCursorAt(row, column + MARK_COLUMNS);
  const typed = editor.textOf(line);
  return (
    <Box flexDirection="column">
      <Box ref={box}>
        <Text color="cyan">› </Text>
        {typed ? (
          <Text>{rows.join('\n')}</Text>
        ) : (
          <Text dimColor>{cutDisplay(placeholder, columns - MARK_COLUMNS - 1)}</Text>
        )}
      </Box>
      {completions(typed)
        .slice(0, MOST_HINTS)
        .map(({ name, usage, summary }) => (
          <Text key={name} dimColor>
            {cutDisplay(`  ${name} ${usage}  ${summary.en} · ${summary.zh}`, columns - 1)}
          </Text>
        ))}
      {offers.slice(0, MOST_HINTS).map(({ value, help = '' }) => (
        <Text key={value} dimColor>
          {cutDisplay(plainLine(`  ${value}  ${help}`), columns - 1)}
        </Text>
      ))}
      {offers.length > MOST_HINTS ? <Text dimColor>{`  … ${offers.length - MOST_HINTS}`}</Text> : null}
    </Box>
  );
}

/** Puts the terminal's cursor at a row and column of a box. The box's own place is known after the layout only. */
function useCursorAt(row: number, column: number) {
  const box = useRef<DOMElement>(null);
  const { setCursorPosition } = useCursor();
  const [top, setTop] = useState<number>();
  useLayoutEffect(() => {
    let place = 0;
    for (let node: DOMElement | undefined = box.current ?? undefined; node; node = node.parentNode) {
      place += node.yogaNode?.getComputedTop() ?? 0;
    }
    if (place !== top) setTop(place);
  });
  setCursorPosition(top === undefined ? undefined : { x: column, y: top + row });
  return box;
}
