/** UTF-8 and UTF-16 by their marks; else UTF-8 where it is valid, Chinese (GB 18030) or Western single bytes. */
export function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  for (const encoding of looksChinese(bytes) ? ['utf-8', 'gb18030'] : ['utf-8']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not this one.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

/**
 * Chinese comes in pairs of bytes above 0x80 and in runs of them; in "µm" and "für" one stands alone, and most such texts
 * are valid GB 18030 as well.
 */
function looksChinese(bytes: Buffer): boolean {
  let [paired, alone] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] < 0x80) continue;
    if (bytes[at + 1] >= 0xa1) {
      paired++;
      at++;
    } else alone++;
  }
  return paired > alone;
}
