/** Noise that is the same on every machine and in every run: integers are hashed, nothing is drawn from a clock. */

/** 32 well-mixed bits of one integer (the finaliser of MurmurHash3, A. Appleby, public domain). */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Uniform 0..1 of a lattice point. Each coordinate is mixed in turn, or neighbours on diagonals would be alike. */
function lattice(x: number, y: number, seed: number): number {
  return mix(x + mix(y + mix(seed))) / 2 ** 32;
}

/** Unit vectors around the circle: a lattice point picks one. */
const DIRECTIONS = Array.from({ length: 256 }, (_, at) => (2 * Math.PI * at) / 256);
const ACROSS = Float64Array.from(DIRECTIONS, Math.cos);
const DOWN = Float64Array.from(DIRECTIONS, Math.sin);

/** Smooth gradient noise (Perlin 1985, 2002), about -0.7..0.7; features have the size 1. */
function gradientNoise(x: number, y: number, seed: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const slope = (column: number, row: number): number => {
    const direction = mix(column + mix(row + mix(seed))) >>> 24;
    return ACROSS[direction] * (x - column) + DOWN[direction] * (y - row);
  };
  const ease = (t: number) => t * t * t * (t * (6 * t - 15) + 10);
  const [u, v] = [ease(x - left), ease(y - top)];
  const upper = slope(left, top) * (1 - u) + slope(left + 1, top) * u;
  const lower = slope(left, top + 1) * (1 - u) + slope(left + 1, top + 1) * u;
  return upper * (1 - v) + lower * v;
}

/** Fractal (fractional Brownian) noise, about -1..1: five octaves, each half as strong and twice as fine, each turned. */
export function fractalNoise(x: number, y: number, seed: number): number {
  const turn = 0.65 + seed * 0.1;
  const [c, s] = [2 * Math.cos(turn), 2 * Math.sin(turn)];
  let [u, v] = [x + seed * 0.37, y - seed * 0.73];
  let sum = 0;
  let weight = 1;
  for (let octave = 0; octave < 5; octave++) {
    sum += weight * gradientNoise(u, v, seed + octave);
    weight /= 2;
    [u, v] = [c * u - s * v, s * u + c * v];
  }
  return sum * 1.25;
}

/** A stream of normally distributed numbers (mean 0, deviation 1), drawn from a table: millions are needed. */
export class NormalStream {
  static readonly #table = NormalStream.#fill();
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e3779b1) | 1;
  }

  next(): number {
    // Marsaglia's xorshift (2003); the upper bits choose the entry.
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return NormalStream.#table[this.#state >>> 16];
  }

  /** 65536 quantiles by Box and Muller's transformation of lattice numbers. */
  static #fill(): Float32Array {
    const table = new Float32Array(65536);
    for (let at = 0; at < table.length; at += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - lattice(at, 1, 7)));
      const angle = 2 * Math.PI * lattice(at, 2, 7);
      table[at] = radius * Math.cos(angle);
      table[at + 1] = radius * Math.sin(angle);
    }
    return table;
  }
}
