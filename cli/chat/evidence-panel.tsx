import { Box } from 'ink';
import type { Answer } from '../../core/answer.ts';
import { plainLine } from '../../core/plain-text.ts';
import { cutDisplay } from '../terminal/display-width.ts';
import { wrapText } from '../terminal/wrap-words.ts';
import { Toned } from './looks.tsx';
import { Prose } from './prose.tsx';

const TEXT_COLUMNS = 200;

/** The evidence of an answer, each piece with the address that it was read from. */
export function EvidencePanel({ title, answer, columns }: { title: string; answer: Answer; columns: number }) {
  return (
    <Box flexDirection="column">
      <Prose text={`${title} (${answer.evidence.length})`} columns={columns} bold />
      {answer.evidence.map(({ id, kind, source, address, text }) => {
        const rows = wrapText(`${kind} ${plainLine(source)} ${plainLine(address)}`, columns);
        return (
          <Box key={id} flexDirection="column">
            <Toned tone={undefined}>
              <Toned tone="accent">{rows.slice(0, kind.length)}</Toned>
              {rows.slice(kind.length)}
            </Toned>
            <Prose text={cutDisplay(plainLine(text), TEXT_COLUMNS)} columns={columns} indent={2} tone="faint" />
          </Box>
        );
      })}
    </Box>
  );
}
