/** Boundaries of the invented municipality's school districts, as a GeoJSON file of a map office would have them. */
import { AREAS, SCHOOLS } from './town.ts';

type Point = readonly [x: number, y: number];

/** An invented outline and the school of each district, in kilometres from the town hall. */
const OUTLINE: readonly Point[] = [
  [-6.2, 5.1],
  [-3.1, 6.8],
  [0.4, 6.1],
  [2.2, 7.4],
  [5.6, 6.2],
  [6.9, 3.0],
  [6.1, 0.2],
  [7.2, -2.6],
  [4.8, -5.2],
  [1.6, -5.9],
  [-1.2, -6.9],
  [-4.6, -5.4],
  [-6.6, -3.1],
  [-5.7, -0.4],
  [-7.0, 2.4],
];
const SITES: readonly Point[] = [
  [-3.8, 3.6],
  [0.6, 3.9],
  [4.4, 3.8],
  [-1.2, 0.3],
  [3.6, -0.2],
  [2.4, -4.0],
  [-3.4, -2.9],
];

/** The town lies in the open sea, where nobody can take it for a real one. */
const CENTRE: Point = [146.5, 33.5];
const DEGREES_LAT = 1 / 111.2;
const DEGREES_LON = 1 / (111.3 * Math.cos((CENTRE[1] * Math.PI) / 180));

/** Points of a convex or mildly concave polygon that are nearer to `own` than to `other` (Sutherland & Hodgman). */
function nearer(polygon: readonly Point[], own: Point, other: Point): readonly Point[] {
  const middle: Point = [(own[0] + other[0]) / 2, (own[1] + other[1]) / 2];
  const side = ([x, y]: Point) =>
    (x - middle[0]) * (other[0] - own[0]) + (y - middle[1]) * (other[1] - own[1]);
  return polygon.flatMap((point, index) => {
    const next = polygon[(index + 1) % polygon.length] ?? point;
    const [here, there] = [side(point), side(next)];
    const share = here / (here - there);
    const crossing: Point = [
      point[0] + share * (next[0] - point[0]),
      point[1] + share * (next[1] - point[1]),
    ];
    const kept = here <= 0 ? [point] : [];
    return here <= 0 !== there <= 0 ? [...kept, crossing] : kept;
  });
}

/** Bends an edge the same way from both sides, so that neighbours share their border. */
function bent(a: Point, b: Point): readonly Point[] {
  const forward = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
  const [from, to] = forward ? [a, b] : [b, a];
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const steps = Math.max(1, Math.round(length / 0.6));
  const points = Array.from({ length: steps }, (_, step): Point => {
    const share = step / steps;
    const swing = 0.16 * Math.sin(share * Math.PI) * Math.sin(7.3 * (from[0] + from[1]) + 9 * share * length);
    return [
      from[0] + share * (to[0] - from[0]) - (swing * (to[1] - from[1])) / length,
      from[1] + share * (to[1] - from[1]) + (swing * (to[0] - from[0])) / length,
    ];
  });
  return forward ? points : [...points.slice(1), to].toReversed();
}

function degrees([x, y]: Point): Point {
  const rounded = (value: number) => Math.round(value * 1e5) / 1e5;
  return [rounded(CENTRE[0] + x * DEGREES_LON), rounded(CENTRE[1] + y * DEGREES_LAT)];
}

function ringOf(index: number): readonly Point[] {
  const own = SITES[index] ?? [0, 0];
  const cell = SITES.filter((site) => site !== own).reduce<readonly Point[]>(
    (polygon, other) => nearer(polygon, own, other),
    OUTLINE,
  );
  const rounded = cell.map(([x, y]): Point => [Math.round(x * 1e6) / 1e6, Math.round(y * 1e6) / 1e6]);
  const ring = rounded.flatMap((point, at) => bent(point, rounded[(at + 1) % rounded.length] ?? point));
  const first = ring[0] ?? [0, 0];
  return [...ring, first].map(degrees);
}

/** GeoJSON (RFC 7946) with one polygon a school district: name and care area as properties. */
export function districtBoundaries() {
  return {
    type: 'FeatureCollection',
    features: SCHOOLS.map(({ name, area }, index) => ({
      type: 'Feature',
      properties: { 学区名: name, 圏域: AREAS[area] },
      geometry: { type: 'Polygon', coordinates: [ringOf(index)] },
    })),
  };
}
