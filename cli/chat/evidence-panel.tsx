import { Box, Text } from 'ink';
import type { Answer } from '../../core/answer.ts';
import { plainLine } from '../../core/plain-text.ts';
import { cutDisplay } from '../terminal/display-width.ts';

const TEXT_COLUMNS = 200;

/** The evidence of an answer, each piece with the address that it was read from. */
export function EvidencePanel({ title, answer }: { title: string; answer: Answer }) {
  return (
    <Box flexDirection="column" marginBottom={1}>
      <Text bold>
        {title} ({answer.evidence.length})
      </Text>
      {answer.evidence.map(({ id, kind, source, address, text }) => (
        <Box key={id} flexDirection="column">
          <Text>
            <Text color="cyan">{kind}</Text> {plainLine(source)} <Text dimColor>{plainLine(address)}</Text>
          </Text>
          <Box marginLeft={2}>
            <Text>{cutDisplay(plainLine(text), TEXT_COLUMNS)}</Text>
          </Box>
        </Box>
      ))}
    </Box>
  );
}
