import { MASK, type MapRasters } from '../../types.ts';
import type { Ramp } from '../map-layers.ts';
import { parseColour, type Rgb } from './canvas.ts';
import type { FigurePanel } from './map-figure.ts';
import { NO_DATA, type SceneColours } from './scene-colours.ts';

/** A map of values in the colours of a ramp; ground without a value stays grey, so that the colours are the finding. */
export function valuePanel(
  { rasters }: { rasters: Pick<MapRasters, 'width' | 'mask'> },
  scene: SceneColours,
  title: string,
  values: Float32Array,
  ramp: Ramp,
  below = '',
): FigurePanel {
  const colourOf = rampColours(ramp);
  const colours = new Uint8Array(3 * scene.width * scene.height);
  for (let row = 0, cell = 0; row < scene.height; row++) {
    for (let column = 0; column < scene.width; column++, cell++) {
      const pixel = row * scene.step * rasters.width + column * scene.step;
      const value = values[pixel];
      const light = scene.brightness[cell];
      const isFill = Number.isNaN(light) || rasters.mask[pixel] === MASK.fill;
      const grey = 185 + 60 * light;
      const found: Rgb = Number.isNaN(value) ? (isFill ? NO_DATA : [grey, grey, grey]) : colourOf(value);
      for (let channel = 0; channel < 3; channel++) colours[3 * cell + channel] = Math.round(found[channel]);
    }
  }
  return { title, colours, legend: [], bar: { ramp, colourOf, below } };
}

/** The colour of a value by straight lines between a ramp's colours; beyond its ends the last one. */
export function rampColours({ from, to, colours }: Ramp): (value: number) => Rgb {
  const stops = colours.map(parseColour);
  return (value) => {
    const at = Math.min(1, Math.max(0, (value - from) / (to - from))) * (stops.length - 1);
    const lower = Math.min(stops.length - 2, Math.floor(at));
    return [0, 1, 2].map((channel) => {
      const [low, high] = [stops[lower][channel], stops[lower + 1][channel]];
      return low + (high - low) * (at - lower);
    }) as unknown as Rgb;
  };
}
