// @ts-check

/** Round numbers over a range, about so many: 1, 2 or 5 of a power of ten apart. @param {number} from @param {number} to @param {number} count */
export function ticks(from, to, count) {
  const rough = (to - from) / count;
  if (!(rough > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const away = (/** @type {number} */ step) => Math.abs(Math.log(step / rough));
  const step = [1, 2, 5, 10].map((n) => n * power).reduce((a, b) => (away(b) < away(a) ? b : a));
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => {
    const value = (first + n) * step;
    return { value, text: value.toFixed(decimals) };
  });
}
