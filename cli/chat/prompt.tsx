import { Box, type DOMElement, Text, useCursor } from 'ink';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { cutDisplay, displayWidth } from '../terminal/display-width.ts';
import { commandsLike } from './completer.ts';
import { CompletionList, LIST_ROWS } from './completion-list.tsx';
import { earlierLines, keepCommand } from './earlier-lines.ts';
import type { HistorySearch } from './history-search.ts';
import type { KeyInput } from './key-input.ts';
import { keyAction } from './keys.ts';
import { headOf, type Line, lineOf } from './line-editor.ts';
import { Toned } from './looks.tsx';
import { QuestionHistory } from './question-history.ts';
import { Typing, type TypingHost } from './typing.ts';
import type { ChatWords } from './words.ts';
import { visibleRows, type WrappedLine, wrapLine } from './wrap-line.ts';

/** Columns of the prompt mark and its space. */
const MARK_COLUMNS = 2;
/** The prompt grows so far, and scrolls within. */
const MOST_ROWS = 8;
/** Rows of what a search found. */
const FOUND_ROWS = 3;
/** After the first paint; reading them must not delay it, ms. */
const HISTORY_AFTER_MS = 50;

/**
 * What is typed. The terminal's own cursor stands in it, so that an input method opens its candidates there and no colour
 * is needed to see it.
 */
export function Prompt({
  keys,
  columns,
  room,
  placeholder,
  onSubmit,
  ...host
}: Omit<TypingHost, 'columns'> & {
  keys: KeyInput;
  columns: number;
  /** Rows that the prompt and what is offered below it may take, at least 1. */
  room: number;
  placeholder: string;
}) {
  const [history] = useState(() => new QuestionHistory());
  const [typing] = useState(() => new Typing(history));
  useSyncExternalStore(typing.subscribe, typing.version);
  const textColumns = Math.max(4, columns - MARK_COLUMNS - 1);
  typing.host = {
    ...host,
    columns: textColumns,
    onSubmit: (text) => {
      keepCommand(text);
      onSubmit(text);
    },
  };

  useEffect(
    () =>
      keys.listen((presses) => {
        for (const press of presses) {
          const action = keyAction(press);
          if (action) typing.act(action);
        }
      }),
    [keys, typing],
  );
  useEffect(() => {
    const timer = setTimeout(async () => history.prepend(await earlierLines()), HISTORY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [history]);

  if (typing.search) {
    return <SearchRows search={typing.search} words={host.words} columns={textColumns} room={room} />;
  }
  const offers = typing.offers ?? { candidates: hintsFor(typing.line), chosen: -1 };
  const listRows = Math.min(offers.candidates.length, LIST_ROWS, Math.max(0, room - 1));
  const most = Math.max(1, Math.min(MOST_ROWS, room - listRows));
  return (
    <Box flexDirection="column">
      <TypedRows line={typing.line} columns={textColumns} most={most} placeholder={placeholder} />
      <CompletionList {...offers} columns={columns} rows={listRows} />
    </Box>
  );
}

/** The commands that fit while one is being typed. */
function hintsFor(line: Line) {
  return line.cursor === line.pieces.length && line.pieces[0] === '/' ? commandsLike(headOf(line)) : [];
}

/** The rows of what is typed that have room; marks on their left say whether there are more. */
function TypedRows({
  line,
  columns,
  most,
  placeholder,
}: {
  line: Line;
  columns: number;
  most: number;
  placeholder: string;
}) {
  const firstShown = useRef(0);
  const wrapped = wrapLine(line, columns);
  const { from, to } = visibleRows(wrapped, most, firstShown.current);
  firstShown.current = from;
  const box = useCursorAt(wrapped.row - from, wrapped.column + MARK_COLUMNS);
  const marks = wrapped.rows.slice(from, to).map((_, at) => {
    if (at === 0 && from > 0) return '↑';
    if (at === to - from - 1 && to < wrapped.rows.length) return '↓';
    return at === 0 ? '›' : ' ';
  });
  return (
    <Box ref={box}>
      <Box width={MARK_COLUMNS} flexShrink={0}>
        <Toned tone="accent">{marks.join('\n')}</Toned>
      </Box>
      {line.pieces.length ? (
        <Rows wrapped={wrapped} from={from} to={to} />
      ) : (
        <Toned tone="faint">{cutDisplay(placeholder, columns)}</Toned>
      )}
    </Box>
  );
}

/** One text a row: a row that the drawing library takes for wider than it is must not move the others. */
function Rows({ wrapped, from, to, indent = '' }: { wrapped: WrappedLine; from: number; to: number; indent?: string }) {
  return (
    <Box flexDirection="column">
      {wrapped.starts.slice(from, to).map((start, at) => (
        <Text key={start} wrap="truncate">
          {`${indent}${wrapped.rows[from + at]}` || ' '}
        </Text>
      ))}
    </Box>
  );
}

/** Ctrl-R: what is looked for, with the cursor, and below it what was found. */
function SearchRows({
  search,
  words,
  columns,
  room,
}: {
  search: HistorySearch;
  words: ChatWords;
  columns: number;
  room: number;
}) {
  const label = `${words.search}: `;
  const query = cutDisplay(search.query, Math.max(4, columns - displayWidth(label)));
  const box = useCursorAt(0, MARK_COLUMNS + displayWidth(label) + displayWidth(query));
  const found = search.found?.replace(/\s+/g, ' ') ?? '';
  const wrapped = wrapLine(lineOf(found.slice(0, columns * room)), columns);
  return (
    <Box flexDirection="column">
      <Box ref={box}>
        <Toned tone="accent">{'‹ '}</Toned>
        <Text wrap="truncate">
          <Toned tone="faint">{label}</Toned>
          {query}
        </Text>
      </Box>
      {room > 1 && found ? (
        <Rows wrapped={wrapped} from={0} to={Math.max(1, Math.min(FOUND_ROWS, room - 2))} indent="  " />
      ) : null}
      {room > 2 ? (
        <Toned tone="faint">
          {cutDisplay(`  ${search.failed && search.query ? words.noMatch : words.searchHint}`, columns + 1)}
        </Toned>
      ) : null}
    </Box>
  );
}

/**
 * Puts the terminal's cursor at a row and column of a box. The box's own place is known after the layout only, so it is
 * looked up when the frame is written: not a drawing too late.
 */
function useCursorAt(row: number, column: number) {
  const box = useRef<DOMElement>(null);
  const { setCursorPosition } = useCursor();
  setCursorPosition({
    x: column,
    get y() {
      let top = 0;
      for (let node: DOMElement | undefined = box.current ?? undefined; node; node = node.parentNode) {
        top += node.yogaNode?.getComputedTop() ?? 0;
      }
      return top + row;
    },
  });
  return box;
}
