import { Box, Text } from 'ink';
import type { Citation } from '../../core/answer.ts';
import type { Language } from '../../core/language.ts';
import { plainText } from '../../core/plain-text.ts';
import type { QuotationInPage } from './quotation-in-page.ts';
import { ReferenceLine } from './references-panel.tsx';

/**
 * A reference with the text of its page around the quotation. The quotation stands between « and », so that it is seen
 * without colours and heard by a screen reader.
 */
export function CitationPanel({
  citation,
  context: { before, quote, after },
  language,
}: {
  citation: Citation;
  context: QuotationInPage;
  language: Language;
}) {
  return (
    <Box flexDirection="column" marginBottom={1}>
      <ReferenceLine citation={citation} language={language} />
      <Box marginLeft={4}>
        <Text>
          <Text dimColor>{plainText(before)}</Text>
          <Text bold color="yellow">
            «{plainText(quote)}»
          </Text>
          <Text dimColor>{plainText(after)}</Text>
        </Text>
      </Box>
    </Box>
  );
}
