// @ts-check
import { say } from './language.js';

/**
 * Where the map stands in its frame: frame x = (scene x − x) · scale.
 * @typedef {{x: number, y: number, scale: number}} View
 */

/** The cross-hair on a pixel: dark on light, so that it is seen on every ground. @param {CanvasRenderingContext2D} pen @param {View} view @param {{x: number, y: number}} pixel @param {number} width @param {number} height */
export function drawCrosshair(pen, view, pixel, width, height) {
  const size = Math.max(3, view.scale);
  const x = (pixel.x + 0.5 - view.x) * view.scale;
  const y = (pixel.y + 0.5 - view.y) * view.scale;
  const gap = size / 2 + 5;
  const path = new Path2D();
  path.moveTo(x, 0);
  path.lineTo(x, y - gap);
  path.moveTo(x, y + gap);
  path.lineTo(x, height);
  path.moveTo(0, y);
  path.lineTo(x - gap, y);
  path.moveTo(x + gap, y);
  path.lineTo(width, y);
  path.rect(x - size / 2 - 1, y - size / 2 - 1, size + 2, size + 2);
  for (const [colour, line] of /** @type {const} */ ([
    ['rgba(255, 255, 255, 0.85)', 3],
    ['#1c1c1e', 1],
  ])) {
    pen.strokeStyle = colour;
    pen.lineWidth = line;
    pen.stroke(path);
  }
}

/** A scale bar and true north, at the lower left. @param {CanvasRenderingContext2D} pen @param {View} view @param {{metres: number, north: number[] | null}} ground @param {number} height */
export function drawGround(pen, view, ground, height) {
  const metresEach = ground.metres / view.scale;
  const length = roundLength(110 * metresEach);
  const bar = length / metresEach;
  const plate = bar + 24 + (ground.north ? 34 : 0);
  const [left, top] = [10, height - 44];
  pen.fillStyle = 'rgba(255, 255, 255, 0.85)';
  pen.fillRect(left, top, plate, 34);
  pen.strokeStyle = '#1c1c1e';
  pen.fillStyle = '#1c1c1e';
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(left + 12, top + 20);
  pen.lineTo(left + 12, top + 26);
  pen.lineTo(left + 12 + bar, top + 26);
  pen.lineTo(left + 12 + bar, top + 20);
  pen.stroke();
  pen.font = '12px system-ui, sans-serif';
  pen.textAlign = 'center';
  pen.fillText(length >= 1000 ? `${length / 1000} km` : `${length} m`, left + 12 + bar / 2, top + 17);
  if (ground.north) drawNorth(pen, left + plate - 20, top + 17, ground.north);
}

/** @param {CanvasRenderingContext2D} pen @param {number} x @param {number} y @param {number[]} north */
function drawNorth(pen, x, y, [east, down]) {
  pen.save();
  pen.translate(x, y);
  pen.rotate(Math.atan2(east, -down));
  pen.beginPath();
  pen.moveTo(0, -14);
  pen.lineTo(5, 2);
  pen.lineTo(0, -1);
  pen.lineTo(-5, 2);
  pen.closePath();
  pen.fill();
  pen.restore();
  pen.font = 'bold 11px system-ui, sans-serif';
  pen.fillText('N', x, y + 14);
}

/** 1, 2 or 5 of a power of ten, at most so long. @param {number} most metres */
function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return /** @type {number} */ ([5, 2, 1].find((n) => n * power <= most)) * power;
}

/** What a pixel is called. @param {{x: number, y: number}} pixel */
export function pixelName({ x, y }) {
  return say('pixel', { x, y });
}
