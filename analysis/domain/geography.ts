import { UserIssue } from './issue.ts';

/** Boundaries of districts, as far as a map without tiles needs them. Longitude and latitude in degrees. */
export type Ring = readonly (readonly [lon: number, lat: number])[];

export interface Boundary {
  /** Code of the district. */
  readonly code: string;
  /** Polygons of the area: each an outer ring and its holes. */
  readonly polygons: readonly (readonly Ring[])[];
}

export interface NamedDistrict {
  readonly code: string;
  readonly name: string;
}

export const MOST_MEGABYTES = 30;
/** More points than this are not seen on a screen, and slow it down. */
const MOST_POINTS = 8000;

interface Feature {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly polygons: readonly (readonly Ring[])[];
}

/**
 * Reads a GeoJSON text (RFC 7946) and finds the districts in it by the property whose values name most of them.
 * Areas of other places are left out; lines are simplified (Douglas & Peucker 1973) to what a screen can show.
 *
 * Throws `geography.not_geojson`, `geography.too_large`, `geography.no_areas`, `geography.not_degrees`,
 * `geography.no_match`. No value of the file is in an issue.
 */
export function readBoundaries(text: string, districts: readonly NamedDistrict[]): readonly Boundary[] {
  if (text.length > MOST_MEGABYTES * 2 ** 20)
    throw new UserIssue('input', 'geography.too_large', { megabytes: MOST_MEGABYTES });
  const features = featuresOf(parsed(text));
  if (features.length === 0) throw new UserIssue('input', 'geography.no_areas');
  const names = namesOf(features, districts);
  if (names === undefined) {
    const counts = { features: features.length, districts: districts.length };
    throw new UserIssue('input', 'geography.no_match', counts);
  }
  const found = new Map<string, (readonly Ring[])[]>();
  features.forEach((feature, index) => {
    const code = names[index];
    if (code !== undefined) found.set(code, [...(found.get(code) ?? []), ...feature.polygons]);
  });
  return simplified([...found].map(([code, polygons]) => ({ code, polygons })));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, '')) as unknown;
  } catch {
    throw new UserIssue('input', 'geography.not_geojson');
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function featuresOf(document: unknown): readonly Feature[] {
  if (!isRecord(document) || document['type'] !== 'FeatureCollection' || !Array.isArray(document['features']))
    throw new UserIssue('input', 'geography.not_geojson');
  return (document['features'] as readonly unknown[]).flatMap((feature) => {
    if (!isRecord(feature) || !isRecord(feature['geometry'])) return [];
    const { type, coordinates } = feature['geometry'];
    const properties = isRecord(feature['properties']) ? feature['properties'] : {};
    if (type === 'Polygon') return [{ properties, polygons: [ringsOf(coordinates)] }];
    if (type === 'MultiPolygon' && Array.isArray(coordinates))
      return [{ properties, polygons: (coordinates as readonly unknown[]).map(ringsOf) }];
    return [];
  });
}

function ringsOf(coordinates: unknown): readonly Ring[] {
  if (!Array.isArray(coordinates)) throw new UserIssue('input', 'geography.not_geojson');
  return (coordinates as readonly unknown[]).map((ring) => {
    if (!Array.isArray(ring) || ring.length < 4) throw new UserIssue('input', 'geography.not_geojson');
    return (ring as readonly unknown[]).map(pointOf);
  });
}

function pointOf(point: unknown): readonly [number, number] {
  const [lon, lat] = Array.isArray(point) ? (point as readonly unknown[]) : [];
  if (typeof lon !== 'number' || typeof lat !== 'number')
    throw new UserIssue('input', 'geography.not_geojson');
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90) throw new UserIssue('input', 'geography.not_degrees');
  return [lon, lat];
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value).normalize('NFKC').replace(/\s/gu, '')
    : '';
}

/** 第一小 and 第一小学校区 are the same place. */
function withoutEnding(name: string): string {
  return name.replace(/(?:日常生活圏域|小学校区|小学校|圏域|校区|学区|地区)$/u, '');
}

/** District code of every feature by the best property; undefined where no property names a district. */
function namesOf(
  features: readonly Feature[],
  districts: readonly NamedDistrict[],
): readonly (string | undefined)[] | undefined {
  const codes = new Map<string, string>();
  for (const { code, name } of districts) codes.set(withoutEnding(plain(name)), code);
  for (const { code, name } of districts) {
    codes.set(plain(name), code);
    codes.set(plain(code), code);
  }
  const properties = new Set(features.flatMap((feature) => Object.keys(feature.properties)));
  let best: readonly (string | undefined)[] | undefined;
  let most = 0;
  for (const property of properties) {
    const found = features.map((feature) => {
      const value = plain(feature.properties[property]);
      return value === '' ? undefined : (codes.get(value) ?? codes.get(withoutEnding(value)));
    });
    const distinct = new Set(found.filter((code) => code !== undefined)).size;
    if (distinct > most) {
      most = distinct;
      best = found;
    }
  }
  return best;
}

function simplified(boundaries: readonly Boundary[]): readonly Boundary[] {
  const points = (all: readonly Boundary[]): number =>
    all.reduce((sum, { polygons }) => sum + polygons.flat().reduce((n, ring) => n + ring.length, 0), 0);
  let tolerance = extent(boundaries) / 4000;
  let result = boundaries;
  while (points(result) > MOST_POINTS) {
    const limit = tolerance;
    result = boundaries.map(({ code, polygons }) => ({
      code,
      polygons: polygons
        .map((rings) => rings.map((ring) => thinned(ring, limit)).filter((ring) => ring.length >= 4))
        .filter((rings) => rings.length > 0),
    }));
    tolerance *= 2;
  }
  return result;
}

function extent(boundaries: readonly Boundary[]): number {
  let [west, east, south, north] = [180, -180, 90, -90];
  for (const { polygons } of boundaries)
    for (const [lon, lat] of polygons.flat(2)) {
      west = Math.min(west, lon);
      east = Math.max(east, lon);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  return Math.max(east - west, north - south, 1e-6);
}

/** A ring without the points that lie closer than `tolerance` to the line they interrupt. */
function thinned(ring: Ring, tolerance: number): Ring {
  const keep = new Set([0, ring.length - 1]);
  // A closed ring begins and ends in one point: it is cut at the point farthest from there.
  const far = farthest(ring, 0, ring.length - 1).index;
  keep.add(far);
  const open: (readonly [number, number])[] = [
    [0, far],
    [far, ring.length - 1],
  ];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const [from, to] = part;
    if (to - from < 2) continue;
    const { index, distance } = farthest(ring, from, to);
    if (distance <= tolerance) continue;
    keep.add(index);
    open.push([from, index], [index, to]);
  }
  return ring.filter((_, index) => keep.has(index));
}

function farthest(
  ring: Ring,
  from: number,
  to: number,
): { readonly index: number; readonly distance: number } {
  const [ax, ay] = ring[from] ?? [0, 0];
  const [bx, by] = ring[to] ?? [0, 0];
  const length = Math.hypot(bx - ax, by - ay);
  let index = from;
  let distance = -1;
  for (let at = from + 1; at < to; at += 1) {
    const [x, y] = ring[at] ?? [0, 0];
    const away =
      length === 0
        ? Math.hypot(x - ax, y - ay)
        : Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
    if (away > distance) {
      distance = away;
      index = at;
    }
  }
  return { index, distance };
}
