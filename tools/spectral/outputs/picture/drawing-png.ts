import { Canvas, textWidth } from './canvas.ts';
import { type Drawing, rgbOf } from './drawing.ts';

/** A drawing as PNG, smooth lines and the project's bitmap letters. @param notes text chunks of the file */
export function drawingPng({ width, height, marks }: Drawing, notes: Record<string, string>): Uint8Array {
  const canvas = new Canvas(width, height, [255, 255, 255]);
  for (const mark of marks) {
    const colour = rgbOf(mark.colour);
    if (mark.kind === 'line') {
      canvas.clipTo(mark.clip);
      canvas.line(mark.points, mark.width, colour, mark.dash);
      canvas.clipTo();
    }
    if (mark.kind === 'area') canvas.area(mark.points, colour, mark.opacity);
    if (mark.kind === 'text') {
      const long = textWidth(mark.text, mark.scale);
      const before = mark.anchor === 'start' ? 0 : mark.anchor === 'middle' ? long / 2 : long;
      const [x, y] = mark.upwards ? [mark.x, mark.y + before] : [mark.x - before, mark.y];
      canvas.text(Math.round(x), Math.round(y), mark.text, mark.scale, colour, mark.upwards);
    }
  }
  return canvas.png(notes);
}
