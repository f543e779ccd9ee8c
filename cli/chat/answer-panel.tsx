import { Box, Text } from 'ink';
import type { Answer } from '../../core/answer.ts';
import { plainText } from '../../core/plain-text.ts';
import { calculationText, contradictionText, missingText, modelsText } from '../answer-text.ts';
import { ReferencesPanel } from './references-panel.tsx';
import type { ChatWords } from './words.ts';

/** An answer: its text, what is missing where it was refused, where sources disagree, how derived numbers were made, references, models. */
export function AnswerPanel({ answer, words }: { answer: Answer; words: ChatWords }) {
  const missing = missingText(answer);
  const disagreement = contradictionText(answer);
  const calculated = calculationText(answer);
  return (
    <Box flexDirection="column" marginBottom={1}>
      <Text {...(answer.refusal ? { color: 'yellow' } : {})}>{plainText(answer.answer).trim()}</Text>
      {missing && <Text color="yellow">{missing}</Text>}
      {disagreement && <Text color="yellow">{disagreement}</Text>}
      {calculated && <Text dimColor>{calculated}</Text>}
      {answer.citations.length > 0 && <ReferencesPanel title={words.references} answer={answer} />}
      <Text dimColor>{modelsText(answer)}</Text>
    </Box>
  );
}
