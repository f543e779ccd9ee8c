import sharp from 'sharp';

/** Width in points: 270 to the inch of a page's text. */
const WIDTH = 1800;
const DPI = 192;
/** One letter on white; where there is no font nothing is drawn, or an empty box like any other letter's. */
const letter = (sign: string) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="#fff"/><text x="2" y="34" font-size="32">${sign}</text></svg>`,
  );

/**
 * An SVG drawing as a PNG, for programs that show no SVG (word processors, some viewers of Markdown).
 * @returns null where this machine has no font for the drawing's words: a map without its legend is no figure
 */
export async function pictureOf(drawing: Buffer): Promise<Buffer | null> {
  if (!(await hasLetters(/\p{Script=Han}/u.test(drawing.toString('utf8')) ? '铜一' : 'Ri'))) return null;
  return sharp(drawing, { density: DPI })
    .resize({ width: WIDTH })
    .flatten({ background: '#ffffff' })
    .png({ compressionLevel: 9, palette: true })
    .toBuffer();
}

const asked = new Map<string, Promise<boolean>>();

/** Whether two signs are drawn, each as itself. A report has a dozen drawings, and the fonts stay what they are. */
function hasLetters(signs: string): Promise<boolean> {
  const found = asked.get(signs) ?? drawsApart([...signs]);
  asked.set(signs, found);
  return found;
}

async function drawsApart(signs: string[]): Promise<boolean> {
  const [one, other, blank] = await Promise.all([...signs, ' '].map((sign) => sharp(letter(sign)).raw().toBuffer()));
  return !one!.equals(other!) && !one!.equals(blank!);
}
