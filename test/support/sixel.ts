/** A picture read from Sixel; pixels that no colour was given to are [-1, -1, -1]. */
export interface DecodedSixel {
  width: number;
  height: number;
  /** Red, green, blue 0..255 of each pixel. */
  rgb: Int16Array;
  colours: number;
}

/** Reads the Sixel sequences that VT340 knows: raster attributes, colour registers in RGB, runs, "$" and "-". */
export function decodeSixel(sequence: string): DecodedSixel {
  const [, body] = /^\x1bP[\d;]*q([\s\S]*)\x1b\\$/.exec(sequence) ?? [];
  if (body === undefined) throw new Error('not a Sixel sequence');
  const [attributes, width, height] = /^"\d+;\d+;(\d+);(\d+)/.exec(body) ?? [];
  if (!attributes) throw new Error('no raster attributes');
  const [w, h] = [Number(width), Number(height)];
  const rgb = new Int16Array(3 * w * h).fill(-1);
  const registers = new Map<number, number[]>();
  let [x, y, colour] = [0, 0, 0];
  const token = /#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)([?-~])|([?-~])|(\$)|(-)/gy;
  token.lastIndex = attributes.length;
  while (token.lastIndex < body.length) {
    const found = token.exec(body);
    if (!found) throw new Error(`no Sixel: ${JSON.stringify(body.slice(0, 40))}`);
    const [, register, red, green, blue, count, repeated, single, back, down] = found;
    if (register !== undefined) {
      colour = Number(register);
      if (red !== undefined)
        registers.set(
          colour,
          [red, green!, blue!].map((level) => (Number(level) * 255) / 100),
        );
    } else if (back) x = 0;
    else if (down) [x, y] = [0, y + 6];
    else {
      const bits = (repeated ?? single)!.charCodeAt(0) - 63;
      for (let n = 0; n < Number(count ?? 1); n++, x++) {
        for (let row = 0; row < 6; row++) {
          if (!(bits & (1 << row))) continue;
          if (x >= w || y + row >= h) throw new Error(`a pixel at ${x}, ${y + row} lies outside`);
          rgb.set(registers.get(colour)!, 3 * ((y + row) * w + x));
        }
      }
    }
  }
  return { width: w, height: h, rgb, colours: registers.size };
}
