import { Box } from 'ink';
import type { ComponentProps } from 'react';
import { wrapText } from '../terminal/wrap-words.ts';
import { Toned } from './looks.tsx';

/** Text in rows of so many columns, broken here: the drawing library would break a word that stands between Chinese. */
export function Prose({
  text,
  columns,
  indent = 0,
  tone,
  bold = false,
}: {
  text: string;
  columns: number;
  /** Columns that stay free on the left; of `columns`. */
  indent?: number;
  tone?: ComponentProps<typeof Toned>['tone'];
  bold?: boolean;
}) {
  return (
    <Box marginLeft={indent}>
      <Toned tone={tone} bold={bold}>
        {wrapText(text, Math.max(8, columns - indent))}
      </Toned>
    </Box>
  );
}
