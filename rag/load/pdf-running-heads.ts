import type { PlacedLine } from './pdf-layout.ts';

/** Lines looked at from the top and from the bottom of a page. */
const MARGIN_LINES = 2;
/** A line is a running head when it stands at the same height on so many pages, and on this part of them. */
const MIN_PAGES = 3;
const MIN_SHARE = 0.2;

/**
 * Drops running heads and page numbers: first and last lines that come back at the same height with the same words,
 * whatever their digits. Left and right pages may differ, so a share of a fifth is enough.
 */
export function dropRunningHeads(pages: PlacedLine[][]): PlacedLine[][] {
  const seen = new Map<string, Set<number>>();
  for (const [at, lines] of pages.entries()) {
    for (const line of marginLines(lines)) {
      for (const key of keys(line)) {
        const on = seen.get(key);
        if (on === undefined) seen.set(key, new Set([at]));
        else on.add(at);
      }
    }
  }
  const needed = Math.max(MIN_PAGES, Math.ceil(MIN_SHARE * pages.length));
  return pages.map((lines) => {
    const margins = new Set(marginLines(lines));
    return lines.filter((line) => {
      if (!margins.has(line)) return true;
      return !keys(line).some((key) => (seen.get(key)?.size ?? 0) >= needed);
    });
  });
}

function marginLines(lines: PlacedLine[]): PlacedLine[] {
  if (lines.length < 2 * MARGIN_LINES) return [];
  const byHeight = lines.toSorted((a, b) => a.y - b.y);
  return [...byHeight.slice(0, MARGIN_LINES), ...byHeight.slice(-MARGIN_LINES)];
}

/** Two heights, so that rounding does not part lines that differ by a tenth of a point. */
function keys(line: PlacedLine): string[] {
  const words = line.text
    .replace(/\d+|\b[ivxl]+\b/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
  return [Math.floor(line.y / 4), Math.floor((line.y + 2) / 4)].map((height, at) => `${at} ${height} ${words}`);
}
