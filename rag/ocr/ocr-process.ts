import { type ImageInfo, PageImages } from './page-images.ts';
import type { Picture } from './picture.ts';
import { openPageReader, type PageReader, type ReadPage } from './pp-ocr.ts';

/** What the process of text recognition is asked. One request at a time. */
export type OcrRequest =
  | { kind: 'picture'; picture: Picture }
  /** A file of pictures, whose pages are asked for next. */
  | { kind: 'file'; bytes: Uint8Array }
  | { kind: 'page'; page: number };

export type OcrReply =
  /** A line is read. */
  | { kind: 'step' }
  | { kind: 'info'; info: ImageInfo }
  | { kind: 'read'; read: ReadPage }
  | { kind: 'failed'; message: string };

const send = (reply: OcrReply) => process.send?.(reply);
const onStep = () => void send({ kind: 'step' });
let reader: Promise<PageReader> | null = null;
let images: PageImages | null = null;

async function reply(request: OcrRequest): Promise<OcrReply> {
  if (request.kind === 'file') {
    images = new PageImages(request.bytes);
    return { kind: 'info', info: await images.info() };
  }
  reader ??= openPageReader();
  const picture = request.kind === 'picture' ? request.picture : await images!.page(request.page);
  onStep();
  return { kind: 'read', read: await (await reader).read(picture, onStep) };
}

process.on('message', (request: OcrRequest) => {
  reply(request).then(send, (error: Error) => send({ kind: 'failed', message: error.message }));
});
// Whoever asked is gone, or was ended: so are we. An interrupt of the terminal reaches us as well; that is not ours to obey.
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => {});
