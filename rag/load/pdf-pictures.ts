import { IDENTITY, type Matrix, multiply } from './pdf-matrix.ts';

/** Numbers of pdf.js's drawing operators; they are part of its interface (`OPS`), but it is loaded by another module. */
type Operators = Record<string, number>;

/**
 * How much of a page pictures cover, 0..1 (of the largest one), and whether anything is drawn on it at all.
 * @param area of the page in square points
 */
export async function pictureShare(
  { fnArray, argsArray }: { fnArray: number[]; argsArray: unknown[] },
  area: number,
): Promise<{ pictures: number; anything: boolean }> {
  const OPS = await operators();
  const painting = new Set(
    Object.entries(OPS)
      .filter(([name]) => /^(paint(Inline)?(Image|Solid)|shadingFill|constructPath|stroke|fill|eoFill)/i.test(name))
      .map(([, code]) => code),
  );
  const pictures = new Set(
    Object.entries(OPS)
      .filter(([name]) => /^paint\w*Image/.test(name))
      .map(([, code]) => code),
  );
  let matrix: Matrix = IDENTITY;
  const stack: Matrix[] = [];
  let [largest, anything] = [0, false];
  for (const [at, code] of fnArray.entries()) {
    const args = argsArray[at];
    if (code === OPS.save) stack.push(matrix);
    else if (code === OPS.restore || code === OPS.paintFormXObjectEnd) matrix = stack.pop() ?? matrix;
    else if (code === OPS.transform) matrix = multiply(matrix, args as Matrix);
    else if (code === OPS.paintFormXObjectBegin) {
      stack.push(matrix);
      const own = (args as [Matrix | null])[0];
      if (Array.isArray(own)) matrix = multiply(matrix, own as unknown as Matrix);
    } else if (painting.has(code)) {
      anything = true;
      // A picture fills the unit square.
      if (pictures.has(code))
        largest = Math.max(largest, Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) / area);
    }
  }
  return { pictures: Math.min(1, largest), anything };
}

let loaded: Operators | null = null;

async function operators(): Promise<Operators> {
  loaded ??= ((await import('pdfjs-dist/legacy/build/pdf.mjs')) as unknown as { OPS: Operators }).OPS;
  return loaded;
}
