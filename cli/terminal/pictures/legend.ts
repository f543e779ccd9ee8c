import { plainLine } from '../../../core/plain-text.ts';
import { roundLength } from '../../../tools/spectral/outputs/picture/round-length.ts';
import { cutDisplay, displayWidth, padDisplay } from '../display-width.ts';
import { wrapWords } from '../wrap-words.ts';
import { inked } from './ink-text.ts';
import type { Display, LegendEntry, Picture } from './picture.ts';
import { classSign } from './protocols/ascii.ts';

const MOST_ENTRIES = 14;
const WAYS = ['↑', '↗', '→', '↘', '↓', '↙', '←', '↖'] as const;

/** Swatch and gaps of a line of a legend. */
const SWATCH_COLUMNS = 5;
const LEAST_LABEL = 8;

/** Columns in which nothing of a legend has to be cut. */
export function legendWidth({ legend }: Picture): number {
  return SWATCH_COLUMNS + widest(legend.map(({ label }) => label)) + widest(legend.map(({ amount }) => amount));
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => displayWidth(plainLine(text))));
}

/** What stands beside or below a picture: its legend with swatches, scale and north, notes. @param width columns of each line */
export function legendLines(picture: Picture, display: Display, width: number, scaled: { columns: number }): string[] {
  const { legend, notes, labels } = picture;
  const shown = legend.length > MOST_ENTRIES ? legend.slice(0, MOST_ENTRIES - 1) : legend;
  const widestAmount = widest(shown.map(({ amount }) => amount));
  // a name says more than its area where there is no room for both
  const amounts = width - SWATCH_COLUMNS - widestAmount < LEAST_LABEL ? 0 : widestAmount;
  const labelWidth = Math.min(width - amounts - SWATCH_COLUMNS, widest(shown.map(({ label }) => label)));
  const line = (entry: LegendEntry, at: number): string => {
    const label = padDisplay(cutDisplay(plainLine(entry.label), labelWidth), labelWidth);
    return `${swatch(entry, at, picture, display)} ${label}  ${amounts ? plainLine(entry.amount) : ''}`.trimEnd();
  };
  return [
    ...shown.map(line),
    ...(shown.length < legend.length ? [`… +${legend.length - shown.length}`] : []),
    ...(labels || legend.length ? [''] : []),
    ...scaleLines(picture, display, scaled.columns, width),
    ...notes.flatMap((note) => wrapWords(plainLine(note), width)),
  ];
}

function swatch(entry: LegendEntry, at: number, { labels, legend }: Picture, display: Display): string {
  if (display.protocol === 'ascii' && labels) return `${classSign(at, legend)} `;
  return display.colours === 'none' ? '- ' : inked('██', display, entry.colour);
}

/** A bar of a round length, about a third of the picture, and an arrow to true north. */
function scaleLines({ ground, width }: Picture, { protocol }: Display, columns: number, room: number): string[] {
  if (!ground || columns < 6) return [];
  const metresAColumn = (ground.metres * width) / columns;
  const length = roundLength((Math.min(columns, room - 10) / 2.5) * metresAColumn);
  const bar = Math.max(1, Math.round(length / metresAColumn));
  const label = length >= 1000 ? `${length / 1000} km` : `${length} m`;
  const [end, dash] = protocol === 'ascii' ? ['|', '-'] : ['┃', '━'];
  const drawn = bar < 2 ? end : `${end}${dash.repeat(bar - 2)}${end}`;
  return [cutDisplay(`${drawn} ${label}${ground.north ? `   ${northText(ground.north, protocol)}` : ''}`, room)];
}

/** "N ↑": true north in the picture. */
function northText([x, y]: readonly [number, number], protocol: Display['protocol']): string {
  const eighth = Math.round(Math.atan2(x, -y) / (Math.PI / 4));
  if (protocol !== 'ascii') return `N ${WAYS[(eighth + 8) % 8]}`;
  return `N ${['up', 'up right', 'right', 'down right', 'down', 'down left', 'left', 'up left'][(eighth + 8) % 8]}`;
}

/** A picture in words, for those who listen, and where pictures are off. */
export function pictureWords({ title, legend, notes, file }: Picture): string {
  const entries = legend.map(({ label, amount }) => (amount ? `${label} ${amount}` : label));
  return [title, ...entries, ...notes, ...(file ? [file] : [])].map(plainLine).filter(Boolean).join('\n');
}
