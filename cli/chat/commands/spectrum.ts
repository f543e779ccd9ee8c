import { writeFileAtomic } from '../../../core/atomic.ts';
import { loadLibrary } from '../../../tools/spectral/library/load-library.ts';
import { type PixelSpectrum, pixelSpectrum } from '../../../tools/spectral/map/pixel-spectrum.ts';
import { drawingPng } from '../../../tools/spectral/outputs/picture/drawing-png.ts';
import { spectrumFigure } from '../../../tools/spectral/outputs/spectra/spectrum-figure.ts';
import type { SceneReader } from '../../../tools/spectral/types.ts';
import { comparisonPlot, spectrumPlots } from '../../spectrum-plot.ts';
import type { Conversation } from '../conversation.ts';
import { languageOf, numbersOf, onScene, pictureFile, showPlots } from './scene-picture.ts';

/** `/spectrum X Y`: the spectrum of a pixel, and what it says of minerals. @throws GossanError */
export async function showSpectrum(chat: Conversation, argument: string): Promise<void> {
  const [x, y] = numbersOf(
    argument,
    2,
    '/spectrum takes X Y: column and row of a pixel, from 0 at the upper left corner.',
  );
  await onScene(chat, 'spectral-analyst', async (reader, _, slow) => {
    const pixel = await pixelSpectrum(reader, x!, y!, loadLibrary(), slow);
    const { name, synthetic } = reader;
    await showPlots(chat, spectrumPlots(pixel, reader, languageOf(chat)), figureOf(pixel, { name, synthetic }));
  });
}

/** `/compare X1 Y1 X2 Y2`: the spectra of two pixels over each other. @throws GossanError */
export async function compareSpectra(chat: Conversation, argument: string): Promise<void> {
  const [x1, y1, x2, y2] = numbersOf(argument, 4, '/compare takes X1 Y1 X2 Y2: columns and rows of two pixels.');
  await onScene(chat, 'spectral-analyst', async (reader, _, slow) => {
    const library = loadLibrary();
    const one = await pixelSpectrum(reader, x1!, y1!, library, slow);
    const other = await pixelSpectrum(reader, x2!, y2!, library, slow);
    await showPlots(chat, [comparisonPlot([one, other], reader, languageOf(chat))], null);
  });
}

/** Writes the figure of the mineral that shows most, when it is asked for. */
function figureOf(
  { x, y, matches: [match] }: PixelSpectrum,
  scene: Pick<SceneReader, 'name' | 'synthetic'>,
): (() => string) | null {
  if (!match) return null;
  return () => {
    const file = pictureFile(`${scene.name}-${x}-${y}`);
    const figure = spectrumFigure(match, {
      scene: `${scene.name} ${x}, ${y}`,
      synthetic: scene.synthetic,
      colour: '#808080',
    });
    writeFileAtomic(
      file,
      drawingPng(figure, { Software: 'Gossan', Title: figure.title.replace(/[^\x20-\x7e]/g, '?') }),
    );
    return file;
  };
}
