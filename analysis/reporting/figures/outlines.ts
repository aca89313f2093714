import { componentsOf, type OutlinePoint, simpleContours } from '../fonts/glyphs.ts';
import type { TrueTypeFont } from '../fonts/truetype.ts';
import type { Point } from './scene.ts';

/** Fonts to take glyphs from, first come first served. */
export type Fonts = readonly TrueTypeFont[];

interface Place {
  readonly font: TrueTypeFont;
  readonly glyph: number;
}

const places = new WeakMap<Fonts, Map<number, Place | undefined>>();

function find(fonts: Fonts, codePoint: number): Place | undefined {
  const known = places.get(fonts) ?? new Map<number, Place | undefined>();
  places.set(fonts, known);
  if (known.has(codePoint)) return known.get(codePoint);
  const font = fonts.find((candidate) => candidate.glyphOf(codePoint) !== 0);
  const place = font === undefined ? undefined : { font, glyph: font.glyphOf(codePoint) };
  known.set(codePoint, place);
  return place;
}

/** Advance width of a text in pixels; a character without glyph takes one em. */
export function textWidth(fonts: Fonts, text: string, size: number): number {
  let width = 0;
  for (const character of text) {
    const place = find(fonts, character.codePointAt(0) ?? 0);
    width += place === undefined ? size : (place.font.metrics(place.glyph)[0] / place.font.unitsPerEm) * size;
  }
  return width;
}

/** Polygons of a text whose baseline starts at a point, y down. */
export function textPolygons(
  fonts: Fonts,
  text: string,
  size: number,
  start: Point,
): readonly (readonly Point[])[] {
  const polygons: (readonly Point[])[] = [];
  let [x] = start;
  for (const character of text) {
    const place = find(fonts, character.codePointAt(0) ?? 0);
    if (place === undefined) {
      x += size;
      continue;
    }
    const scale = size / place.font.unitsPerEm;
    for (const contour of glyphContours(place.font, place.glyph)) {
      polygons.push(flatten(contour).map(([px, py]) => [x + px * scale, start[1] - py * scale] as const));
    }
    x += place.font.metrics(place.glyph)[0] * scale;
  }
  return polygons;
}

function glyphContours(font: TrueTypeFont, glyph: number, depth = 0): readonly (readonly OutlinePoint[])[] {
  const data = font.glyphData(glyph);
  const components = componentsOf(data);
  if (components.length === 0 || depth > 5) return simpleContours(data);
  return components.flatMap(({ glyph: part, dx, dy, matrix: [xx, xy, yx, yy] }) =>
    glyphContours(font, part, depth + 1).map((contour) =>
      contour.map((point) => ({
        x: point.x * xx + point.y * yx + dx,
        y: point.x * xy + point.y * yy + dy,
        onCurve: point.onCurve,
      })),
    ),
  );
}

const STEPS = 6;

/** A contour of quadratic curves as a polygon; points between two control points are implied. */
function flatten(contour: readonly OutlinePoint[]): readonly Point[] {
  const full: OutlinePoint[] = [];
  contour.forEach((point, index) => {
    const next = contour[(index + 1) % contour.length] as OutlinePoint;
    full.push(point);
    if (!point.onCurve && !next.onCurve)
      full.push({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2, onCurve: true });
  });
  const first = full.findIndex(({ onCurve }) => onCurve);
  if (first < 0) return [];
  const ring = [...full.slice(first), ...full.slice(0, first + 1)];
  const points: Point[] = [];
  for (let index = 0; index < ring.length - 1; index += 1) {
    const point = ring[index] as OutlinePoint;
    const next = ring[index + 1] as OutlinePoint;
    if (point.onCurve) points.push([point.x, point.y]);
    if (!point.onCurve) curve(points, ring[index - 1] as OutlinePoint, point, next);
  }
  return points;
}

function curve(points: Point[], from: OutlinePoint, control: OutlinePoint, to: OutlinePoint): void {
  for (let step = 1; step < STEPS; step += 1) {
    const t = step / STEPS;
    const u = 1 - t;
    points.push([
      u * u * from.x + 2 * u * t * control.x + t * t * to.x,
      u * u * from.y + 2 * u * t * control.y + t * t * to.y,
    ]);
  }
}
