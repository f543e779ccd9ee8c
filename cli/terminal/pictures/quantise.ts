/** Colours of an indexed picture. */
export interface Indexed {
  /** Red, green, blue of each colour. */
  palette: Uint8Array;
  /** Of each pixel the index of its colour. */
  indices: Uint8Array;
}

interface Box {
  /** Into the list of distinct colours. */
  colours: number[];
  pixels: number;
}

/**
 * A picture in at most so many colours by median cut (Heckbert 1982, "Color image quantization for frame buffer display").
 * A picture that has no more colours than that keeps each exactly.
 * @param rgb red, green, blue of each pixel @param most 2 to 256
 */
export function quantise(rgb: Uint8Array, most = 256): Indexed {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const key = keyAt(rgb, at);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const keys = [...counts.keys()];
  const boxes = cut(keys, counts, most);
  const palette = new Uint8Array(3 * boxes.length);
  const indexOf = new Map<number, number>();
  for (const [index, { colours, pixels }] of boxes.entries()) {
    for (const key of colours) indexOf.set(key, index);
    for (let channel = 0; channel < 3; channel++) {
      const sum = colours.reduce((total, key) => total + channelOf(key, channel) * counts.get(key)!, 0);
      palette[3 * index + channel] = Math.round(sum / pixels);
    }
  }
  const indices = new Uint8Array(rgb.length / 3);
  for (let at = 0; at < indices.length; at++) indices[at] = indexOf.get(keyAt(rgb, 3 * at))!;
  return { palette, indices };
}

/** Halves, as long as there is room, the box that spans the most, weighted by its pixels, across its longest side. */
function cut(keys: number[], counts: ReadonlyMap<number, number>, most: number): Box[] {
  const boxOf = (colours: number[]): Box & { side: number; spread: number } => {
    const pixels = colours.reduce((total, key) => total + counts.get(key)!, 0);
    const ranges = [0, 1, 2].map((channel) => {
      let [low, high] = [255, 0];
      for (const key of colours) {
        const value = channelOf(key, channel);
        if (value < low) low = value;
        if (value > high) high = value;
      }
      return high - low;
    });
    const side = ranges.indexOf(Math.max(...ranges));
    return { colours, pixels, side, spread: colours.length > 1 ? ranges[side]! * Math.sqrt(pixels) : -1 };
  };
  if (keys.length <= most) return keys.map((key) => boxOf([key]));
  const boxes = [boxOf(keys)];
  while (boxes.length < most) {
    const widest = boxes.reduce((best, box, at) => (box.spread > boxes[best]!.spread ? at : best), 0);
    const { colours, pixels, side, spread } = boxes[widest]!;
    if (spread < 0) break;
    colours.sort((a, b) => channelOf(a, side) - channelOf(b, side));
    let at = 0;
    for (let seen = 0; at < colours.length - 1 && seen < pixels / 2; at++) seen += counts.get(colours[at]!)!;
    boxes.splice(widest, 1, boxOf(colours.slice(0, Math.max(1, at))), boxOf(colours.slice(Math.max(1, at))));
  }
  return boxes;
}

function keyAt(rgb: Uint8Array, at: number): number {
  return (rgb[at]! << 16) | (rgb[at + 1]! << 8) | rgb[at + 2]!;
}

function channelOf(key: number, channel: number): number {
  return (key >> (16 - 8 * channel)) & 255;
}
