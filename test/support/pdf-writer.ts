import { createHash } from 'node:crypto';
import { aesHandler } from './pdf-aes.ts';

/** A line of text at a place on the page; x and y in points from the lower left corner. */
export interface PdfLine {
  text: string;
  x: number;
  y: number;
  size?: number;
  /** Helvetica when left out. */
  font?: 'bold' | 'italic' | 'mono';
  /** Degrees by which the writing is turned to the left. */
  turn?: number;
}

/** A straight line from one point to another, in points from the lower left corner. */
export type PdfRule = [x0: number, y0: number, x1: number, y1: number];

export interface PdfOptions {
  title?: string;
  /** As PDF writes it: "20131107". */
  created?: string;
  /** Roman labels for so many pages at the front, then numbers from 1. */
  romanPages?: number;
  /** Encrypts with 40-bit RC4 (standard security handler, revision 2) under these passwords. */
  userPassword?: string;
  ownerPassword?: string;
  /** With AES of 256 bits (revision 6) instead. */
  aes?: boolean;
  /** The dictionary of another handler of encryption. */
  encrypt?: string;
  /** Another font than Helvetica, as a dictionary. */
  font?: string;
  /** Raw content streams instead of lines: for drawings and for hostile files. */
  streams?: { dictionary: string; data: Buffer }[];
  /** Lines drawn on each page. */
  rules?: PdfRule[][];
  /** Further entries of the catalogue, of each page's resources, and further objects; the first of them has number 7. */
  catalogue?: string;
  resources?: string;
  objects?: { dictionary: string; data?: Buffer }[];
  /** The root of the page tree instead of one that lists the pages. */
  pageTree?: string;
  /** Degrees by which viewers turn each page to the right. */
  rotate?: number;
}

const FONTS = { plain: 'F1', bold: 'F2', italic: 'F3', mono: 'F4' } as const;

