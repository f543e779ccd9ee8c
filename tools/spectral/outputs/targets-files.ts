import { findPatches } from '../raster/patches.ts';
import type { TargetSummary } from '../types.ts';
import type { MapSheet } from './map-layers.ts';
import { ringPoints } from './map-polygons.ts';
import { placing } from './placing.ts';
import { traceOutlines } from './raster-patches.ts';

/** `targets.gpx` (GPX 1.1, which is on WGS 84): one waypoint a target. No elevation: a reflectance scene has none to give. */
export function targetsGpx(sheet: MapSheet): string {
  const points = placed(sheet).map(
    (target) =>
      `  <wpt lat="${target.lat.toFixed(6)}" lon="${target.lon.toFixed(6)}">\n` +
      `    <name>${target.name}</name>\n    <desc>${xml(describe(sheet, target).join('; '))}</desc>\n` +
      '    <sym>Flag, Red</sym>\n  </wpt>\n',
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<gpx version="1.1" creator="Gossan" xmlns="http://www.topografix.com/GPX/1/1">\n' +
    `  <metadata>\n    <name>${xml(title(sheet))}</name>\n    <desc>${xml(datumStatement(sheet))}</desc>\n  </metadata>\n` +
    `${points.join('')}</gpx>\n`
  );
}

/** `targets.kml` (OGC KML 2.2, which is on WGS 84): a placemark and the outline of each target. */
export function targetsKml(sheet: MapSheet): string {
  const outlines = outlinesOf(sheet);
  const ring = (points: [number, number][]) =>
    `<LinearRing><coordinates>${points.map(([lon, lat]) => `${lon},${lat}`).join(' ')}</coordinates></LinearRing>`;
  const placemarks = placed(sheet).map((target) => {
    const [outer, ...holes] = outlines.get(target.name) ?? [];
    const polygon = outer
      ? `        <Polygon><outerBoundaryIs>${ring(outer)}</outerBoundaryIs>` +
        `${holes.map((hole) => `<innerBoundaryIs>${ring(hole)}</innerBoundaryIs>`).join('')}</Polygon>\n`
      : '';
    return (
      `    <Placemark>\n      <name>${target.name}</name>\n` +
      `      <description>${xml(describe(sheet, target).join('\n'))}</description>\n` +
      '      <styleUrl>#target</styleUrl>\n      <MultiGeometry>\n' +
      `        <Point><coordinates>${target.lon.toFixed(7)},${target.lat.toFixed(7)}</coordinates></Point>\n` +
      `${polygon}      </MultiGeometry>\n    </Placemark>\n`
    );
  });
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n  <Document>\n' +
    `    <name>${xml(title(sheet))}</name>\n    <description>${xml(datumStatement(sheet))}</description>\n` +
    '    <Style id="target"><LineStyle><color>ff2a2ad6</color><width>2</width></LineStyle>' +
    '<PolyStyle><color>552a2ad6</color></PolyStyle></Style>\n' +
    `${placemarks.join('')}  </Document>\n</kml>\n`
  );
}

type PlacedTarget = TargetSummary & { lon: number; lat: number };

function placed({ findings }: MapSheet): PlacedTarget[] {
  return (findings.targets ?? []).filter((target): target is PlacedTarget => target.lon !== undefined);
}

/** Rings in longitude and latitude by the name of the target; the first is the outer one. */
function outlinesOf({ rasters, georeference, findings }: MapSheet): Map<string, [number, number][][]> {
  const { targets = [], targetLabels } = findings;
  if (!targetLabels) return new Map();
  const patches = findPatches(targetLabels, rasters.width, rasters.height, 'edge');
  const traced = traceOutlines(patches, new Uint8Array(patches.count).fill(1));
  const places = placing(georeference, rasters.width);
  return new Map(
    Array.from(patches.label, (label, p) => [
      targets[label - 1].name,
      traced.ringsOf(p).map((ring) => ringPoints(ring, places)),
    ]),
  );
}

/** What stands behind a target, part by part: score, size, assemblage, surroundings, and where it is in other words. */
function describe(sheet: MapSheet, target: PlacedTarget): string[] {
  const { favourability, area_km2, reasons, utm } = target;
  const share = (part: number) => `${Math.round(100 * part)} %`;
  const minerals = reasons.assemblage.map((one) => `${one.mineral} ${share(one.share)}`);
  const zones = reasons.neighbours.map((one) => `${one.alteration} ${share(one.share)}`);
  return [
    ...(sheet.synthetic ? ['SYNTHETIC SCENE'] : []),
    `copper-related favourability ${favourability.mean.toFixed(2)} on average, ${favourability.highest.toFixed(2)} at this point (a score, not a probability)`,
    `${target.pixels} pixels${area_km2 === undefined ? '' : `, ${area_km2.toPrecision(3)} km²`}`,
    target.alteration ? `mostly ${target.alteration}` : 'no alteration type',
    ...(minerals.length ? [`minerals: ${minerals.join(', ')}`] : []),
    ...(zones.length ? [`around it: ${zones.join(', ')}`] : []),
    ...(reasons.from_core
      ? [
          `${reasons.from_core.distance_m} m from the centre of the zoning, bearing ${reasons.from_core.bearing_deg}° from it`,
        ]
      : []),
    ...(utm ? [`UTM zone ${utm.zone}${utm.hemisphere}: ${utm.easting_m} E, ${utm.northing_m} N (WGS 84)`] : []),
    `pixel ${target.x}, ${target.y} of the scene`,
    datumStatement(sheet),
  ];
}

/** On which datum the coordinates are, how they came there and what that costs. */
function datumStatement({ findings: { datum } }: MapSheet): string {
  if (!datum || datum.scene === 'WGS 84') return 'Coordinates on WGS 84, without elevation';
  return `Coordinates on WGS 84, without elevation; the scene is on ${datum.scene}, and the change of datum may be off by some ${datum.error_m} m`;
}

function title(sheet: MapSheet): string {
  return `Copper-related targets, ${sheet.scene}${sheet.synthetic ? ' (SYNTHETIC SCENE)' : ''}${sheet.conversion ? `, converted: ${sheet.conversion}` : ''}`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
