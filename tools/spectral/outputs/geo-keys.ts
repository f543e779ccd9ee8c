import { crsName } from '../readers/georeference.ts';
import { type Datum, projectionOf } from '../readers/projection.ts';
import type { TransverseMercator } from '../readers/transverse-mercator.ts';
import type { Georeference } from '../types.ts';
import { TIFF, type TiffTag } from './geotiff-writer.ts';

/** Key and code numbers of OGC GeoTIFF 1.1 (OGC 19-008r4), sections 7.4 and 7.5. */
const KEY = {
  modelType: 1024,
  rasterType: 1025,
  geographicCrs: 2048,
  geographicCitation: 2049,
  geodeticDatum: 2050,
  angularUnits: 2054,
  semiMajorAxis: 2057,
  inverseFlattening: 2059,
  projectedCrs: 3072,
  projectedCitation: 3073,
  projection: 3074,
  projectionMethod: 3075,
  linearUnits: 3076,
  originLongitude: 3080,
  originLatitude: 3081,
  falseEasting: 3082,
  falseNorthing: 3083,
  originScale: 3092,
} as const;
const PROJECTED = 1;
const GEOGRAPHIC = 2;
const PIXEL_IS_AREA = 1;
const USER_DEFINED = 32767;
const TRANSVERSE_MERCATOR = 1;
const METRE = 9001;
const DEGREE = 9102;

type KeyValue = [key: number, value: number | string | { double: number }];

/** The TIFF tags that place a raster: its grid and its coordinate system. */
export function geoKeyTags(georeference: Georeference): TiffTag[] {
  return [...gridTags(georeference.transform), ...directoryTags(coordinateKeys(georeference))];
}

function gridTags(t: Georeference['transform']): TiffTag[] {
  const northUp = t[2] === 0 && t[4] === 0 && t[1] > 0 && t[5] < 0;
  if (northUp) {
    return [
      { tag: 33550, type: TIFF.double, values: [t[1], -t[5], 0] },
      { tag: 33922, type: TIFF.double, values: [0, 0, 0, t[0], t[3], 0] },
    ];
  }
  const matrix = [t[1], t[2], 0, t[0], t[4], t[5], 0, t[3], 0, 0, 0, 0, 0, 0, 0, 1];
  return [{ tag: 34264, type: TIFF.double, values: matrix }];
}

function coordinateKeys(georeference: Georeference): KeyValue[] {
  const { epsg, unit } = georeference;
  const projection = projectionOf(georeference);
  const model: KeyValue[] = [
    [KEY.modelType, unit === 'deg' ? GEOGRAPHIC : PROJECTED],
    [KEY.rasterType, PIXEL_IS_AREA],
  ];
  if (unit === 'deg') {
    const datum = 'datum' in projection ? projection.datum : undefined;
    return [...model, ...geographicKeys(datum, epsg), [KEY.angularUnits, DEGREE]];
  }
  if (epsg) return [...model, [KEY.projectedCrs, epsg], [KEY.linearUnits, METRE]];
  const user: KeyValue[] = [...model, [KEY.projectedCrs, USER_DEFINED], [KEY.linearUnits, METRE]];
  if (projection.kind === 'transverse-mercator') {
    return [...user, ...geographicKeys(projection.datum), ...transverseMercatorKeys(projection.parameters)];
  }
  const name = crsName(georeference);
  return name ? [...user, [KEY.projectedCitation, name]] : user;
}

function geographicKeys(datum: Datum | undefined, epsg?: number): KeyValue[] {
  const code = epsg ?? datum?.epsg;
  if (code) return [[KEY.geographicCrs, code]];
  if (!datum) return [];
  return [
    [KEY.geographicCrs, USER_DEFINED],
    [KEY.geographicCitation, datum.name],
    [KEY.geodeticDatum, USER_DEFINED],
    [KEY.semiMajorAxis, { double: datum.a }],
    [KEY.inverseFlattening, { double: datum.inverse_flattening }],
  ];
}

function transverseMercatorKeys(parameters: TransverseMercator): KeyValue[] {
  return [
    [KEY.projection, USER_DEFINED],
    [KEY.projectionMethod, TRANSVERSE_MERCATOR],
    [KEY.originLongitude, { double: parameters.centralMeridian }],
    [KEY.originLatitude, { double: parameters.latitudeOfOrigin }],
    [KEY.falseEasting, { double: parameters.falseEasting }],
    [KEY.falseNorthing, { double: parameters.falseNorthing }],
    [KEY.originScale, { double: parameters.scale }],
  ];
}

/** GeoKeyDirectory with the doubles and texts it points to; keys must ascend. */
function directoryTags(keys: KeyValue[]): TiffTag[] {
  const doubles: number[] = [];
  let texts = '';
  const entries: number[] = [];
  for (const [key, value] of [...keys].sort((a, b) => a[0] - b[0])) {
    if (typeof value === 'number') entries.push(key, 0, 1, value);
    else if (typeof value === 'string') {
      const text = `${value.replace(/[^\x20-\x7e]|\|/g, '?')}|`;
      entries.push(key, 34737, text.length, texts.length);
      texts += text;
    } else {
      entries.push(key, 34736, 1, doubles.length);
      doubles.push(value.double);
    }
  }
  const tags: TiffTag[] = [{ tag: 34735, type: TIFF.short, values: [1, 1, 0, entries.length / 4, ...entries] }];
  if (doubles.length) tags.push({ tag: 34736, type: TIFF.double, values: doubles });
  if (texts) tags.push({ tag: 34737, type: TIFF.ascii, values: texts });
  return tags;
}

/**
 * Where keys of ours cannot say the projection but the scene came with a WKT: the text of an `.aux.xml` beside the
 * raster (GDAL's Persistent Auxiliary Metadata), which QGIS and ArcGIS read before the keys.
 */
export function auxiliaryXml(georeference: Georeference | undefined): string | undefined {
  if (!georeference?.wkt || georeference.epsg) return undefined;
  if (!['conic', 'other'].includes(projectionOf(georeference).kind)) return undefined;
  const wkt = georeference.wkt.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return `<PAMDataset>\n  <SRS>${wkt}</SRS>\n</PAMDataset>\n`;
}
