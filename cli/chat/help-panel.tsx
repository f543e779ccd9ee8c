import { Box } from 'ink';
import { displayWidth } from '../terminal/display-width.ts';
import { KEY_HELP } from './keys.ts';
import { Toned } from './looks.tsx';
import { Prose } from './prose.tsx';
import { SLASH_COMMANDS } from './slash-commands.ts';

/** Columns from which on what a command does stands beside its name. */
const WIDE = 72;
const NAME_COLUMNS = 24;
const GAP = 2;
const ARCHIVE = 'archive · 归档 · 总结对话 · 保存记录 as a question save the session too.';

/** The commands and the keys of the chat, in both languages. */
export function HelpPanel({ columns }: { columns: number }) {
  return (
    <Box flexDirection="column">
      {SLASH_COMMANDS.map(({ name, usage, summary }) => (
        <Row key={name} name={`${name} ${usage}`.trim()} text={`${summary.en} · ${summary.zh}`} columns={columns} />
      ))}
      <Toned tone={undefined}> </Toned>
      {KEY_HELP.map(({ keys, en, zh }) => (
        <Row key={keys} name={keys} text={`${en} · ${zh}`} columns={columns} />
      ))}
      <Prose text={ARCHIVE} columns={columns} tone="faint" />
    </Box>
  );
}

/** A name and what it does: beside it, or below where one of them has no room. */
function Row({ name, text, columns }: { name: string; text: string; columns: number }) {
  if (columns < WIDE) {
    return (
      <Box flexDirection="column">
        <Prose text={name} columns={columns} tone="accent" />
        <Prose text={text} columns={columns} indent={GAP} />
      </Box>
    );
  }
  const beside = displayWidth(name) <= NAME_COLUMNS;
  return (
    <Box flexDirection={beside ? 'row' : 'column'}>
      <Box width={beside ? NAME_COLUMNS + GAP : columns} flexShrink={0}>
        <Toned tone="accent">{name}</Toned>
      </Box>
      <Prose
        text={text}
        columns={columns - (beside ? NAME_COLUMNS + GAP : 0)}
        indent={beside ? 0 : NAME_COLUMNS + GAP}
      />
    </Box>
  );
}
