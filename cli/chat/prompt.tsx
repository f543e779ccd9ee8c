import { Box, type DOMElement, Text, useCursor, useInput } from 'ink';
import { useLayoutEffect, useRef, useState } from 'react';
import { plainText } from '../../core/plain-text.ts';
import * as editor from './line-editor.ts';
import type { QuestionHistory } from './question-history.ts';
import { completions } from './slash-commands.ts';
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
  history,
  onSubmit,
  onInterrupt,
  onEscape,
}: {
  columns: number;
  placeholder: string;
  history: QuestionHistory;
  onSubmit: (text: string) => void;
  /** Ctrl-C; gets whether something was typed, which it then clears. */
  onInterrupt: (typed: boolean) => void;
  onEscape: () => void;
}) {
  const [line, setLine] = useState(editor.EMPTY_LINE);
  // Keys may come faster than renders; this is always the latest line.
  const current = useRef(line);
  const edit = (next: editor.Line) => {
    current.current = next;
    setLine(next);
  };
  const submit = () => {
    const text = editor.textOf(current.current).trim();
    edit(editor.EMPTY_LINE);
    if (!text) return;
    history.add(text);
    onSubmit(text);
  };

  useInput((input, key) => {
    const now = current.current;
    if (key.ctrl && input === 'c') {
      onInterrupt(now.graphemes.length > 0);
      edit(editor.EMPTY_LINE);
    } else if (key.ctrl && input === 'd') {
      if (now.graphemes.length) edit(editor.eraseAfter(now));
      else onSubmit('/quit');
    } else if (key.escape) onEscape();
    else if (key.return) submit();
    else if (key.upArrow) recall(history.back(editor.textOf(now)));
    else if (key.downArrow) recall(history.forward());
    else if (key.leftArrow) edit(editor.move(now, -1));
    else if (key.rightArrow) edit(editor.move(now, 1));
    else if (key.home || (key.ctrl && input === 'a')) edit(editor.move(now, -now.graphemes.length));
    else if (key.end || (key.ctrl && input === 'e')) edit(editor.move(now, now.graphemes.length));
    else if (key.ctrl && input === 'u') edit(editor.eraseBefore(now, now.cursor));
    else if (key.ctrl && input === 'k') edit(editor.eraseAfter(now, now.graphemes.length));
    else if (key.ctrl && input === 'w') edit(editor.eraseWord(now));
    // Terminals send DEL for the backspace key, which reads as "delete"; the forward delete key is rare.
    else if (key.backspace || key.delete) edit(editor.eraseBefore(now));
    else if (key.tab) {
      const [first] = completions(editor.textOf(now));
      if (first) edit(editor.lineOf(`${first.name}${first.usage ? ' ' : ''}`));
    } else if (!key.ctrl && !key.meta) type(input);
  });

  /** Typed or pasted text. A paste is one line here; a line end at its end is the Enter key. */
  function type(input: string) {
    const enter = /[\r\n]$/.test(input);
    const text = plainText(input)
      .replace(/\s*\n\s*/g, ' ')
      .replace(/\t/g, ' ');
    edit(editor.insert(current.current, enter ? text.trimEnd() : text));
    if (enter) submit();
  }

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
          <Text dimColor wrap="truncate-end">
            {placeholder}
          </Text>
        )}
      </Box>
      {completions(typed)
        .slice(0, MOST_HINTS)
        .map(({ name, usage, summary }) => (
          <Text key={name} dimColor wrap="truncate-end">
            {'  '}
            {name} {usage} {summary.en} · {summary.zh}
          </Text>
        ))}
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
