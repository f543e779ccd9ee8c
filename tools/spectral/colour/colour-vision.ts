import table from './colour-vision.json' with { type: 'json' };

/** Differences below this are too small for two classes of one legend. */
export const TOO_NEAR = table.too_near.value;

const COMMON = [1, 0, 0, 0, 1, 0, 0, 0, 1];

type Triple = [number, number, number];

/**
 * The difference between two colours ("#rrggbb") to the reader who tells them apart worst, of four: with common colour
 * vision and without red, green or blue cones. Distance in OKLab (Ottosson 2020): 0.02 is just seen.
 */
export function leastDifference(one: string, other: string): number {
  return Math.min(
    ...[COMMON, ...Object.values(table.matrices)].map((matrix) => {
      const [a, b] = [one, other].map((colour) => okLab(product(matrix, linear(colour))));
      return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
    }),
  );
}

/** OKLab of a colour: lightness 0..1, green to red, blue to yellow. */
export function okLabOf(colour: string): Triple {
  return okLab(linear(colour));
}

/** The colour "#rrggbb" of OKLab coordinates, channels cut to what a screen shows. */
export function colourOf([lightness, a, b]: readonly [number, number, number]): string {
  const cones = [
    lightness + 0.3963377774 * a + 0.2158037573 * b,
    lightness - 0.1055613458 * a - 0.0638541728 * b,
    lightness - 0.0894841775 * a - 1.291485548 * b,
  ].map((value) => value ** 3);
  const matrix = [
    4.0767416621, -3.3077115913, 0.2309699292, -1.2684380046, 2.6097574011, -0.3413193965, -0.0041960863, -0.7034186147,
    1.707614701,
  ];
  const channels = product(matrix, cones as Triple).map((value) => {
    const light = Math.min(1, Math.max(0, value));
    // IEC 61966-2-1
    return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  });
  return `#${channels
    .map((value) =>
      Math.round(255 * value)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

function linear(colour: string): Triple {
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Triple;
}

function okLab([red, green, blue]: Triple): Triple {
  const toCones = [
    0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376,
    0.6299787005,
  ];
  const cones = product(toCones, [red, green, blue]).map((value) => Math.cbrt(Math.max(0, value))) as Triple;
  return product(
    [
      0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371, 0.7827717662,
      -0.808675766,
    ],
    cones,
  );
}

/** A matrix of nine numbers, row by row, times a vector. */
function product(matrix: readonly number[], [x, y, z]: Triple): Triple {
  return [0, 3, 6].map((row) => matrix[row] * x + matrix[row + 1] * y + matrix[row + 2] * z) as Triple;
}
