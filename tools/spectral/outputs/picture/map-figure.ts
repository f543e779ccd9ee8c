import { northInPixels, pixelSizeMetres } from '../../readers/georeference.ts';
import type { FigureSheet, Ramp } from '../map-layers.ts';
import { Canvas, fitText, type Rgb, textHeight, textWidth } from './canvas.ts';
import type { Point } from './drawing.ts';
import { type Pattern, showsSecond } from './patterns.ts';
import { roundLength } from './round-length.ts';
import { ticks } from './ticks.ts';

export interface LegendEntry {
  colour: Rgb;
  pattern?: Pattern;
  label: string;
  /** Right-aligned behind the label: a share, an area. */
  amount: string;
}

/** One map of a figure: a grid of colours and its legend. */
export interface FigurePanel {
  title: string;
  /** Red, green, blue of each cell, row by row. */
  colours: Uint8Array;
  /** By cell, which of the patterns lies over its colour; those may be undefined. */
  patterns?: { of: Uint8Array; list: (Pattern | undefined)[] };
  legend: LegendEntry[];
  /** The scale of colours of a map of values, and a line of words under it. */
  bar?: { ramp: Ramp; colourOf: (value: number) => Rgb; below: string };
  /** Drawn over the map. */
  over?: (canvas: Canvas, place: PanelPlace) => void;
}

/** Where a map lies in its picture. */
export interface PanelPlace {
  /** Pixels of the window (0,0 = upper left corner of the first) → points of the picture. */
  toPicture: (x: number, y: number) => Point;
}

export interface Figure {
  title: string;
  /** Grid of the panels: cells, and scene pixels per cell. */
  width: number;
  height: number;
  step: number;
  panels: FigurePanel[];
  /** Lines of small print under the maps. */
  notes: string[];
}

const PAPER: Rgb = [255, 255, 255];
const INK: Rgb = [28, 28, 30];
const FAINT: Rgb = [105, 105, 110];
const ALARM: Rgb = [190, 20, 30];
const MARGIN = 24;
const GAP = 28;
const ROW = 24;
const SWATCH = 16;
const LEAST_PANEL_WIDTH = 560;
const MOST_LEGEND_ROWS = 12;
/** A colour bar with its ticks and the line under it. */
const BAR_HEIGHT = 92;

/** Draws title, panels with legends, scale bar, north arrow, small print, and the mark of a synthetic scene. */
export function drawFigure(sheet: FigureSheet, figure: Figure): Uint8Array {
  const { panels, width, height } = figure;
  const target = panels.length > 1 ? 640 : 840;
  const cell = Math.max(1, Math.floor(target / Math.max(width, height)));
  const [mapWidth, mapHeight] = [width * cell, height * cell];
  const panelWidth = Math.max(mapWidth, LEAST_PANEL_WIDTH);
  const columns = panelWidth >= 760 ? 2 : 1;
  const legendRows = Math.max(...panels.map(({ legend }) => shownRows(legend, columns)));

  const mapTop = MARGIN + textHeight(3) + 18 + textHeight(2) + 12;
  const barTop = mapTop + mapHeight + 18;
  const scalesTop = barTop + 52;
  const legendTop = scalesTop + (panels.some(({ bar }) => bar) ? BAR_HEIGHT : 0);
  const notesTop = legendTop + legendRows * ROW + 14;
  const total = notesTop + figure.notes.length * 20 + MARGIN;
  const canvas = new Canvas(2 * MARGIN + panels.length * panelWidth + (panels.length - 1) * GAP, total, PAPER);

  const inner = canvas.width - 2 * MARGIN;
  canvas.text(MARGIN, MARGIN, fitText(figure.title, 3, inner), 3, INK);
  panels.forEach((panel, index) => {
    const left = MARGIN + index * (panelWidth + GAP);
    canvas.text(left, mapTop - textHeight(2) - 12, fitText(panel.title, 2, panelWidth), 2, FAINT);
    drawCells(canvas, left, mapTop, panel, width, cell);
    const scale = cell / figure.step;
    const toPicture = (x: number, y: number): Point => [left + x * scale, mapTop + y * scale];
    canvas.clipTo({ left, top: mapTop, width: mapWidth, height: mapHeight });
    panel.over?.(canvas, { toPicture });
    drawOutline(canvas, sheet, toPicture);
    canvas.clipTo();
    canvas.frame(left, mapTop, mapWidth, mapHeight, 1, INK);
    if (sheet.synthetic) drawMark(canvas, left, mapTop, mapWidth, mapHeight);
    if (panel.bar) drawBar(canvas, left, scalesTop, Math.min(panelWidth, 480), panel.bar);
    drawLegend(canvas, left, legendTop, panelWidth, columns, panel.legend);
  });
  const cellsOfPixel = cell / figure.step;
  drawScaleBar(canvas, sheet, MARGIN, barTop, mapWidth, cellsOfPixel);
  drawNorth(canvas, sheet, MARGIN + mapWidth - 20, barTop + 30);
  figure.notes.forEach((note, line) => {
    canvas.text(MARGIN, notesTop + line * 20, fitText(note, 2, inner), 2, FAINT);
  });
  return canvas.png({
    Software: 'Gossan',
    Title: plain(`${figure.title}${sheet.synthetic ? ' (SYNTHETIC SCENE)' : ''}`),
    ...(sheet.conversion ? { Comment: plain(`Converted: ${sheet.conversion}`) } : {}),
  });
}

