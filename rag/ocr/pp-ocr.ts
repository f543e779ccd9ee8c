import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-node';
import { GossanError } from '../../core/errors.ts';
import { homePath } from '../../core/paths.ts';
import { findStrips } from './find-strips.ts';
import { readCharacters } from './onnx-characters.ts';
import { cut, type Picture, resized, type Strip, turned } from './picture.ts';

/** A line of text that was read from a picture; places in pixels of the upright page. */
export interface ReadLine {
  text: string;
  /** How sure the reader is of it, 0..1: the mean over its characters. */
  confidence: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface ReadPage {
  width: number;
  height: number;
  /** In no order. */
  lines: ReadLine[];
  /** Mean of the lines' confidence, each by its length; 0 where nothing was read. */
  confidence: number;
}

/** Reads pictures of pages. One at a time. */
export interface PageReader {
  /** @param onStep called after each line; throw in it to stop */
  read(picture: Picture, onStep?: () => void): Promise<ReadPage>;
}

const MODEL = 'pp-ocrv6-small';
const [DETECTOR, RECOGNISER] = ['det.onnx', 'rec.onnx'];

/** Where the weights belong: `det.onnx` and `rec.onnx`. */
export function ocrModelFolder(): string {
  return homePath('models', MODEL);
}

/** Whether pages can be read here. */
export function ocrInstalled(): boolean {
  return [DETECTOR, RECOGNISER].every((file) => existsSync(join(ocrModelFolder(), file)));
}

/** Another pair of PP-OCR models than the installed one, for comparisons. */
export interface OcrModels {
  detector: string;
  recogniser: string;
  /** The characters that the recogniser knows, where its file does not list them. */
  characters?: string;
  /** Mean and standard deviation of the colours that the detector was trained with. */
  mean?: readonly number[];
  deviation?: readonly number[];
}

/**
 * The longer side of the page as the detector sees it, in pixels. Measured on pages of two columns at 10 points: 960 runs
 * lines of neighbouring columns together, beyond 1536 only the time grows.
 */
const DETECTOR_SIDE = 1536;
/** The network halves its input five times. */
const DETECTOR_STEP = 32;
/** Height of a line as the recogniser sees it. */
const LINE_HEIGHT = 48;
/** A line longer than this is cut off there: 200 characters. */
const LONGEST_LINE = 4096;
/** Less sure lines are rules, textures and photographs (PP-OCR's own reader has the same limit). */
const LEAST_CONFIDENCE = 0.5;
/** Lines that are read to find out which way up a page is. */
const TRIED_LINES = 6;
/** A page that is read the right way up is surer than this. */
const SURE = 0.8;

const SESSION: InferenceSession.SessionOptions = {
  intraOpNumThreads: Math.min(4, availableParallelism()),
  // Each line has a length of its own: what is kept for the last one is of no use for the next.
  enableCpuMemArena: false,
  enableMemPattern: false,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};

type Runtime = typeof import('onnxruntime-node');

/**
 * PP-OCRv6 (small), which reads Chinese, English and what stands between them with one model, on ONNX Runtime. Pages may be
 * skewed by up to 15 degrees, lie on their side or stand on their head.
 * @throws GossanError OCR_MISSING
 */
export async function openPageReader(models: OcrModels = installed()): Promise<PageReader> {
  try {
    const runtime = await import('onnxruntime-node');
    const detector = await runtime.InferenceSession.create(models.detector, SESSION);
    const recogniser = await runtime.InferenceSession.create(models.recogniser, SESSION);
    const characters = readCharacters(
      readFileSync(models.characters ?? models.recogniser),
      models.characters === undefined,
    );
    return new PpOcr(runtime, detector, recogniser, characters, models);
  } catch (error) {
    if (error instanceof GossanError) throw error;
    const detail = `${ocrModelFolder()} cannot be loaded: ${(error as Error).message}`;
    throw new GossanError('OCR_MISSING', { detail }, { cause: error });
  }
}

/** @throws GossanError OCR_MISSING */
export function requireOcr(): void {
  if (!ocrInstalled()) throw new GossanError('OCR_MISSING', { detail: `nothing in ${ocrModelFolder()}` });
}

function installed(): OcrModels {
  requireOcr();
  const folder = ocrModelFolder();
  return { detector: join(folder, DETECTOR), recogniser: join(folder, RECOGNISER) };
}

interface Attempt {
  page: Picture;
  strips: Strip[];
  /** Whether lines lie rather than stand. */
  upright: boolean;
  /** Lines that were read already. */
  known: Map<Strip, { text: string; confidence: number }>;
  /** Mean confidence of these. */
  sureness: number;
}

class PpOcr implements PageReader {
  private readonly runtime: Runtime;
  private readonly detector: InferenceSession;
  private readonly recogniser: InferenceSession;
  private readonly characters: readonly string[];
  private readonly mean: readonly number[];
  private readonly deviation: readonly number[];

