import type { Drawing, Mark } from './drawing.ts';
import type { Box } from './smooth.ts';

/** Height of the capitals of common sans-serif letters over the size of the font. */
const CAPITALS = 0.72;
/** Height of the bitmap letters' capitals in dots. */
const DOTS = 7;

/** A drawing as SVG 1.1; letters are those of the viewer. */
export function drawingSvg({ width, height, title, marks }: Drawing): string {
  const clips = new Map<string, string>();
  for (const mark of marks) {
    if (mark.kind !== 'line' || !mark.clip) continue;
    const { left, top, width: w, height: h } = mark.clip;
    clips.set(
      clipName(mark.clip),
      `<clipPath id="${clipName(mark.clip)}"><rect x="${left}" y="${top}" width="${w}" height="${h}"/></clipPath>`,
    );
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="Helvetica, Arial, sans-serif">\n<title>${escaped(title)}</title>\n` +
    `<rect width="${width}" height="${height}" fill="#ffffff"/>\n` +
    `${clips.size ? `<defs>${[...clips.values()].join('')}</defs>\n` : ''}${marks.map(element).join('\n')}\n</svg>\n`
  );
}

function element(mark: Mark): string {
  if (mark.kind === 'text') {
    const size = (mark.scale * DOTS) / CAPITALS;
    const [x, y] = mark.upwards ? [mark.x + mark.scale * DOTS, mark.y] : [mark.x, mark.y + mark.scale * DOTS];
    const turn = mark.upwards ? ` transform="rotate(-90 ${short(x)} ${short(y)})"` : '';
    const anchor = mark.anchor === 'start' ? '' : ` text-anchor="${mark.anchor}"`;
    return `<text x="${short(x)}" y="${short(y)}" font-size="${short(size)}" fill="${mark.colour}"${anchor}${turn}>${escaped(mark.text)}</text>`;
  }
  const points = mark.points.map(([x, y]) => `${short(x)},${short(y)}`).join(' ');
  if (mark.kind === 'area') {
    return `<polygon points="${points}" fill="${mark.colour}" fill-opacity="${mark.opacity}"/>`;
  }
  const dash = mark.dash ? ` stroke-dasharray="${mark.dash.join(' ')}"` : '';
  const clip = mark.clip ? ` clip-path="url(#${clipName(mark.clip)})"` : '';
  return `<polyline points="${points}" fill="none" stroke="${mark.colour}" stroke-width="${mark.width}" stroke-linejoin="round"${dash}${clip}/>`;
}

function clipName({ left, top }: Box): string {
  return `panel-${Math.round(left)}-${Math.round(top)}`;
}

function short(value: number): string {
  return String(Number(value.toFixed(2)));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
