import { Box, Text } from 'ink';
import type { Answer, Citation } from '../../core/answer.ts';
import type { Language } from '../../core/language.ts';
import { pagePlace } from '../../core/page-place.ts';
import { plainLine } from '../../core/plain-text.ts';
import { verdictText } from '../answer-text.ts';
import { cutDisplay } from '../terminal/display-width.ts';

/** Enough of a quotation to recognise it; /cite shows the whole. */
const QUOTE_COLUMNS = 160;

const VERDICT_COLOURS = { verified: 'green', misattributed: 'yellow', fabricated: 'red' } as const;

/** The references of an answer: page, verdict, and the verified quotation. */
export function ReferencesPanel({ title, answer }: { title: string; answer: Answer }) {
  return (
    <Box flexDirection="column" marginTop={1}>
      <Text bold>{title}</Text>
      {answer.citations.map((citation) => (
        <Reference key={citation.n} citation={citation} language={answer.language} columns={QUOTE_COLUMNS} />
      ))}
    </Box>
  );
}

/** Where a quotation stands, and whether it does. */
export function ReferenceLine({ citation, language }: { citation: Citation; language: Language }) {
  const { n, title, verdict } = citation;
  return (
    <Text>
      [{n}] {plainLine(title)}, {pagePlace(citation, language)}{' '}
      <Text color={VERDICT_COLOURS[verdict]}>({verdictText(verdict, language)})</Text>
    </Text>
  );
}

/** One reference; `columns` cuts its quotation. */
function Reference({ citation, language, columns }: { citation: Citation; language: Language; columns: number }) {
  const { verdict, quote } = citation;
  return (
    <Box flexDirection="column">
      <ReferenceLine citation={citation} language={language} />
      {verdict === 'verified' && (
        <Box marginLeft={4}>
          <Text dimColor>“{cutDisplay(plainLine(quote), columns)}”</Text>
        </Box>
      )}
    </Box>
  );
}
