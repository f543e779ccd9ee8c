// @ts-check
import { drawn } from './dom.js';
import { ticks } from './ticks.js';

/**
 * A curve; gaps are null. `look` names its colour and dashes in page.css.
 * @typedef {{look: 'own' | 'library', label: string, x: readonly number[], y: readonly (number | null)[]}} Curve
 * @typedef {{title: string, curves: Curve[], window?: readonly [number, number], lines?: {label: string, of: readonly (readonly (readonly number[])[])[]}, marks?: readonly {x: number, label: string}[], xName: string, yName: string}} Plot
 */

const HEIGHT = 230;
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 10, 12, 40];

/** A plot as a picture with its legend under it. @param {Plot} plot @param {number} width of the place, in CSS pixels */
export function plotPicture({ title, curves, window: shown, lines, marks = [], xName, yName }, width) {
  const inWindow = (/** @type {number} */ x) => !shown || (x >= shown[0] && x <= shown[1]);
  const points = curves.flatMap(({ x, y }) =>
    x.flatMap((at, i) => (inWindow(at) && y[i] !== null ? [[at, y[i]]] : [])),
  );
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => /** @type {number} */ (point[axis])));
  const xRange = shown ?? [least(xs), most(xs)];
  const slack = 0.06 * (most(ys) - least(ys)) || 0.01;
  const yRange = [Math.max(0, least(ys) - slack), most(ys) + slack];
  const scaleX = (width - LEFT - RIGHT) / (xRange[1] - xRange[0]);
  const scaleY = (HEIGHT - TOP - BOTTOM) / (yRange[1] - yRange[0]);
  const place = (/** @type {readonly number[]} */ [x, y]) =>
    `${(LEFT + (x - xRange[0]) * scaleX).toFixed(1)},${(HEIGHT - BOTTOM - (y - yRange[0]) * scaleY).toFixed(1)}`;

  const svg = drawn('svg', {
    viewBox: `0 0 ${width} ${HEIGHT}`,
    width,
    height: HEIGHT,
    role: 'img',
    'aria-label': title,
  });
  svg.append(...axes(xRange, yRange, width, place, xName, yName));
  for (const { x, label } of marks) {
    if (!inWindow(x)) continue;
    const line = [place([x, yRange[0]]), place([x, yRange[1]])].join(' ');
    svg.append(drawn('polyline', { class: 'feature', points: line }, drawn('title', {}, label)));
  }
  for (const line of lines?.of ?? [])
    svg.append(drawn('polyline', { class: 'continuum', points: line.map(place).join(' ') }));
  for (const { look, x, y } of curves) {
    for (const run of runs(x, y, inWindow))
      svg.append(drawn('polyline', { class: `curve ${look}`, points: run.map(place).join(' ') }));
  }
  const entries = [
    ...curves.map(({ look, label }) => [`curve ${look}`, label]),
    ...(lines?.of.length ? [['continuum', lines.label]] : []),
  ];
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  for (const [look, label] of entries) {
    const key = document.createElement('span');
    key.className = 'key';
    const sample = drawn(
      'svg',
      { width: 28, height: 10, 'aria-hidden': 'true' },
      drawn('polyline', { class: look, points: '1,5 27,5' }),
    );
    key.append(sample, ` ${label}`);
    caption.append(key);
  }
  figure.append(svg, caption);
  return figure;
}

/** @param {readonly number[]} xRange @param {readonly number[]} yRange @param {number} width @param {(point: readonly number[]) => string} place @param {string} xName @param {string} yName */
function* axes(xRange, yRange, width, place, xName, yName) {
  for (const { value, text } of ticks(yRange[0], yRange[1], 4)) {
    const [left, at] = place([xRange[0], value]).split(',').map(Number);
    yield drawn('polyline', { class: 'grid', points: `${left},${at} ${width - RIGHT},${at}` });
    yield drawn('text', { x: left - 6, y: at + 4, class: 'number end' }, text);
  }
  for (const { value, text } of ticks(xRange[0], xRange[1], width < 420 ? 4 : 7)) {
    const [at, bottom] = place([value, yRange[0]]).split(',').map(Number);
    yield drawn('polyline', { class: 'axis', points: `${at},${bottom} ${at},${bottom + 4}` });
    yield drawn('text', { x: at, y: bottom + 17, class: 'number middle' }, text);
  }
  const corners = [
    [xRange[0], yRange[1]],
    [xRange[0], yRange[0]],
    [xRange[1], yRange[0]],
  ];
  yield drawn('polyline', { class: 'axis', points: corners.map(place).join(' ') });
  yield drawn('text', { x: (LEFT + width - RIGHT) / 2, y: HEIGHT - 6, class: 'name middle' }, xName);
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  yield drawn('text', { x: 12, y: middle, class: 'name middle', transform: `rotate(-90 12 ${middle})` }, yName);
}

/** The pieces of a curve between its gaps. @param {readonly number[]} x @param {readonly (number | null)[]} y @param {(x: number) => boolean} inWindow */
function runs(x, y, inWindow) {
  /** @type {number[][][]} */
  const pieces = [[]];
  for (const [i, at] of x.entries()) {
    const value = y[i];
    if (value !== null && inWindow(at)) pieces[pieces.length - 1].push([at, value]);
    else if (pieces[pieces.length - 1].length) pieces.push([]);
  }
  return pieces.filter((piece) => piece.length);
}

/** @param {readonly number[]} values */
const least = (values) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
/** @param {readonly number[]} values */
const most = (values) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