  constructor(
    runtime: Runtime,
    detector: InferenceSession,
    recogniser: InferenceSession,
    characters: readonly string[],
    { mean = [0.5, 0.5, 0.5], deviation = [0.5, 0.5, 0.5] }: OcrModels,
  ) {
    this.runtime = runtime;
    this.detector = detector;
    this.recogniser = recogniser;
    this.characters = characters;
    this.mean = mean;
    this.deviation = deviation;
  }

  async read(picture: Picture, onStep: () => void = () => {}): Promise<ReadPage> {
    let attempt = await this.attempt(picture, onStep);
    if (!attempt.upright) attempt = await this.attempt(turned(picture, 1), onStep);
    if (attempt.strips.length > 0 && attempt.sureness < SURE) {
      const over = await this.attempt(turned(attempt.page, 2), onStep);
      if (over.sureness > attempt.sureness) attempt = over;
    }
    const { page, strips, known } = attempt;
    const lines: ReadLine[] = [];
    for (const strip of strips) {
      const { text, confidence } = known.get(strip) ?? (await this.recognise(page, strip));
      onStep();
      if (text.trim() === '' || confidence < LEAST_CONFIDENCE) continue;
      const { left, right, top, bottom } = strip;
      lines.push({ text: text.trim(), confidence, left, right, top, bottom });
    }
    const length = lines.reduce((sum, { text }) => sum + text.length, 0);
    const sure = lines.reduce((sum, { text, confidence }) => sum + text.length * confidence, 0);
    return { width: page.width, height: page.height, lines, confidence: length === 0 ? 0 : sure / length };
  }

  /** Finds the lines of a page and reads the longest of them, which shows whether it is the right way up. */
  private async attempt(page: Picture, onStep: () => void): Promise<Attempt> {
    const { strips, upright } = await this.detect(page);
    onStep();
    const known: Attempt['known'] = new Map();
    const length = ({ left, right }: Strip) => right - left;
    for (const strip of upright ? strips.toSorted((a, b) => length(b) - length(a)).slice(0, TRIED_LINES) : []) {
      known.set(strip, await this.recognise(page, strip));
      onStep();
    }
    const sum = [...known.values()].reduce((total, { confidence }) => total + confidence, 0);
    return { page, strips, upright, known, sureness: sum / Math.max(1, known.size) };
  }

  private async detect(page: Picture): Promise<{ strips: Strip[]; upright: boolean }> {
    const scale = Math.min(1, DETECTOR_SIDE / Math.max(page.width, page.height));
    const [width, height] = [page.width, page.height].map((side) =>
      Math.max(DETECTOR_STEP, Math.round((side * scale) / DETECTOR_STEP) * DETECTOR_STEP),
    ) as [number, number];
    const output = await this.run(this.detector, resized(page, width, height), this.mean, this.deviation);
    const map = { width, height, likelihood: output.data };
    return findStrips(map, { x: page.width / width, y: page.height / height });
  }

  private async recognise(page: Picture, strip: Strip): Promise<{ text: string; confidence: number }> {
    const shape = (strip.right - strip.left) / (strip.bottom - strip.top);
    const width = Math.min(LONGEST_LINE, Math.max(16, Math.ceil(shape * LINE_HEIGHT)));
    const line = cut(page, strip, width, LINE_HEIGHT);
    const half = [0.5, 0.5, 0.5];
    const { data, dims } = await this.run(this.recogniser, line, half, half);
    return decode(data, dims[1]!, dims[2]!, this.characters);
  }

  private async run(
    session: InferenceSession,
    { width, height, grey }: Picture,
    mean: readonly number[],
    deviation: readonly number[],
  ): Promise<{ data: Float32Array; dims: readonly number[] }> {
    const size = width * height;
    const input = new Float32Array(3 * size);
    for (let channel = 0; channel < 3; channel++) {
      const [offset, by] = [mean[channel]!, 1 / deviation[channel]!];
      for (let at = 0, to = channel * size; at < size; at++, to++) input[to] = (grey[at]! / 255 - offset) * by;
    }
    const tensor: Tensor = new this.runtime.Tensor('float32', input, [1, 3, height, width]);
    const output = (await session.run({ [session.inputNames[0]!]: tensor }))[session.outputNames[0]!]!;
    return { data: (output as TypedTensor<'float32'>).data, dims: output.dims };
  }
}

/** The likeliest character of each step, repeats and blanks left out (connectionist temporal classification, greedy). */
function decode(
  data: Float32Array,
  steps: number,
  classes: number,
  characters: readonly string[],
): { text: string; confidence: number } {
  let [text, sum, count, last] = ['', 0, 0, 0];
  for (let step = 0, from = 0; step < steps; step++, from += classes) {
    let best = 0;
    for (let one = 1; one < classes; one++) if (data[from + one]! > data[from + best]!) best = one;
    if (best !== 0 && best !== last) {
      text += characters[best - 1] ?? '';
      sum += data[from + best]!;
      count++;
    }
    last = best;
  }
  return { text, confidence: count === 0 ? 0 : sum / count };
}
