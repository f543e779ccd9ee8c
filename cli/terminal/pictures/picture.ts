import type { PICTURE_WAYS } from '../../../core/config.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

/** One line of a legend. */
export interface LegendEntry {
  colour: Rgb;
  label: string;
  /** An area, a share; may be empty. */
  amount: string;
  /** Of ground without a class or without data: what ASCII pictures show there; classes get letters. */
  sign?: string;
}

/** A grid of colours to be shown in a terminal, and what has to stand beside it. */
export interface Picture {
  title: string;
  width: number;
  height: number;
  /** Red, green, blue of each cell, row by row; length 3 × width × height. */
  rgb: Uint8Array;
  /** For maps of classes: of each cell the index of its legend entry, 255 for none. Without it the picture has tones. */
  labels?: Uint8Array;
  legend: readonly LegendEntry[];
  /** Lines of words under the legend. */
  notes: readonly string[];
  /** Metres a cell across, and the direction of true north (x right, y down); where they are known. */
  ground?: { metres: number; north?: readonly [number, number] };
  /** The full picture on disk. */
  file?: string;
}

/** How pictures reach the screen. */
export type Protocol = (typeof PICTURE_WAYS)[number];

/** What a terminal can show. */
export interface Display {
  protocol: Protocol;
  /** Size of a character in pixels. */
  cell: { width: number; height: number };
  /** 256 where the terminal has no true colour. Half-blocks and swatches follow it. */
  colours: 'true' | '256' | 'none';
  /** Sequences for the outer terminal have to be passed through tmux. */
  tmux: boolean;
  /** The user listens: words in place of pictures. */
  spoken: boolean;
}
