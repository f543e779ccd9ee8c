import type { GeoTIFFImage } from 'geotiff';
import type { Georeference } from '../types.ts';

/** Codes of OGC GeoTIFF 1.1 (OGC 19-008r4): user-defined, model types, raster type, units, Transverse Mercator. */
const USER_DEFINED = 32767;
const GEOGRAPHIC = 2;
const PIXEL_IS_POINT = 2;
const METRE = 9001;
const TRANSVERSE_MERCATOR = 1;

type Keys = NonNullable<ReturnType<GeoTIFFImage['getGeoKeys']>>;

/**
 * Where the pixels of a GeoTIFF lie: ModelTransformation, or pixel scale and tie point; the coordinate system by its EPSG
 * code, else as WKT (an Esri text in the citation, or the parameters of a transverse Mercator). Undefined where the file
 * has no grid, and for grids in feet: everything after the readers measures in metres.
 */
export async function geoTiffGeoreference(image: GeoTIFFImage): Promise<Georeference | undefined> {
  const keys: Keys = image.getGeoKeys() ?? {};
  const transform = await gridOf(image, number(keys.GTRasterTypeGeoKey) === PIXEL_IS_POINT);
  if (!transform) return undefined;
  const geographicCode = code(keys.GeographicTypeGeoKey);
  if (number(keys.GTModelTypeGeoKey) === GEOGRAPHIC) return { transform, epsg: geographicCode, unit: 'deg' };
  const unit = number(keys.ProjLinearUnitsGeoKey);
  if (unit !== undefined && unit !== METRE && unit !== USER_DEFINED) return undefined;
  const epsg = code(keys.ProjectedCSTypeGeoKey);
  return { transform, epsg, wkt: epsg ? undefined : wktOf(keys), unit: 'm' };
}

async function gridOf(image: GeoTIFFImage, point: boolean): Promise<Georeference['transform'] | undefined> {
  const directory = image.fileDirectory;
  const matrix = await doubles(directory, 'ModelTransformation');
  const scale = await doubles(directory, 'ModelPixelScale');
  const tie = await doubles(directory, 'ModelTiepoint');
  let t: Georeference['transform'] | undefined;
  if (matrix && matrix.length >= 8) t = [matrix[3], matrix[0], matrix[1], matrix[7], matrix[4], matrix[5]];
  else if (scale && tie && scale.length >= 2 && tie.length >= 6) {
    const [column, row, , x, y] = tie;
    t = [x - column * scale[0], scale[0], 0, y + row * scale[1], 0, -scale[1]];
  }
  if (!t?.every(Number.isFinite) || t[1] * t[5] - t[2] * t[4] === 0) return undefined;
  // "Point" rasters name the centre of the first pixel; a transform counts from its corner.
  return point ? [t[0] - (t[1] + t[2]) / 2, t[1], t[2], t[3] - (t[4] + t[5]) / 2, t[4], t[5]] : t;
}

async function doubles(
  directory: GeoTIFFImage['fileDirectory'],
  tag: 'ModelTransformation' | 'ModelPixelScale' | 'ModelTiepoint',
): Promise<number[] | undefined> {
  const values: unknown = await directory.loadValue(tag);
  return values ? Array.from(values as Iterable<number>, Number) : undefined;
}

function wktOf(keys: Keys): string | undefined {
  for (const text of [keys.PCSCitationGeoKey, keys.GTCitationGeoKey]) {
    const esri = typeof text === 'string' ? text.match(/PROJCS\[.*\]/s)?.[0] : undefined;
    if (esri) return esri;
  }
  if (number(keys.ProjCoordTransGeoKey) !== TRANSVERSE_MERCATOR) return undefined;
  const name = String(keys.PCSCitationGeoKey ?? keys.GTCitationGeoKey ?? 'Transverse Mercator').replaceAll('"', '');
  const parameters = [
    ['central_meridian', keys.ProjNatOriginLongGeoKey, 0],
    ['latitude_of_origin', keys.ProjNatOriginLatGeoKey, 0],
    ['scale_factor', keys.ProjScaleAtNatOriginGeoKey, 1],
    ['false_easting', keys.ProjFalseEastingGeoKey, 0],
    ['false_northing', keys.ProjFalseNorthingGeoKey, 0],
  ].map(([key, value, otherwise]) => `PARAMETER["${key}",${number(value) ?? otherwise}]`);
  const [a, flattening] = [number(keys.GeogSemiMajorAxisGeoKey), number(keys.GeogInvFlatteningGeoKey)];
  const datum = String(keys.GeogCitationGeoKey ?? 'unknown').replace(/["|]/g, '');
  const spheroid = `SPHEROID["${datum}",${a ?? 6378137},${flattening ?? 298.257223563}]`;
  const geographic = `GEOGCS["${datum}",DATUM["${datum}",${spheroid}],UNIT["degree",0.0174532925199433]]`;
  return `PROJCS["${name}",${geographic},PROJECTION["Transverse_Mercator"],${parameters.join(',')},UNIT["metre",1]]`;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function code(value: unknown): number | undefined {
  const found = number(value);
  return found && found !== USER_DEFINED ? found : undefined;
}
