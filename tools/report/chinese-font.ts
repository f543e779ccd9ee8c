import { GossanError } from '../../core/errors.ts';
import { pageAfterScript } from './chromium.ts';

// Two signs that share nothing. Where no font has them both are drawn as the same empty box.
const [ONE, OTHER] = ['铜', '一'];
const PROBE = `<canvas width="40" height="40"></canvas><script>
const draw = (sign) => {
  const canvas = document.querySelector('canvas');
  const pen = canvas.getContext('2d');
  pen.clearRect(0, 0, 40, 40);
  pen.font = '32px serif';
  pen.fillText(sign, 2, 34);
  return canvas.toDataURL();
};
document.title = draw('${ONE}') === draw('${OTHER}') ? 'boxes' : 'signs';
</script>`;

/** Whether the installed Chromium has a font with Chinese characters: asked of itself, whatever finds its fonts. */
export async function hasChineseFont(signal?: AbortSignal): Promise<boolean> {
  const page = `data:text/html;charset=utf-8,${encodeURIComponent(`<title>asked</title>${PROBE}`)}`;
  return !/<title>boxes<\/title>/.test(await pageAfterScript(page, signal));
}

/** A Debian without fonts prints a Chinese report as rows of boxes. @throws GossanError BINARY_MISSING */
export async function needChineseFont(signal?: AbortSignal): Promise<void> {
  if (await hasChineseFont(signal)) return;
  throw new GossanError('BINARY_MISSING', {
    part: 'A font with Chinese characters, for the PDF,',
    fix: 'Install one (`sudo apt install fonts-noto-cjk`), or write the report with --format html and print that where there is one.',
  });
}
