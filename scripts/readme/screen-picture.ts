import { displayWidth } from '../../cli/terminal/display-width.ts';

/** How a cell is drawn. */
interface Style {
  ink: string | null;
  paper: string | null;
  bold: boolean;
  dim: boolean;
  reverse: boolean;
}

interface Run {
  column: number;
  text: string;
  style: Style;
}

const PLAIN: Style = { ink: null, paper: null, bold: false, dim: false, reverse: false };
const CELL = { width: 8.4, height: 17 };
const MARGIN = 14;
const INK = '#d8d8d2';
const PAPER = '#1c1d1f';
/** Letters that are drawn together: half-blocks, wide ones, blanks, and words with single blanks between them. */
const SAME_WIDTH =
  /▀+|▄+|[\u2e80-\uffdc]+|(?:[^▀▄\u2e80-\uffdc ]|(?<=[^▀▄\u2e80-\uffdc ]) (?=[^▀▄\u2e80-\uffdc ]))+| +/gu;
/** The sixteen colours by number. */
const SIXTEEN = ['#1c1d1f', '#e0645c', '#8bbf6a', '#dcb455', '#6fa3dc', '#b98bd0', '#62bcb5', '#d8d8d2'];

/**
 * The screen of a terminal as SVG, from its lines with their colours (SGR sequences), as `tmux capture-pane -e` gives them.
 * @param columns width of the terminal
 */
export function screenPicture(lines: readonly string[], columns: number): string {
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = Math.ceil(lines.length * CELL.height + 2 * MARGIN);
  let style = PLAIN;
  const drawn = lines.map((line, row) => {
    const [runs, after] = readLine(line, style);
    style = after;
    return runs.map((run) => drawRun(run, row)).join('');
  });
  const font = `font-family="DejaVu Sans Mono,Menlo,Consolas,Noto Sans Mono CJK SC,WenQuanYi Zen Hei Mono,monospace" font-size="14"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ${font} fill="${INK}" xml:space="preserve">
<title>The screen of Gossan in a terminal</title>
<rect width="${width}" height="${height}" rx="6" fill="${PAPER}"/>
${drawn.filter(Boolean).join('\n')}
</svg>
`;
}

function drawRun({ column, text, style }: Run, row: number): string {
  const [ink, paper] = style.reverse ? [style.paper ?? PAPER, style.ink ?? INK] : [style.ink, style.paper];
  const x = MARGIN + column * CELL.width;
  const y = MARGIN + row * CELL.height;
  const width = displayWidth(text) * CELL.width;
  const box = (top: number, height: number, fill: string) =>
    `<path fill="${fill}" shape-rendering="crispEdges" d="M${round(x)} ${round(y + top)}h${round(width + 0.3)}v${round(height)}h-${round(width + 0.3)}z"/>`;
  // half-blocks are two colours of a cell; as letters they would leave seams
  if (/^▀+$/.test(text)) return box(0, CELL.height + 0.3, paper ?? PAPER) + box(0, CELL.height / 2, ink ?? INK);
  if (/^▄+$/.test(text))
    return box(0, CELL.height + 0.3, paper ?? PAPER) + box(CELL.height / 2, CELL.height / 2 + 0.3, ink ?? INK);
  const back = paper ? box(0, CELL.height + 0.3, paper) : '';
  if (text.trim() === '') return back;
  const marks = [
    ink ? ` fill="${ink}"` : '',
    style.bold ? ' font-weight="bold"' : '',
    style.dim ? ' opacity=".6"' : '',
  ].join('');
  return `${back}<text x="${round(x)}" y="${round(y + 13)}" textLength="${round(width)}" lengthAdjust="spacingAndGlyphs"${marks}>${escaped(text)}</text>`;
}

/** The parts of a line that look the same, wide characters apart from narrow ones, and the style at its end. */
function readLine(line: string, before: Style): [Run[], Style] {
  const runs: Run[] = [];
  let style = before;
  let column = 0;
  for (const part of line.split(/(\x1b\[[\d;:]*m|\x1b[^[].?)/)) {
    if (part.startsWith('\x1b[')) style = styled(style, part.slice(2, -1).split(/[;:]/).map(Number));
    else if (!part.startsWith('\x1b')) {
      for (const text of part.match(SAME_WIDTH) ?? []) {
        runs.push({ column, text, style });
        column += displayWidth(text);
      }
    }
  }
  return [runs, style];
}

/** A style after the parameters of an SGR sequence. */
function styled(style: Style, codes: number[]): Style {
  const next = { ...style };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] || 0;
    if (code === 0) Object.assign(next, PLAIN);
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 22) Object.assign(next, { bold: false, dim: false });
    else if (code === 7) next.reverse = true;
    else if (code === 27) next.reverse = false;
    else if (code === 39) next.ink = null;
    else if (code === 49) next.paper = null;
    else if (code >= 30 && code <= 37) next.ink = SIXTEEN[code - 30]!;
    else if (code >= 90 && code <= 97) next.ink = code === 90 ? '#8a8a86' : SIXTEEN[code - 90]!;
    else if (code >= 40 && code <= 47) next.paper = SIXTEEN[code - 40]!;
    else if (code === 38 || code === 48) {
      const rgb = codes[at + 1] === 2 ? codes.slice(at + 2, at + 5) : null;
      const colour = rgb
        ? `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`
        : cubeColour(codes[at + 2]!);
      next[code === 38 ? 'ink' : 'paper'] = colour;
      at += rgb ? 4 : 2;
    }
  }
  return next;
}

/** A colour of the table of 256. */
function cubeColour(index: number): string {
  if (index < 8) return SIXTEEN[index]!;
  if (index < 16) return SIXTEEN[index - 8]!;
  const hex = (value: number) => value.toString(16).padStart(2, '0');
  if (index >= 232) return `#${hex(8 + 10 * (index - 232)).repeat(3)}`;
  const step = (value: number) => hex(value === 0 ? 0 : 55 + 40 * value);
  const cube = index - 16;
  return `#${step(Math.floor(cube / 36))}${step(Math.floor(cube / 6) % 6)}${step(cube % 6)}`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