/** Text chunks of a PNG hold printable ASCII. */
function plain(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

function drawCells(
  canvas: Canvas,
  left: number,
  top: number,
  { colours, patterns }: FigurePanel,
  width: number,
  cell: number,
): void {
  for (let at = 0; at < colours.length / 3; at++) {
    const colour = [colours[3 * at], colours[3 * at + 1], colours[3 * at + 2]] as const;
    const [x, y] = [left + (at % width) * cell, top + Math.floor(at / width) * cell];
    canvas.rectangle(x, y, cell, cell, colour);
    const pattern = patterns?.list[patterns.of[at]];
    if (pattern) drawPattern(canvas, x, y, cell, pattern);
  }
}

function drawPattern(canvas: Canvas, left: number, top: number, size: number, { kind, colour }: Pattern): void {
  for (let y = top; y < top + size; y++) {
    for (let x = left; x < left + size; x++) if (showsSecond(kind, x, y)) canvas.dot(x, y, colour);
  }
}

/** The area of interest: dark on light, so that it shows on any ground. */
function drawOutline(canvas: Canvas, { findings }: FigureSheet, toPicture: PanelPlace['toPicture']): void {
  for (const ring of findings.aoi?.outline ?? []) {
    const points = [...ring, ring[0]].map(([x, y]) => toPicture(x, y));
    canvas.line(points, 4, PAPER);
    canvas.line(points, 2, INK);
  }
}

function drawBar(
  canvas: Canvas,
  left: number,
  top: number,
  width: number,
  { ramp, colourOf, below }: NonNullable<FigurePanel['bar']>,
): void {
  const { from, to, label } = ramp;
  for (let x = 0; x < width; x++) {
    const colour = colourOf(from + ((x + 0.5) / width) * (to - from)).map(Math.round) as unknown as Rgb;
    canvas.rectangle(left + x, top, 1, SWATCH, colour);
  }
  canvas.frame(left, top, width, SWATCH, 1, INK);
  for (const { value, text } of ticks([from, to], 5)) {
    const x = left + Math.round(((value - from) / (to - from)) * width);
    const half = textWidth(text, 2) >> 1;
    canvas.rectangle(x, top + SWATCH, 1, 5, INK);
    canvas.text(Math.max(left, x - half), top + SWATCH + 10, text, 2, INK);
  }
  canvas.text(left + width + 14, top + 1, label, 2, INK);
  canvas.text(left, top + SWATCH + 40, below, 2, FAINT);
}

/** The words are part of the picture, so that they go wherever it is copied. */
function drawMark(canvas: Canvas, left: number, top: number, width: number, height: number): void {
  const text = 'SYNTHETIC SCENE';
  const scale = textWidth(text, 2) + 16 <= width ? 2 : 1;
  const box = { width: textWidth(text, scale) + 8 * scale, height: textHeight(scale) + 6 * scale };
  const y = top + height - box.height;
  canvas.rectangle(left, y, box.width, box.height, ALARM);
  canvas.text(left + 4 * scale, y + 3 * scale, text, scale, PAPER);
}

function shownRows(legend: LegendEntry[], columns: number): number {
  return Math.min(MOST_LEGEND_ROWS, Math.ceil(legend.length / columns));
}

function drawLegend(
  canvas: Canvas,
  left: number,
  top: number,
  width: number,
  columns: number,
  legend: LegendEntry[],
): void {
  const rows = shownRows(legend, columns);
  const shown = legend.length > rows * columns ? legend.slice(0, rows * columns - 1) : legend;
  const columnWidth = Math.floor((width - (columns - 1) * GAP) / columns);
  shown.forEach((entry, index) => {
    const x = left + Math.floor(index / rows) * (columnWidth + GAP);
    const y = top + (index % rows) * ROW;
    canvas.rectangle(x, y, SWATCH, SWATCH, entry.colour);
    if (entry.pattern) drawPattern(canvas, x, y, SWATCH, entry.pattern);
    canvas.frame(x, y, SWATCH, SWATCH, 1, FAINT);
    const amountWidth = textWidth(entry.amount, 2);
    canvas.text(x + SWATCH + 10, y + 1, fitText(entry.label, 2, columnWidth - SWATCH - amountWidth - 24), 2, INK);
    canvas.text(x + columnWidth - amountWidth, y + 1, entry.amount, 2, FAINT);
  });
  if (shown.length < legend.length) {
    const x = left + (columns - 1) * (columnWidth + GAP);
    canvas.text(x, top + (rows - 1) * ROW + 1, `and ${legend.length - shown.length} more in classes.csv`, 2, FAINT);
  }
}

/** A bar of 1, 2 or 5 × 10^n metres (pixels where there is no georeference), about a quarter of the map wide. */
function drawScaleBar(
  canvas: Canvas,
  sheet: FigureSheet,
  x: number,
  y: number,
  mapWidth: number,
  pixelWidth: number,
): void {
  const { georeference, rasters } = sheet;
  const size = georeference && pixelSizeMetres(georeference, rasters.width / 2, rasters.height / 2);
  const unit = size ? size[0] : 1;
  const length = roundLength((mapWidth / pixelWidth / 4) * unit);
  const bar = Math.max(1, Math.round((length / unit) * pixelWidth));
  const label = !size ? `${length} pixels` : length >= 1000 ? `${length / 1000} km` : `${length} m`;
  canvas.rectangle(x, y + 8, bar, 8, INK);
  canvas.rectangle(x + (bar >> 1), y + 10, bar - (bar >> 1) - 2, 4, PAPER);
  canvas.text(x, y + 22, '0', 2, INK);
  canvas.text(Math.max(x + 16, x + bar - (textWidth(label, 2) >> 1)), y + 22, label, 2, INK);
}

/** A needle to true north, which need not be up: flight lines are rotated. */
function drawNorth(canvas: Canvas, sheet: FigureSheet, x: number, y: number): void {
  const { georeference, rasters } = sheet;
  const north = georeference && northInPixels(georeference, rasters.width / 2, rasters.height / 2);
  if (!north) return;
  const [u, v] = north;
  const at = (along: number, across: number): [number, number] => [
    x + u * along - v * across,
    y + v * along + u * across,
  ];
  canvas.polygon([at(20, 0), at(-12, 8), at(-6, 0)], INK);
  canvas.polygon([at(20, 0), at(-12, -8), at(-6, 0)], FAINT);
  const [labelX, labelY] = at(27, 0);
  canvas.text(Math.round(labelX - 5), Math.round(labelY - 6), 'N', 2, INK);
}
