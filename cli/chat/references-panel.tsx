import { Box } from 'ink';
import type { Answer, Citation, QuoteVerdict } from '../../core/answer.ts';
import type { Language } from '../../core/language.ts';
import { pagePlace } from '../../core/page-place.ts';
import { plainLine } from '../../core/plain-text.ts';
import { verdictText } from '../answer-text.ts';
import type { Tone } from '../terminal/tones.ts';
import { wrapText } from '../terminal/wrap-words.ts';
import { Toned } from './looks.tsx';
import { Prose } from './prose.tsx';

const VERDICT_TONES: Record<QuoteVerdict, Tone> = { verified: 'good', misattributed: 'warn', fabricated: 'bad' };

/** The references of an answer: page, verdict, and the verified quotation. */
export function ReferencesPanel({ title, answer, columns }: { title: string; answer: Answer; columns: number }) {
  return (
    <Box flexDirection="column" width={columns}>
      <Prose text={title} columns={columns} bold />
      {answer.citations.map((citation) => (
        <Box key={citation.n} flexDirection="column">
          <ReferenceLine citation={citation} language={answer.language} columns={columns} />
          {citation.verdict === 'verified' && (
            <Prose text={`“${plainLine(citation.quote)}”`} columns={columns} indent={4} tone="faint" />
          )}
        </Box>
      ))}
    </Box>
  );
}

/** Where a quotation stands, and whether it does. */
export function ReferenceLine({
  citation,
  language,
  columns,
}: {
  citation: Citation;
  language: Language;
  columns: number;
}) {
  const { n, title, verdict } = citation;
  const line = `[${n}] ${plainLine(title)}, ${pagePlace(citation, language)} (${verdictText(verdict, language)})`;
  const rows = wrapText(line, columns);
  const at = rows.lastIndexOf('(');
  return (
    <Toned tone={undefined}>
      {rows.slice(0, at)}
      <Toned tone={VERDICT_TONES[verdict]}>{rows.slice(at)}</Toned>
    </Toned>
  );
}
