import { Box } from 'ink';
import type { Citation } from '../../core/answer.ts';
import type { Language } from '../../core/language.ts';
import { plainText } from '../../core/plain-text.ts';
import { wrapText } from '../terminal/wrap-words.ts';
import { Toned } from './looks.tsx';
import type { QuotationInPage } from './quotation-in-page.ts';
import { ReferenceLine } from './references-panel.tsx';

const INDENT = 4;
/** Rows longer than this are hard to read as running text. */
const MOST_COLUMNS = 100;
/** Stand for « and » while rows are made: a page may hold those. No page holds these, of the private use area. */
const OPENS = '\ue000';
const CLOSES = '\ue001';

/**
 * A reference with the text of its page around the quotation. The quotation stands between « and », so that it is seen
 * without colours and heard by a screen reader.
 */
export function CitationPanel({
  citation,
  context: { before, quote, after },
  language,
  columns,
}: {
  citation: Citation;
  context: QuotationInPage;
  language: Language;
  columns: number;
}) {
  const [head, body, tail] = [before, quote, after].map((text) => plainText(text).replace(/[\ue000\ue001]/g, ''));
  const rows = wrapText(
    `${head}${OPENS}${body}${CLOSES}${tail}`,
    Math.min(MOST_COLUMNS, Math.max(8, columns - INDENT)),
  );
  const [opens, closes] = [rows.indexOf(OPENS), rows.indexOf(CLOSES)];
  return (
    <Box flexDirection="column">
      <ReferenceLine citation={citation} language={language} columns={columns} />
      <Box marginLeft={INDENT}>
        <Toned tone={undefined}>
          <Toned tone="faint">{rows.slice(0, opens)}</Toned>
          <Toned tone="warn" bold>
            «{rows.slice(opens + 1, closes)}»
          </Toned>
          <Toned tone="faint">{rows.slice(closes + 1)}</Toned>
        </Toned>
      </Box>
    </Box>
  );
}
