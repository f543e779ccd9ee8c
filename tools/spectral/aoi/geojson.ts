import { GossanError } from '../../../core/errors.ts';
import type { FoundPolygons } from './area.ts';

/** Collections within collections deeper than this are no map. */
const DEEPEST = 16;

interface Node {
  type?: unknown;
  name?: unknown;
  crs?: { properties?: { name?: unknown } } | null;
  features?: unknown;
  geometry?: unknown;
  geometries?: unknown;
  coordinates?: unknown;
  properties?: Record<string, unknown> | null;
}

/**
 * The polygons of a GeoJSON text (RFC 7946: longitude and latitude). The `crs` member of the format's first edition
 * (2008), which GIS programs still write, is understood where it names an EPSG code.
 * @throws GossanError AOI_FORMAT
 */
export function readGeoJson(text: string, path: string): FoundPolygons {
  const refuse = (detail: string, cause?: unknown) => new GossanError('AOI_FORMAT', { path, detail }, { cause });
  let root: Node;
  try {
    root = JSON.parse(text) as Node;
  } catch (error) {
    throw refuse(`not JSON: ${(error as Error).message}`, error);
  }
  const polygons: FoundPolygons['polygons'] = [];
  const names: unknown[] = [];
  const others = new Set<string>();
  const ring = (points: unknown): [number, number][] => {
    if (!Array.isArray(points) || points.length < 4) throw refuse('a ring has fewer than four positions');
    return points.map((point: unknown): [number, number] => {
      const [x, y] = Array.isArray(point) ? (point as unknown[]) : [];
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        throw refuse(`${JSON.stringify(point)?.slice(0, 40)} is no position of two numbers`);
      }
      return [x as number, y as number];
    });
  };
  const polygon = (coordinates: unknown): void => {
    if (!Array.isArray(coordinates)) throw refuse('a polygon has no coordinates');
    if (coordinates.length) polygons.push(coordinates.map(ring));
  };
  const walk = (value: unknown, depth: number): void => {
    if (!value || typeof value !== 'object') return;
    if (depth > DEEPEST) throw refuse('its collections are nested too deeply');
    const node = value as Node;
    const before = polygons.length;
    for (const list of [node.features, node.geometries]) {
      if (Array.isArray(list)) for (const child of list) walk(child, depth + 1);
    }
    walk(node.geometry, depth + 1);
    if (node.type === 'Polygon') polygon(node.coordinates);
    else if (node.type === 'MultiPolygon' && Array.isArray(node.coordinates)) node.coordinates.forEach(polygon);
    else if (node.coordinates !== undefined) others.add(String(node.type).slice(0, 20));
    if (node.type === 'Feature' && polygons.length > before) names.push(nameOf(node.properties));
  };
  walk(root, 0);
  if (!polygons.length) {
    throw refuse(others.size ? `it holds ${[...others].join(' and ')}, but no polygon` : 'it has no polygon');
  }
  const name = names.length === 1 && typeof names[0] === 'string' ? names[0] : root.name;
  return {
    format: 'GeoJSON',
    ...(typeof name === 'string' ? { name } : {}),
    polygons,
    ...systemOf(root, refuse),
    notes: [],
  };
}

function systemOf(root: Node, refuse: (detail: string) => GossanError): Pick<FoundPolygons, 'system'> {
  const named = root.crs?.properties?.name;
  if (typeof named !== 'string' || /CRS:?84$|EPSG:+(\d*:)?4326$/i.test(named)) return {};
  const epsg = Number(/EPSG:+(?:[\d.]*:)?(\d+)$/i.exec(named)?.[1]);
  if (!Number.isInteger(epsg)) throw refuse(`its coordinate system is called ${JSON.stringify(named.slice(0, 60))}`);
  return { system: { epsg } };
}

function nameOf(properties: Node['properties']): unknown {
  const entry = Object.entries(properties ?? {}).find(([key]) => /^(name|title)$/i.test(key));
  return entry?.[1];
}
