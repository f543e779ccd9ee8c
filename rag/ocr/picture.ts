/** A picture in shades of grey, row by row from the upper left corner; 0 is black. */
export interface Picture {
  width: number;
  height: number;
  grey: Uint8Array;
}

/** Grey by the weights of ITU-R BT.601, on white where the picture is transparent. */
export function pictureFromRgba(rgba: Uint8Array | Uint8ClampedArray, width: number, height: number): Picture {
  const grey = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < grey.length; at++, from += 4) {
    const luma = 0.299 * rgba[from]! + 0.587 * rgba[from + 1]! + 0.114 * rgba[from + 2]!;
    const alpha = rgba[from + 3]! / 255;
    grey[at] = Math.round(luma * alpha + 255 * (1 - alpha));
  }
  return { width, height, grey };
}

/** Turned clockwise by quarters of a circle. */
export function turned(picture: Picture, quarters: number): Picture {
  const { width, height, grey } = picture;
  const turn = ((quarters % 4) + 4) % 4;
  if (turn === 0) return picture;
  const [newWidth, newHeight] = turn === 2 ? [width, height] : [height, width];
  const result = new Uint8Array(grey.length);
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++, from++) {
      const [u, v] =
        turn === 1 ? [height - 1 - y, x] : turn === 2 ? [width - 1 - x, height - 1 - y] : [y, width - 1 - x];
      result[v * newWidth + u] = grey[from]!;
    }
  }
  return { width: newWidth, height: newHeight, grey: result };
}

/** Made smaller (or larger) by averaging what each new pixel covers. */
export function resized({ width, height, grey }: Picture, newWidth: number, newHeight: number): Picture {
  const result = new Uint8Array(newWidth * newHeight);
  const [stepX, stepY] = [width / newWidth, height / newHeight];
  for (let v = 0; v < newHeight; v++) {
    const top = Math.floor(v * stepY);
    const bottom = Math.max(top + 1, Math.min(height, Math.floor((v + 1) * stepY)));
    for (let u = 0; u < newWidth; u++) {
      const left = Math.floor(u * stepX);
      const right = Math.max(left + 1, Math.min(width, Math.floor((u + 1) * stepX)));
      let sum = 0;
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += grey[y * width + x]!;
      result[v * newWidth + u] = sum / ((bottom - top) * (right - left));
    }
  }
  return { width: newWidth, height: newHeight, grey: result };
}

/** A line of text on a page that is turned by `angle`: its sides along the text and across it, in pixels. */
export interface Strip {
  /** Along the lines of the page, from the origin. */
  left: number;
  right: number;
  /** Across them, downwards. */
  top: number;
  bottom: number;
  /** Of the lines of the page against the picture's rows, clockwise in radians. */
  angle: number;
}

/** The picture within a strip, straight, `height` pixels high and as wide as its shape asks. */
export function cut(picture: Picture, strip: Strip, width: number, height: number): Picture {
  const grey = new Uint8Array(width * height);
  const [cos, sin] = [Math.cos(strip.angle), Math.sin(strip.angle)];
  const [stepU, stepV] = [(strip.right - strip.left) / width, (strip.bottom - strip.top) / height];
  // Where pixels of the picture are smaller than those of the cut, several are averaged.
  const samples = Math.max(1, Math.min(4, Math.round(stepV)));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let j = 0; j < samples; j++) {
        const v = strip.top + (y + (j + 0.5) / samples) * stepV;
        for (let i = 0; i < samples; i++) {
          const u = strip.left + (x + (i + 0.5) / samples) * stepU;
          sum += greyAt(picture, u * cos - v * sin - 0.5, u * sin + v * cos - 0.5);
        }
      }
      grey[y * width + x] = sum / samples ** 2;
    }
  }
  return { width, height, grey };
}

/** Between four pixels; beyond the edge the page goes on as its edge is. */
function greyAt({ width, height, grey }: Picture, x: number, y: number): number {
  const cx = Math.max(0, Math.min(width - 1, x));
  const cy = Math.max(0, Math.min(height - 1, y));
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)];
  const [fx, fy] = [cx - x0, cy - y0];
  const above = grey[y0 * width + x0]! * (1 - fx) + grey[y0 * width + x1]! * fx;
  const below = grey[y1 * width + x0]! * (1 - fx) + grey[y1 * width + x1]! * fx;
  return above * (1 - fy) + below * fy;
}
