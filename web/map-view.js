// @ts-check
import { drawCrosshair, drawGround, pixelName } from './map-marks.js';

/** @typedef {import('./map-marks.js').View} View */
/**
 * A layer as it is drawn: its picture covers a window of the scene.
 * @typedef {{id: string, shown: boolean, opacity: number, picture: ImageBitmap | null, window: {x: number, y: number, width: number, height: number}}} DrawnLayer
 */
/** @typedef {{size: {width: number, height: number}, ground: {metres: number, north: number[] | null} | null}} MapScene */

const MOST_SCALE = 40;
/** A drag is longer than a hand's tremble in a click. */
const DRAG = 4;

/** The map: layers over each other, panned by dragging, with a cross-hair that is moved by keys or a click. */
export class MapView {
  /** @type {MapScene | null} */
  #scene = null;
  /** @type {readonly DrawnLayer[]} */
  #layers = [];
  /** @type {View} */
  #view = { x: 0, y: 0, scale: 1 };
  /** Shows all until the reader zooms. */
  #fits = true;
  #pixel = { x: 0, y: 0 };
  #due = false;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLOutputElement} readout says where the cross-hair is
   * @param {(pixel: {x: number, y: number}) => void} onPick
   */
  constructor(canvas, readout, onPick) {
    this.canvas = canvas;
    this.readout = readout;
    this.onPick = onPick;
    new ResizeObserver(() => this.#resized()).observe(canvas);
    canvas.addEventListener('keydown', (event) => this.#key(event));
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.#listenToPointer();
  }

  get pixel() {
    return this.#pixel;
  }

  /** @param {MapScene} scene */
  open(scene) {
    this.#scene = scene;
    this.#pixel = { x: Math.floor(scene.size.width / 2), y: Math.floor(scene.size.height / 2) };
    this.readout.value = '';
    this.showAll();
  }

  /** @param {readonly DrawnLayer[]} layers from the ground up */
  show(layers) {
    this.#layers = layers;
    this.draw();
  }

  showAll() {
    this.#fits = true;
    this.#resized();
  }

  /** @param {number} factor @param {{x: number, y: number}} [at] the place of the frame that stays, its middle where left out */
  zoom(factor, at = { x: this.canvas.clientWidth / 2, y: this.canvas.clientHeight / 2 }) {
    const { x, y, scale } = this.#view;
    const next = Math.min(MOST_SCALE, Math.max(this.#fitting().scale, scale * factor));
    this.#fits = next <= this.#fitting().scale;
    this.#view = { x: x + at.x / scale - at.x / next, y: y + at.y / scale - at.y / next, scale: next };
    if (this.#fits) this.#view = this.#fitting();
    this.#keepInside();
    this.draw();
  }

  /** Names the pixel anew, in another language. */
  reword() {
    if (this.readout.value) this.readout.value = pixelName(this.#pixel);
  }

  draw() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#paint();
    });
  }

  #paint() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    const dots = window.devicePixelRatio;
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    pen.clearRect(0, 0, width, height);
    // a finger scrolls the page over a map that shows all, and moves one that does not
    this.canvas.style.touchAction = this.#fits ? 'auto' : 'none';
    if (!this.#scene) return;
    const { x, y, scale } = this.#view;
    for (const { shown, opacity, picture, window: place } of this.#layers) {
      if (!shown || !picture) continue;
      // pixels of the scene stay squares; a large scene that is shown smaller is smoothed
      pen.imageSmoothingEnabled = scale * dots < picture.width / place.width;
      pen.globalAlpha = opacity;
      pen.drawImage(picture, (place.x - x) * scale, (place.y - y) * scale, place.width * scale, place.height * scale);
    }
    pen.globalAlpha = 1;
    if (this.#scene.ground) drawGround(pen, this.#view, this.#scene.ground, height);
    drawCrosshair(pen, this.#view, this.#pixel, width, height);
  }

  #resized() {
    const dots = window.devicePixelRatio;
    this.canvas.width = Math.round(this.canvas.clientWidth * dots);
    this.canvas.height = Math.round(this.canvas.clientHeight * dots);
    if (this.#fits) this.#view = this.#fitting();
    this.#keepInside();
    this.draw();
  }

  /** @returns {View} */
  #fitting() {
    if (!this.#scene) return { x: 0, y: 0, scale: 1 };
    const { width, height } = this.#scene.size;
    const scale = Math.min(this.canvas.clientWidth / width, this.canvas.clientHeight / height) || 1;
    return {
      x: (width - this.canvas.clientWidth / scale) / 2,
      y: (height - this.canvas.clientHeight / scale) / 2,
      scale,
    };
  }

  /** The middle of the frame stays on the scene. */
  #keepInside() {
    if (!this.#scene) return;
    const { x, y, scale } = this.#view;
    const [half, down] = [this.canvas.clientWidth / scale / 2, this.canvas.clientHeight / scale / 2];
    this.#view.x = Math.min(this.#scene.size.width, Math.max(0, x + half)) - half;
    this.#view.y = Math.min(this.#scene.size.height, Math.max(0, y + down)) - down;
  }

  /** @param {number} x @param {number} y */
  #moveTo(x, y) {
    if (!this.#scene) return;
    const { width, height } = this.#scene.size;
    this.#pixel = { x: Math.min(width - 1, Math.max(0, x)), y: Math.min(height - 1, Math.max(0, y)) };
    this.readout.value = pixelName(this.#pixel);
    const { scale } = this.#view;
    const [across, down] = [this.canvas.clientWidth / scale, this.canvas.clientHeight / scale];
    // the map follows the cross-hair out of the frame
    if (this.#pixel.x < this.#view.x || this.#pixel.x + 1 > this.#view.x + across)
      this.#view.x = this.#pixel.x - across / 2;
    if (this.#pixel.y < this.#view.y || this.#pixel.y + 1 > this.#view.y + down)
      this.#view.y = this.#pixel.y - down / 2;
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.#scene || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 10 : 1;
    const { x, y } = this.#pixel;
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => this.#moveTo(x - step, y),
      ArrowRight: () => this.#moveTo(x + step, y),
      ArrowUp: () => this.#moveTo(x, y - step),
      ArrowDown: () => this.#moveTo(x, y + step),
      Enter: () => this.onPick(this.#pixel),
      ' ': () => this.onPick(this.#pixel),
      '+': () => this.zoom(1.5),
      '=': () => this.zoom(1.5),
      '-': () => this.zoom(1 / 1.5),
      0: () => this.showAll(),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** Where the page would scroll it scrolls, unless the reader is at work on the map. @param {WheelEvent} event */
  #wheel(event) {
    if (!event.ctrlKey && document.activeElement !== this.canvas) return;
    event.preventDefault();
    this.zoom(1.2 ** Math.sign(-event.deltaY), { x: event.offsetX, y: event.offsetY });
  }

  #listenToPointer() {
    /** @type {{x: number, y: number, view: View, dragged: boolean} | null} */
    let down = null;
    this.canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      down = { x: event.offsetX, y: event.offsetY, view: { ...this.#view }, dragged: false };
    });
    this.canvas.addEventListener('pointermove', (event) => {
      if (!down) return;
      const [dx, dy] = [event.offsetX - down.x, event.offsetY - down.y];
      if (!down.dragged && Math.hypot(dx, dy) < DRAG) return;
      if (!down.dragged) this.canvas.setPointerCapture(event.pointerId);
      down.dragged = true;
      if (this.#fits) return;
      this.#view = { ...this.#view, x: down.view.x - dx / this.#view.scale, y: down.view.y - dy / this.#view.scale };
      this.#keepInside();
      this.draw();
    });
    this.canvas.addEventListener('pointerup', (event) => {
      const clicked = down && !down.dragged;
      down = null;
      if (!clicked || !this.#scene) return;
      const x = Math.floor(this.#view.x + event.offsetX / this.#view.scale);
      const y = Math.floor(this.#view.y + event.offsetY / this.#view.scale);
      if (x < 0 || y < 0 || x >= this.#scene.size.width || y >= this.#scene.size.height) return;
      this.#moveTo(x, y);
      this.onPick(this.#pixel);
    });
    this.canvas.addEventListener('pointercancel', () => {
      down = null;
    });
  }
}
