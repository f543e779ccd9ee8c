import type { FoundMineral, PixelSheet } from '../../model-server/http/scene-schemas.ts';
import { continuumLine } from '../../tools/spectral/map/continuum-line.ts';
import type { PixelSpectrum } from '../../tools/spectral/map/pixel-spectrum.ts';
import { toLonLat } from '../../tools/spectral/readers/georeference.ts';
import type { PixelReading, SceneReader } from '../../tools/spectral/types.ts';
import { roleInChinese } from '../spectrum-plot.ts';
import { inBoth } from './layer-sheets.ts';

/** A pixel for the page: its spectrum and what that says alone, and what the map says there. */
export function pixelSheet(pixel: PixelSpectrum, mapped: PixelReading, reader: SceneReader): PixelSheet {
  const { x, y, isFill, wavelengths, reflectance } = pixel;
  const [lon, lat] = (reader.georeference && toLonLat(reader.georeference, x + 0.5, y + 0.5)) ?? [null, null];
  return {
    x,
    y,
    lon,
    lat,
    synthetic: reader.synthetic,
    fill: isFill,
    wavelengths_um: [...wavelengths],
    reflectance: series(reflectance),
    minerals: foundMinerals(pixel),
    map: {
      masked: words(mapped.masked),
      swir: words(mapped.swir?.mineral),
      vnir: words(mapped.vnir?.mineral),
      alteration: words(mapped.alteration),
      copper: mapped.copper,
      aloh_um: mapped.aloh_um,
    },
  };
}

function foundMinerals(pixel: PixelSpectrum): FoundMineral[] {
  return pixel.matches.flatMap((match) => {
    const named = pixel.identification[match.group];
    if (!named) return [];
    return {
      group: match.group,
      name: inBoth(named.mineral),
      fit: named.fit,
      depth: named.depth,
      margin: named.margin,
      runner_up: words(named.runnerUp),
      library: match.reference && { label: match.reference.label, reflectance: series(match.reference.reflectance) },
      window_um: match.window_um,
      features: match.features.map((feature) => ({
        centre_um: feature.centre_um,
        depth: feature.depth,
        role: { en: feature.role, zh: roleInChinese(feature.role) },
        continuum: continuumLine(pixel, feature),
      })),
    };
  });
}

const words = (name: string | null | undefined) => (name ? inBoth(name) : null);

function series(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? value : null));
}
