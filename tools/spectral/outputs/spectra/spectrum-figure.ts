import type { MineralSpectrum } from '../../types.ts';
import { fitText } from '../picture/canvas.ts';
import type { Drawing, Mark, Point } from '../picture/drawing.ts';
import atmosphere from './atmosphere.json' with { type: 'json' };
import { axes, type Frame, pointIn, runs } from './axes.ts';

const INK = '#1c1c1e';
const FAINT = '#69696e';
/** Vermilion and blue of Okabe & Ito (2008): told apart with any colour vision, and by their dashes without any. */
const LIBRARY = '#d55e00';
const FEATURE = '#0072b2';
const VAPOUR = '#dfe8ef';
const ALARM = '#be141e';
const [WIDTH, HEIGHT] = [1060, 520];

/**
 * One mineral: on the left its mean spectrum in the scene with one standard deviation, and the library's curve where the
 * two were compared; on the right the window that decided, its continuum removed, with each feature's shoulders, centre
 * and depth.
 */
export function spectrumFigure(
  spectrum: MineralSpectrum,
  about: { scene: string; synthetic: boolean; colour: string },
): Drawing {
  const { mineral, group, pixels } = spectrum;
  const count = `${pixels.toLocaleString('en-US')} ${pixels === 1 ? 'pixel' : 'pixels'}`;
  const line = `mean of ${count} named in the ${group === 'swir' ? '2 µm' : '1 µm'} group, ${about.scene}`;
  const marks: Mark[] = [
    text(24, 20, fitText(mineral, 3, WIDTH - 48 - (about.synthetic ? 220 : 0)), 3, INK),
    text(24, 52, fitText(line, 2, WIDTH - 48), 2, FAINT),
    ...(about.synthetic ? mark() : []),
    ...reflectancePanel(spectrum, about.colour),
    ...windowPanel(spectrum),
    ...legend(spectrum, about.colour),
  ];
  return {
    width: WIDTH,
    height: HEIGHT,
    title: `${mineral}, ${line}${about.synthetic ? ' (SYNTHETIC SCENE)' : ''}`,
    marks,
  };
}

function text(x: number, y: number, words: string, scale: 1 | 2 | 3, colour: string): Mark {
  return { kind: 'text', x, y, text: words, scale, colour, anchor: 'start' };
}

function mark(): Mark[] {
  const box: Point[] = [
    [WIDTH - 216, 16],
    [WIDTH - 20, 16],
    [WIDTH - 20, 44],
    [WIDTH - 216, 44],
  ];
  return [
    { kind: 'area', points: box, colour: ALARM, opacity: 1 },
    { kind: 'text', x: WIDTH - 118, y: 23, text: 'SYNTHETIC SCENE', scale: 2, colour: '#ffffff', anchor: 'middle' },
  ];
}

function reflectancePanel(
  { wavelengths, mean, spread, reference, window_um }: MineralSpectrum,
  colour: string,
): Mark[] {
  const upper = mean.map((value, i) => value + spread[i]);
  const lower = mean.map((value, i) => Math.max(0, value - spread[i]));
  const most = largest(upper);
  const frame: Frame = {
    left: 110,
    top: 84,
    width: 500,
    height: 300,
    x: [Math.floor(wavelengths[0] * 10) / 10, Math.ceil(wavelengths[wavelengths.length - 1] * 10) / 10],
    y: [0, most > 0 ? most * 1.06 : 1],
  };
  const marks: Mark[] = [];
  const strip = (from: number, to: number, fill: string, opacity: number): void => {
    const [x0, x1] = [Math.max(from, frame.x[0]), Math.min(to, frame.x[1])];
    if (x1 <= x0) return;
    const corners = [
      [x0, frame.y[0]],
      [x1, frame.y[0]],
      [x1, frame.y[1]],
      [x0, frame.y[1]],
    ].map(([x, y]) => pointIn(frame, x, y));
    marks.push({ kind: 'area', points: corners, colour: fill, opacity });
  };
  for (const [from, to] of atmosphere.water_vapour_um) strip(from, to, VAPOUR, 1);
  if (window_um) strip(window_um[0], window_um[1], FEATURE, 0.08);
  marks.push(...axes(frame, { x: 'wavelength, µm', y: 'reflectance' }));
  for (const [from, to] of runs(wavelengths, mean)) {
    const along = Array.from({ length: to - from }, (_, i) => from + i);
    const band = [
      ...along.map((i) => pointIn(frame, wavelengths[i], upper[i])),
      ...along.reverse().map((i) => pointIn(frame, wavelengths[i], lower[i])),
    ];
    marks.push({ kind: 'area', points: band, colour, opacity: 0.35 });
  }
  return [
    ...marks,
    ...curve(frame, wavelengths, mean, INK, 2),
    ...(reference ? curve(frame, wavelengths, reference.reflectance, LIBRARY, 2, [7, 4]) : []),
  ];
}

