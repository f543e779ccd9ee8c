import { GossanError } from '../../../core/errors.ts';
import type { PixelWindow } from '../types.ts';

/** Throws SCENE_WINDOW unless the window is a rectangle of whole pixels inside the scene. */
export function checkWindow(window: PixelWindow, scene: { width: number; height: number }): void {
  const { x, y, width, height } = window;
  const inside =
    [x, y, width, height].every(Number.isInteger) &&
    x >= 0 &&
    y >= 0 &&
    width > 0 &&
    height > 0 &&
    x + width <= scene.width &&
    y + height <= scene.height;
  if (!inside) {
    throw new GossanError('SCENE_WINDOW', {
      window: `${x} ${y} ${width} ${height}`,
      width: scene.width,
      height: scene.height,
    });
  }
}
