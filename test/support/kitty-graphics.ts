/** One picture that was sent by the Kitty graphics protocol. */
export interface KittyPicture {
  /** Keys of the first sequence. */
  keys: Record<string, string>;
  png: Buffer;
  /** Length of each sequence's payload. */
  chunks: number[];
}

/** Gathers the pictures of a text from their chunks. @throws where a chunk does not say whether more come */
export function kittyPictures(text: string): KittyPicture[] {
  const pictures: KittyPicture[] = [];
  let open: { keys: Record<string, string>; parts: string[] } | undefined;
  for (const [, control, payload] of text.matchAll(/\x1b_G([^;\x1b]*);?([^\x1b]*)\x1b\\/g)) {
    const keys = Object.fromEntries(control!.split(',').map((pair) => pair.split('=') as [string, string]));
    if (keys.a === 'q') continue;
    open ??= { keys, parts: [] };
    open.parts.push(payload!);
    if (keys.m !== '0' && keys.m !== '1') throw new Error(`a chunk without m: ${control}`);
    if (keys.m === '1') continue;
    pictures.push({
      keys: open.keys,
      png: Buffer.from(open.parts.join(''), 'base64'),
      chunks: open.parts.map((part) => part.length),
    });
    open = undefined;
  }
  return pictures;
}
