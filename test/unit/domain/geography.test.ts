import { describe, expect, test } from 'vitest';
import { readBoundaries } from '../../../analysis/domain/geography.ts';
import { districtBoundaries } from '../../../sample-data/boundaries.ts';
import { SCHOOLS } from '../../../sample-data/town.ts';

const districts = SCHOOLS.map(({ name }) => ({ code: name, name }));
const square = (x: number, y: number, properties: object) => ({
  type: 'Feature',
  properties,
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [x, y],
        [x + 1, y],
        [x + 1, y + 1],
        [x, y + 1],
        [x, y],
      ],
    ],
  },
});
const collection = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });
const codeOf = (text: string): string => {
  try {
    readBoundaries(text, districts);
    return 'read';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('boundaries of districts', () => {
  test("the sample's file names every school district once", () => {
    const found = readBoundaries(JSON.stringify(districtBoundaries()), districts);
    expect(found.map(({ code }) => code)).toEqual(SCHOOLS.map(({ name }) => name));
    for (const { polygons } of found) expect(polygons[0]?.[0]?.length).toBeGreaterThan(8);
  });

  test('districts are found by code, by name in either width, and by name with an ending', () => {
    const known = [
      { code: '01', name: '東小' },
      { code: '02', name: '西小' },
    ];
    const codes = (...features: object[]) =>
      readBoundaries(collection(...features), known).map(({ code }) => code);
    expect(codes(square(0, 0, { id: '０１' }), square(1, 0, { id: 2, other: 'x' }))).toEqual(['01']);
    expect(codes(square(0, 0, { name: ' 東小' }), square(1, 0, { name: '西小学校区' }))).toEqual(['01']);
    expect(codes(square(0, 0, { n: '東小地区' }), square(1, 0, { n: '西小' }))).toEqual(['01', '02']);
  });

  test('two areas of one district become one boundary, other places are left out', () => {
    const [first] = SCHOOLS;
    const found = readBoundaries(
      collection(
        square(0, 0, { n: first?.name }),
        square(5, 5, { n: first?.name }),
        square(9, 9, { n: '隣の町' }),
      ),
      districts,
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.polygons).toHaveLength(2);
  });

  test('a line of many points is thinned, its corners stay', () => {
    const edge = (at: (share: number) => readonly [number, number]) =>
      Array.from({ length: 5000 }, (_, step) => at(step / 5000));
    const ring = [
      ...edge((share) => [share, 0]),
      ...edge((share) => [1, share]),
      ...edge((share) => [1 - share, 1]),
      ...edge((share) => [0, 1 - share]),
      [0, 0],
    ];
    const feature = {
      type: 'Feature',
      properties: { n: SCHOOLS[0]?.name },
      geometry: { type: 'Polygon', coordinates: [ring] },
    };
    const [found] = readBoundaries(collection(feature), districts);
    const points = found?.polygons[0]?.[0] ?? [];
    expect(points.length).toBeLessThan(100);
    for (const corner of [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ])
      expect(points).toContainEqual(corner);
  });

  test('what cannot be used is named without a word of the file', () => {
    expect(codeOf('<kml/>')).toBe('geography.not_geojson');
    expect(codeOf('{"type":"Feature"}')).toBe('geography.not_geojson');
    expect(codeOf(collection())).toBe('geography.no_areas');
    expect(codeOf(collection(square(0, 0, { n: '山田太郎' })))).toBe('geography.no_match');
    expect(codeOf(collection(square(-60_000, 12_000, { n: SCHOOLS[0]?.name })))).toBe(
      'geography.not_degrees',
    );
    try {
      readBoundaries(collection(square(0, 0, { n: '山田太郎' })), districts);
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('山田');
    }
  });
});