/** Both curves over the straight continuum between the outermost shoulders of the window. */
function windowPanel({ wavelengths, mean, reference, window_um, features }: MineralSpectrum): Mark[] {
  const place = { left: 720, top: 84, width: 310, height: 300 };
  if (!window_um) return [text(place.left, place.top + 8, 'no feature shows in the mean', 2, FAINT)];
  const [from, to] = window_um;
  const shown = features.filter(({ centre_um }) => centre_um >= from && centre_um <= to);
  const first = shown.reduce((a, b) => (b.left_um[0] < a.left_um[0] ? b : a));
  const last = shown.reduce((a, b) => (b.right_um[1] > a.right_um[1] ? b : a));
  const left = shoulder(wavelengths, mean, first.left_um);
  const right = shoulder(wavelengths, mean, last.right_um);
  if (!left || !right) return [text(place.left, place.top + 8, 'the bands do not reach the shoulders', 2, FAINT)];
  const slack = 0.04 * (to - from);
  const removed = (values: Float64Array) =>
    values.map((value, i) =>
      wavelengths[i] < from - slack || wavelengths[i] > to + slack
        ? Number.NaN
        : value / (left.y + ((right.y - left.y) * (wavelengths[i] - left.x)) / (right.x - left.x)),
    );
  const curves = [removed(mean), ...(reference ? [removed(reference.reflectance)] : [])];
  const [low, high] = [-largest(curves[0].map((v) => -v)), largest(curves[0])];
  const frame: Frame = {
    ...place,
    x: [from - slack, to + slack],
    y: [low - 0.22 * (high - low), high + 0.12 * (high - low)],
  };
  const marks = axes(frame, { x: 'wavelength, µm', y: 'continuum removed' });
  marks.push(...shown.flatMap((feature) => featureMarks(frame, wavelengths, curves[0], feature)));
  marks.push(...curve(frame, wavelengths, curves[0], INK, 2));
  if (curves[1]) marks.push(...curve(frame, wavelengths, curves[1], LIBRARY, 2, [7, 4]));
  const labels = [...shown].sort((a, b) => a.centre_um - b.centre_um);
  for (const [row, { centre_um, depth, role }] of labels.slice(0, 3).entries()) {
    const words = `${centre_um.toFixed(3)} µm  depth ${depth.toFixed(3)}  ${role}`;
    marks.push(text(place.left - 24, place.top + place.height + 62 + row * 20, words, 2, FEATURE));
  }
  return marks;
}

