import type { ReportContent } from './content.ts';

/** Long titles would run into the other side of the page's head. */
const MOST = 70;

/** Head and foot of each printed page (CSS Paged Media; Chromium from 131 on prints them): title, standing, page number. */
export function pageMargins({ title, synthetic, words }: ReportContent): string {
  const head = title.length > MOST ? `${title.slice(0, MOST - 1)}…` : title;
  const box = (name: string, content: string) => `  @${name} { content: ${content}; }\n`;
  return (
    '@page {\n' +
    box('top-left', cssString(head)) +
    (synthetic ? box('top-right', cssString(words.syntheticShort)) : '') +
    box('bottom-left', cssString(words.unsigned)) +
    box('bottom-right', `counter(page) " / " counter(pages)`) +
    '}\n'
  );
}

/** A CSS string in which every sign but letters and digits is written by its number, so that nothing can end it. */
export function cssString(text: string): string {
  const safe = [...text].map((sign) =>
    /^[\p{L}\p{N} ]$/u.test(sign) ? sign : `\\${sign.codePointAt(0)!.toString(16)} `,
  );
  return `"${safe.join('')}"`;
}
