import iconv from 'iconv-lite';
import jschardet from 'jschardet';
import { GossanError } from '../../core/errors.ts';

export interface DecodedText {
  text: string;
  /** 'utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5', 'shift_jis', 'windows-1252' ... */
  encoding: string;
}

/** Encodings that jschardet may propose and that we believe, with the decoder used for each (supersets). */
const PROPOSALS: Record<string, string> = {
  GB2312: 'gb18030',
  GBK: 'gb18030',
  GB18030: 'gb18030',
  Big5: 'big5',
  SHIFT_JIS: 'shift_jis',
  CP932: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
  CP949: 'euc-kr',
  'Windows-1250': 'windows-1250',
  'Windows-1251': 'windows-1251',
  'KOI8-R': 'koi8-r',
  'Windows-1252': 'windows-1252',
};
/** So much of a file is looked at: a long one repeats itself. */
const SAMPLE_BYTES = 1 << 16;
/** So much likelier than Latin-1's superset another encoding of Latin letters must be: they differ in a few letters only. */
const LATIN_MARGIN = 1.5;

/**
 * Decodes a text file of unknown encoding. The order is by how sure each test is: byte order mark, zeros in every
 * second byte (UTF-16 without a mark), strict UTF-8, then statistics for the eight-bit and double-byte encodings.
 * Text that fits nothing better is read as Windows-1252, the superset of Latin-1 in use.
 * @throws GossanError DOCUMENT_FORMAT where the bytes are no text at all
 */
export function decodeText(bytes: Uint8Array, path: string): DecodedText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marked = byteOrderMark(buffer);
  if (marked !== null) return checked(marked, path);
  const wide = unmarkedUtf16(buffer);
  if (wide !== null) return checked({ text: iconv.decode(buffer, wide), encoding: wide }, path);
  if (buffer.subarray(0, 1 << 16).includes(0)) throw binary(path, 'it holds zero bytes, as programs and pictures do');
  try {
    return checked({ text: new TextDecoder('utf-8', { fatal: true }).decode(buffer), encoding: 'utf-8' }, path);
  } catch (error) {
    if (error instanceof GossanError) throw error;
  }
  const encoding = eightBit(buffer);
  return checked({ text: iconv.decode(buffer, encoding), encoding }, path);
}

function byteOrderMark(buffer: Buffer): DecodedText | null {
  if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) {
    return { text: buffer.subarray(3).toString('utf8'), encoding: 'utf-8' };
  }
  if (buffer[0] === 0xff && buffer[1] === 0xfe) {
    return { text: iconv.decode(buffer.subarray(2), 'utf-16le'), encoding: 'utf-16le' };
  }
  if (buffer[0] === 0xfe && buffer[1] === 0xff) {
    return { text: iconv.decode(buffer.subarray(2), 'utf-16be'), encoding: 'utf-16be' };
  }
  return null;
}

/**
 * UTF-16 without a mark: line feeds, spaces and Latin letters leave their zero byte on one side only. Chinese text
 * alone has few zeros, but it still has line feeds and spaces; those are looked for as whole code units.
 */
function unmarkedUtf16(buffer: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (buffer.length < 2 || buffer.length % 2 !== 0) return null;
  const sample = buffer.subarray(0, Math.min(buffer.length, 1 << 15));
  const zeros = [0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at % 2]!++;
  const [even, odd] = zeros as [number, number];
  if (even + odd === 0) return null;
  if (odd > 4 * even) return plausible(sample, 'utf-16le') ? 'utf-16le' : null;
  if (even > 4 * odd) return plausible(sample, 'utf-16be') ? 'utf-16be' : null;
  return null;
}

/** Decoded text of a wrong width is full of rare scripts, private characters and controls. */
function plausible(sample: Buffer, encoding: string): boolean {
  const text = iconv.decode(sample, encoding);
  const good = text.match(/[\p{Script=Latin}\p{Script=Han}\p{Nd}\p{P}\p{S}\s]/gu)?.join('').length ?? 0;
  return good >= 0.95 * text.length && !/[\u0000-\u0008]/.test(text);
}

/**
 * The likeliest of the encodings that we believe. jschardet's confidence grows with the length of the text (0.01 for a
 * name, 0.5 for a page), so its order counts and not its size.
 */
function eightBit(buffer: Buffer): string {
  const sample = buffer.subarray(0, SAMPLE_BYTES);
  const ranked = jschardet
    .detectAll(sample)
    .flatMap(({ encoding, confidence }) => {
      const decoder = encoding === null ? undefined : PROPOSALS[encoding];
      return decoder === undefined ? [] : [{ decoder, confidence }];
    })
    .sort((a, b) => b.confidence - a.confidence);
  const latin = ranked.find(({ decoder }) => decoder === 'windows-1252')?.confidence ?? 0;
  const best = ranked[0];
  if (best === undefined || best.confidence < LATIN_MARGIN * latin) {
    return chineseLikelihood(sample) > 0.5 ? 'gb18030' : (wideChinese(sample) ?? 'windows-1252');
  }
  if (best.decoder === 'gb18030' && chineseLikelihood(sample) === 0) return 'windows-1252';
  return best.decoder;
}

/** UTF-16 of Chinese alone, without a mark, a space or a line feed: its bytes make Han characters in one order only. */
function wideChinese(sample: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (sample.length % 2 !== 0) return null;
  // Letters in a row are a word of a Latin text ("Ångström"); in a long text of the other kind they meet by chance.
  if (sample.length < 32 && /[A-Za-z]{4}/.test(sample.toString('latin1'))) return null;
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    const text = iconv.decode(sample, encoding);
    const han = text.match(/[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/gu)?.length ?? 0;
    if (text.length >= 4 && han >= 0.95 * text.length) return encoding;
  }
  return null;
}

/**
 * 0 where the bytes are not GBK, else the share of its double-byte characters that are level-1 Hanzi (the 3755 common
 * ones, lead bytes B0 to D7) or Chinese punctuation. Accented Latin letters come singly between ASCII letters
 * ("Gréville"), which makes pairs such as E9 76: valid GBK, but of rare characters.
 */
function chineseLikelihood(sample: Buffer): number {
  let pairs = 0;
  let common = 0;
  for (let at = 0; at < sample.length; at++) {
    const lead = sample[at]!;
    if (lead < 0x80) continue;
    const trail = sample[at + 1];
    // The sample may end within a character, the file cannot.
    if (trail === undefined) return sample.length === SAMPLE_BYTES ? common / Math.max(1, pairs) : 0;
    if (lead === 0x80 || lead === 0xff || trail < 0x30 || trail === 0x7f || trail === 0xff) return 0;
    pairs++;
    if (trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || lead === 0xa1 || lead === 0xa3)) common++;
    at++;
  }
  return pairs === 0 ? 0 : common / pairs;
}

/** Text has almost no control characters; what has is a program, a picture or an unknown encoding. */
function checked(decoded: DecodedText, path: string): DecodedText {
  const sample = decoded.text.slice(0, 1 << 16);
  const controls = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
  if (controls > Math.max(2, sample.length * 0.01)) throw binary(path, 'it holds control characters, not text');
  return { ...decoded, text: decoded.text.replace(/^\ufeff/, '') };
}

function binary(path: string, detail: string): GossanError {
  return new GossanError('DOCUMENT_FORMAT', { path, detail });
}
