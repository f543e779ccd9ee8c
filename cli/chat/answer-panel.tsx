import { Box } from 'ink';
import type { Answer } from '../../core/answer.ts';
import { plainText } from '../../core/plain-text.ts';
import { calculationText, contradictionText, missingText, modelsText } from '../answer-text.ts';
import { useLooks } from './looks.tsx';
import { Prose } from './prose.tsx';
import { ReferencesPanel } from './references-panel.tsx';
import type { ChatWords } from './words.ts';

/** Columns from which on the references stand beside the answer. */
const WIDE = 110;
/** Columns between. */
const GAP = 3;
/** Rows longer than this are hard to read as running text. */
const MOST_COLUMNS = 110;
/** Part of the columns that references take, and how many at most. */
const REFERENCES = { share: 0.4, most: 72 };

/** An answer: its text, what is missing where it was refused, where sources disagree, how derived numbers were made, references, models. */
export function AnswerPanel({ answer, words, columns }: { answer: Answer; words: ChatWords; columns: number }) {
  const { spoken } = useLooks();
  const beside = columns >= WIDE && !spoken && answer.citations.length > 0;
  const right = beside ? Math.min(REFERENCES.most, Math.floor(columns * REFERENCES.share)) : columns;
  const left = beside ? columns - right - GAP : Math.min(columns, MOST_COLUMNS);
  const warned = [missingText(answer), contradictionText(answer)].filter(Boolean);
  const calculated = calculationText(answer);
  const references = answer.citations.length > 0 && (
    <ReferencesPanel title={words.references} answer={answer} columns={right} />
  );
  return (
    <Box flexDirection="column">
      <Box gap={GAP}>
        <Box flexDirection="column" width={left} flexShrink={0}>
          {spoken && <Prose text={words.answerFollows} columns={left} />}
          <Prose text={plainText(answer.answer).trim()} columns={left} tone={answer.refusal ? 'warn' : undefined} />
          {warned.map((text) => (
            <Prose key={text} text={text} columns={left} tone="warn" />
          ))}
          {calculated && <Prose text={calculated} columns={left} tone="faint" />}
        </Box>
        {beside && references}
      </Box>
      {!beside && references && <Box marginTop={1}>{references}</Box>}
      <Prose text={modelsText(answer)} columns={columns} tone="faint" />
    </Box>
  );
}
