import { useId } from 'react';
import type { ChartPalette } from './palette.ts';

export type MapRing = readonly (readonly [number, number])[];

/** One coloured area of a map: a district with what is written on it. */
export interface MapArea {
  readonly code: string;
  readonly label: string;
  readonly value: string;
  readonly kind: AreaKind;
  readonly polygons: readonly (readonly MapRing[])[];
}

/** How a district stands to the whole; `hidden` has no number. */
export type AreaKind = 'high' | 'highish' | 'lowish' | 'low' | 'hidden';

export const AREA_NAMES: Readonly<Record<AreaKind, string>> = {
  high: '全体より明らかに高い',
  highish: '高め（偶然の範囲）',
  lowish: '低め（偶然の範囲）',
  low: '全体より明らかに低い',
  hidden: '伏せた数',
};

interface Frame {
  readonly x: (lon: number) => number;
  readonly y: (lat: number) => number;
  readonly width: number;
  readonly height: number;
}

/** Degrees to pixels without distortion at the map's own latitude (equirectangular). */
export function mapFrame(areas: readonly Pick<MapArea, 'polygons'>[], height: number): Frame {
  const points = areas.flatMap(({ polygons }) => polygons.flat(2));
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
  const least = (all: readonly number[]) => all.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = (all: readonly number[]) => all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const [west, east, south, north] = [least(lons), most(lons), least(lats), most(lats)];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min((height - 16) / (north - south || 1), 620 / ((east - west) * squeeze || 1));
  return {
    x: (lon) => 8 + (lon - west) * squeeze * scale,
    y: (lat) => 8 + (north - lat) * scale,
    width: 16 + (east - west) * squeeze * scale,
    height: 16 + (north - south) * scale,
  };
}

/** Middle of the largest polygon's box: where its label stands. */
function middleOf({ polygons }: MapArea): readonly [number, number] {
  const boxes = polygons.map((rings) => {
    const ring = rings[0] ?? [];
    const [lons, lats] = [ring.map(([lon]) => lon), ring.map(([, lat]) => lat)];
    const [w, e, s, n] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
    return { size: (e - w) * (n - s), at: [(w + e) / 2, (s + n) / 2] as const };
  });
  return boxes.toSorted((a, b) => b.size - a.size)[0]?.at ?? [0, 0];
}

/** Fill and pattern of each kind: lightness and stripes differ, so that colour is not needed to tell them apart. */
function Patterns({ id, palette }: { readonly id: string; readonly palette: ChartPalette }) {
  const [blue = '', orange = ''] = palette.series;
  const stripe = (name: AreaKind, base: string, turn: number) => (
    <pattern
      id={`${id}-${name}`}
      width="8"
      height="8"
      patternUnits="userSpaceOnUse"
      patternTransform={`rotate(${turn})`}
    >
      <rect width="8" height="8" fill={palette.surface} />
      <rect width="8" height="8" fill={base} opacity="0.22" />
      <rect width="2" height="8" fill={base} opacity="0.7" />
    </pattern>
  );
  return (
    <defs>
      {stripe('highish', orange, 45)}
      {stripe('lowish', blue, -45)}
    </defs>
  );
}

function fillOf(kind: AreaKind, id: string, palette: ChartPalette): string {
  const [blue = '', orange = ''] = palette.series;
  const fills: Readonly<Record<AreaKind, string>> = {
    high: orange,
    low: blue,
    highish: `url(#${id}-highish)`,
    lowish: `url(#${id}-lowish)`,
    hidden: palette.surface,
  };
  return fills[kind];
}

interface MapDrawingProps {
  readonly areas: readonly MapArea[];
  readonly palette: ChartPalette;
  readonly height: number;
  /** Code of the area with a thick border. */
  readonly chosen: string;
  readonly onChoose: (code: string) => void;
}

/** A map of districts without tiles: filled by how they stand to the whole, with names and numbers written in. */
export function MapDrawing({ areas, palette, height, chosen, onChoose }: MapDrawingProps) {
  const id = useId();
  const frame = mapFrame(areas, height);
  const path = (rings: readonly MapRing[]): string =>
    rings
      .map(
        (ring) =>
          `M${ring.map(([lon, lat]) => `${frame.x(lon).toFixed(1)} ${frame.y(lat).toFixed(1)}`).join('L')}Z`,
      )
      .join('');
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${Math.round(frame.width)} ${Math.round(frame.height)}`}
      width={Math.round(frame.width)}
      height={Math.round(frame.height)}
      className="map"
    >
      <title>地区の地図</title>
      <Patterns id={id} palette={palette} />
      {areas.map((area) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: the list beside the map does the same by keyboard
        <path
          key={area.code}
          d={area.polygons.map(path).join('')}
          fill={fillOf(area.kind, id, palette)}
          fillRule="evenodd"
          stroke={palette.text}
          strokeWidth={area.code === chosen ? 4 : 1.2}
          onClick={() => onChoose(area.code)}
        />
      ))}
      {areas.map((area) => {
        const [lon, lat] = middleOf(area);
        const text = { textAnchor: 'middle', fill: palette.text, stroke: palette.surface } as const;
        const outline = { ...text, strokeWidth: 4, paintOrder: 'stroke', pointerEvents: 'none' } as const;
        return (
          <g key={area.code} fontSize="13">
            <text x={frame.x(lon)} y={frame.y(lat) - 4} {...outline}>
              {area.label}
            </text>
            <text x={frame.x(lon)} y={frame.y(lat) + 14} fontWeight="700" fontSize="14" {...outline}>
              {area.value}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** Pattern and name of every kind that is on the map. */
export function MapLegend({
  kinds,
  palette,
}: {
  readonly kinds: readonly AreaKind[];
  readonly palette: ChartPalette;
}) {
  const id = useId();
  return (
    <ul className="map-legend">
      {kinds.map((kind) => (
        <li key={kind}>
          <svg width="26" height="16" aria-hidden="true">
            <Patterns id={id} palette={palette} />
            <rect
              x="0.5"
              y="0.5"
              width="25"
              height="15"
              fill={fillOf(kind, id, palette)}
              stroke={palette.text}
            />
            {kind === 'hidden' && (
              <text x="13" y="13" textAnchor="middle" fill={palette.text} fontSize="12">
                ＊
              </text>
            )}
          </svg>
          {AREA_NAMES[kind]}
        </li>
      ))}
    </ul>
  );
}
