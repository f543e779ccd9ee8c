/** The largest of 1, 2, 5 × 10^n that is not above `most`; at least 1 pixel or metre where that is possible. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [5, 2, 1].find((factor) => factor * power <= most) ?? 1;
  return Number((step * power).toPrecision(1));
}
