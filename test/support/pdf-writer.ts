import { createHash } from 'node:crypto';

/** A line of Helvetica at a place on the page; x and y in points from the lower left corner. */
export interface PdfLine {
  text: string;
  x: number;
  y: number;
  size?: number;
}

export interface PdfOptions {
  title?: string;
  /** As PDF writes it: "20131107". */
  created?: string;
  /** Roman labels for so many pages at the front, then numbers from 1. */
  romanPages?: number;
  /** Encrypts with 40-bit RC4 (standard security handler, revision 2) under these passwords. */
  userPassword?: string;
  ownerPassword?: string;
  /** Another font than Helvetica, as a dictionary. */
  font?: string;
  /** Raw content streams instead of lines: for drawings and for hostile files. */
  streams?: { dictionary: string; data: Buffer }[];
}

/** Writes a small PDF 1.4 file: one content stream a page, uncompressed, with a cross-reference table. */
export function writePdf(pages: PdfLine[][], options: PdfOptions = {}): Buffer {
  const streams =
    options.streams ?? pages.map((lines) => ({ dictionary: '', data: Buffer.from(drawLines(lines), 'latin1') }));
  const fileId = createHash('md5').update('pdf-writer').digest();
  const lock = options.userPassword === undefined ? null : standardHandler(options, fileId);
  const objects: Buffer[] = [];
  const add = (body: string | Buffer) => objects.push(Buffer.from(body)) as number;
  const first = 4;
  const kids = streams.map((_, at) => `${first + 2 * at} 0 R`).join(' ');
  const labels =
    options.romanPages === undefined ? '' : `/PageLabels << /Nums [0 << /S /r >> ${options.romanPages} << /S /D >>] >>`;
  add(`<< /Type /Catalog /Pages 2 0 R ${labels} >>`);
  add(`<< /Type /Pages /Kids [${kids}] /Count ${streams.length} >>`);
  add(options.font ?? '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  for (const [at, stream] of streams.entries()) {
    const contents = first + 2 * at + 1;
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${contents} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    );
    const data = lock === null ? stream.data : rc4(lock.objectKey(contents), stream.data);
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
  if (lock !== null) {
    const number = add(lock.dictionary);
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

/** Lines of prose set one under the other. */
export function column(lines: string[], x: number, top = 720, size = 10): PdfLine[] {
  return lines.map((text, at) => ({ text, x, y: top - at * size * 1.2, size }));
}

function drawLines(lines: PdfLine[]): string {
  return lines
    .map(({ text, x, y, size = 10 }) => `BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm (${escapePdf(text)}) Tj ET`)
    .join('\n');
}

function escapePdf(text: string): string {
  return text.replace(/[\\()]/g, (character) => `\\${character}`);
}

// Algorithms 2, 3 and 4 of ISO 32000-1, 7.6.3, for revision 2 and 40-bit keys.
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
const PERMISSIONS = -4;

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
