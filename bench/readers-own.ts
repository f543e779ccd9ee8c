/** Opens a scene and reads it in blocks of lines; prints {open_ms, read_s, peak_mib}. Run by `readers.ts`. */
import { openScene } from '../tools/spectral/readers/open.ts';

const [path, lines] = [process.argv[2], Number(process.argv[3])];
const opening = performance.now();
const reader = await openScene(path);
const open_ms = performance.now() - opening;
const reading = performance.now();
let sum = 0;
for (let y = 0; lines > 0 && y < reader.height; y += lines) {
  const height = Math.min(lines, reader.height - y);
  const data = await reader.readWindow({ x: 0, y, width: reader.width, height });
  sum += data[0];
}
const read_s = (performance.now() - reading) / 1000;
await reader.close();
process.stdout.write(`${JSON.stringify({ open_ms, read_s, sum, peak_mib: process.resourceUsage().maxRSS / 1024 })}\n`);
