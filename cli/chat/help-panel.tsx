import { Box, Text } from 'ink';
import { KEY_HELP } from './keys.ts';
import { SLASH_COMMANDS } from './slash-commands.ts';

/** The commands and the keys of the chat, in both languages. */
export function HelpPanel() {
  return (
    <Box flexDirection="column" marginBottom={1}>
      {SLASH_COMMANDS.map(({ name, usage, summary }) => (
        <Text key={name}>
          <Text color="cyan">
            {name} {usage}
          </Text>
          {usage ? '  ' : ' '}
          {summary.en} · {summary.zh}
        </Text>
      ))}
      <Text> </Text>
      {KEY_HELP.map(({ keys, en, zh }) => (
        <Text key={keys}>
          <Text color="cyan">{keys}</Text>
          {'  '}
          {en} · {zh}
        </Text>
      ))}
      <Text dimColor>archive · 归档 · 总结对话 · 保存记录 as a question save the session too.</Text>
    </Box>
  );
}