/** The two shoulders as bars on the curve, the continuum between them, and the depth at the centre. */
function featureMarks(
  frame: Frame,
  wavelengths: Float64Array,
  removed: Float64Array,
  { centre_um, left_um, right_um }: MineralSpectrum['features'][number],
): Mark[] {
  const [left, right] = [shoulder(wavelengths, removed, left_um), shoulder(wavelengths, removed, right_um)];
  if (!left || !right) return [];
  const on = left.y + ((right.y - left.y) * (centre_um - left.x)) / (right.x - left.x);
  const bottom = shoulder(wavelengths, removed, [centre_um, centre_um]);
  const line = (points: [number, number][], width: number, dash?: [number, number]): Mark => ({
    kind: 'line',
    points: points.map(([x, y]) => pointIn(frame, x, y)),
    colour: FEATURE,
    width,
    ...(dash ? { dash } : {}),
  });
  return [
    line(
      [
        [left_um[0], left.y],
        [left_um[1], left.y],
      ],
      4,
    ),
    line(
      [
        [right_um[0], right.y],
        [right_um[1], right.y],
      ],
      4,
    ),
    line(
      [
        [left.x, left.y],
        [right.x, right.y],
      ],
      1,
      [3, 3],
    ),
    ...(bottom
      ? [
          line(
            [
              [centre_um, on],
              [centre_um, bottom.y],
            ],
            1.5,
          ),
        ]
      : []),
  ];
}

function legend({ reference }: MineralSpectrum, colour: string): Mark[] {
  const y = 452;
  const key = (x: number): Point[] => [
    [x, y + 7],
    [x + 34, y + 7],
  ];
  const box: Point[] = [
    [24, y],
    [58, y],
    [58, y + 14],
    [24, y + 14],
  ];
  const marks: Mark[] = [
    { kind: 'area', points: box, colour, opacity: 0.35 },
    { kind: 'line', points: key(24), colour: INK, width: 2 },
    text(68, y, 'mean in the scene, ± 1 standard deviation', 2, INK),
  ];
  const row = y + 26;
  if (reference) {
    marks.push({
      kind: 'line',
      points: key(24).map(([x]): Point => [x, row + 7]),
      colour: LIBRARY,
      width: 2,
      dash: [7, 4],
    });
    marks.push(text(68, row, fitText(`library: ${reference.label}, scaled`, 2, 630), 2, INK));
  }
  const vapour: Point[] = [
    [520, y],
    [554, y],
    [554, y + 14],
    [520, y + 14],
  ];
  marks.push({ kind: 'area', points: vapour, colour: VAPOUR, opacity: 1 }, text(564, y, 'vapour', 2, INK));
  return marks;
}

function curve(
  frame: Frame,
  wavelengths: Float64Array,
  values: Float64Array,
  colour: string,
  width: number,
  dash?: readonly [number, number],
): Mark[] {
  return runs(wavelengths, values).map(([from, to]) => ({
    kind: 'line',
    points: Array.from({ length: to - from }, (_, i) => pointIn(frame, wavelengths[from + i], values[from + i])),
    colour,
    width,
    ...(dash ? { dash } : {}),
    // a reference that fits badly may leave the panel
    clip: { left: frame.left, top: frame.top, width: frame.width, height: frame.height },
  }));
}

/** Mean over the bands of an interval, or the nearest band within 20 nm of its middle. */
function shoulder(wavelengths: Float64Array, values: Float64Array, [from, to]: readonly [number, number]) {
  let [x, y, n] = [0, 0, 0];
  let nearest = -1;
  const middle = (from + to) / 2;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    if (nearest < 0 || Math.abs(wavelengths[i] - middle) < Math.abs(wavelengths[nearest] - middle)) nearest = i;
    if (wavelengths[i] < from || wavelengths[i] > to) continue;
    x += wavelengths[i];
    y += values[i];
    n++;
  }
  if (n) return { x: x / n, y: y / n };
  return nearest >= 0 && Math.abs(wavelengths[nearest] - middle) <= 0.02
    ? { x: wavelengths[nearest], y: values[nearest] }
    : undefined;
}

/** Missing values do not count. */
function largest(values: Float64Array): number {
  return Math.max(...values.filter((value) => !Number.isNaN(value)));
}