/** Writes a small PDF 1.4 file: one content stream a page, uncompressed, with a cross-reference table. */
export function writePdf(pages: PdfLine[][], options: PdfOptions = {}): Buffer {
  const streams =
    options.streams ??
    pages.map((lines, at) => {
      return { dictionary: '', data: Buffer.from(drawLines(lines) + drawRules(options.rules?.[at] ?? []), 'latin1') };
    });
  const fileId = createHash('md5').update('pdf-writer').digest();
  const lock = options.userPassword === undefined ? null : lockOf(options, fileId);
  const objects: Buffer[] = [];
  const add = (body: string | Buffer) => objects.push(Buffer.from(body)) as number;
  const first = 7 + (options.objects?.length ?? 0);
  const kids = streams.map((_, at) => `${first + 2 * at} 0 R`).join(' ');
  const labels =
    options.romanPages === undefined ? '' : `/PageLabels << /Nums [0 << /S /r >> ${options.romanPages} << /S /D >>] >>`;
  add(`<< /Type /Catalog /Pages 2 0 R ${labels} ${options.catalogue ?? ''} >>`);
  add(options.pageTree ?? `<< /Type /Pages /Kids [${kids}] /Count ${streams.length} >>`);
  add(options.font ?? standardFont('Helvetica'));
  for (const name of ['Helvetica-Bold', 'Helvetica-Oblique', 'Courier']) add(standardFont(name));
  for (const { dictionary, data } of options.objects ?? []) {
    if (data === undefined) add(`<< ${dictionary} >>`);
    else
      add(
        Buffer.concat([
          Buffer.from(`<< /Length ${data.length} ${dictionary} >>\nstream\n`),
          data,
          Buffer.from('\nendstream'),
        ]),
      );
  }
  const rotate = options.rotate === undefined ? '' : `/Rotate ${options.rotate}`;
  for (const [at, stream] of streams.entries()) {
    const contents = first + 2 * at + 1;
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${contents} 0 R ${rotate} ` +
        `/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R /F4 6 0 R >> ${options.resources ?? ''} >> >>`,
    );
    const data = lock === null ? stream.data : lock.encrypt(stream.data, contents);
    add(
      Buffer.concat([
        Buffer.from(`<< /Length ${data.length} ${stream.dictionary} >>\nstream\n`),
        data,
        Buffer.from('\nendstream'),
      ]),
    );
  }
  let trailer = `/Size ${objects.length + 1} /Root 1 0 R`;
  if (options.title !== undefined || options.created !== undefined) {
    const title = options.title === undefined ? '' : `/Title (${escapePdf(options.title)})`;
    const created = options.created === undefined ? '' : `/CreationDate (D:${options.created})`;
    const number = add(`<< ${title} ${created} >>`);
    trailer = `/Size ${objects.length + 1} /Root 1 0 R /Info ${number} 0 R`;
  }
  const encryption = options.encrypt ?? lock?.dictionary;
  if (encryption !== undefined) {
    const number = add(encryption);
    const id = `<${fileId.toString('hex')}>`;
    trailer = `/Size ${objects.length + 1} /Root 1 0 R /Encrypt ${number} 0 R /ID [${id} ${id}]`;
  }
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let length = parts[0]!.length;
  const offsets = objects.map((body, at) => {
    const whole = Buffer.concat([Buffer.from(`${at + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    const offset = length;
    parts.push(whole);
    length += whole.length;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< ${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

// Thousandths of the font size, from Adobe's metrics.
const WIDTHS: Record<string, number> = Object.fromEntries(
  Object.entries({
    222: 'ijl',
    278: ' .,:;!/ftI',
    333: '-()r',
    500: 'cksvxyzJ',
    556: '0123456789abdeghnopquL',
    584: '+=<>',
    611: 'FTZ',
    667: 'ABEKPSVXY',
    722: 'CDHNRUw',
    778: 'GOQ',
    833: 'Mm',
    944: 'W',
  }).flatMap(([width, letters]) => [...letters].map((letter) => [letter, Number(width)])),
);

/** How wide a text is in Helvetica, in points. */
export function helveticaWidth(text: string, size: number): number {
  return [...text].reduce((sum, letter) => sum + (WIDTHS[letter] ?? 556), 0) * (size / 1000);
}

/** Lines of prose set one under the other. */
export function column(lines: string[], x: number, top = 720, size = 10): PdfLine[] {
  return lines.map((text, at) => ({ text, x, y: top - at * size * 1.2, size }));
}

function standardFont(name: string): string {
  return `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
}

function drawLines(lines: PdfLine[]): string {
  return lines
    .map(({ text, x, y, size = 10, font, turn = 0 }) => {
      const [cos, sin] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)].map((n) => n.toFixed(5));
      const matrix = `${cos} ${sin} ${-Number(sin)} ${cos} ${x} ${y}`;
      return `BT /${FONTS[font ?? 'plain']} ${size} Tf ${matrix} Tm (${escapePdf(text)}) Tj ET`;
    })
    .join('\n');
}

function drawRules(rules: PdfRule[]): string {
  return rules.map(([x0, y0, x1, y1]) => `\n0.5 w ${x0} ${y0} m ${x1} ${y1} l S`).join('');
}

/** The borders of a table: a grid of horizontal and vertical lines. */
export function grid(xs: number[], ys: number[]): PdfRule[] {
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.max(...ys), Math.min(...ys)];
  return [...xs.map((x): PdfRule => [x, top, x, bottom]), ...ys.map((y): PdfRule => [left, y, right, y])];
}

function escapePdf(text: string): string {
  return text.replace(/[\\()]/g, (character) => `\\${character}`);
}

// Algorithms 2, 3 and 4 of ISO 32000-1, 7.6.3, for revision 2 and 40-bit keys.
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
const PERMISSIONS = -4;

/** How streams are encrypted, each by its object's number. */
interface Lock {
  dictionary: string;
  encrypt(data: Buffer, number: number): Buffer;
}

function lockOf(options: PdfOptions, fileId: Buffer): Lock {
  const { userPassword = '', ownerPassword = userPassword, aes = false } = options;
  if (aes) return aesHandler(userPassword, ownerPassword);
  const { dictionary, objectKey } = standardHandler(options, fileId);
  return { dictionary, encrypt: (data, number) => rc4(objectKey(number), data) };
}

function standardHandler(
  options: PdfOptions,
  fileId: Buffer,
): { dictionary: string; objectKey(number: number): Buffer } {
  const user = pad(options.userPassword ?? '');
  const owner = pad(options.ownerPassword ?? options.userPassword ?? '');
  const ownerEntry = rc4(md5(owner).subarray(0, 5), user);
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(PERMISSIONS);
  const key = md5(Buffer.concat([user, ownerEntry, permissions, fileId])).subarray(0, 5);
  const userEntry = rc4(key, PADDING);
  const hex = (bytes: Buffer) => `<${bytes.toString('hex')}>`;
  return {
    dictionary: `<< /Filter /Standard /V 1 /R 2 /Length 40 /P ${PERMISSIONS} /O ${hex(ownerEntry)} /U ${hex(userEntry)} >>`,
    objectKey: (number) => {
      const salt = Buffer.from([number & 0xff, (number >> 8) & 0xff, (number >> 16) & 0xff, 0, 0]);
      return md5(Buffer.concat([key, salt])).subarray(0, 10);
    },
  };
}

function pad(password: string): Buffer {
  return Buffer.concat([Buffer.from(password, 'latin1'), PADDING]).subarray(0, 32);
}

function md5(data: Buffer): Buffer {
  return createHash('md5').update(data).digest();
}

/** OpenSSL 3 keeps RC4 in its legacy provider, which Node does not load. */
function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, at) => at);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) & 255;
    [state[i], state[j]] = [state[j]!, state[i]!];
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255;
      j = (j + state[i]!) & 255;
      [state[i], state[j]] = [state[j]!, state[i]!];
      return byte ^ state[(state[i]! + state[j]!) & 255]!;
    }),
  );
}
