/** Colours of figures. Series differ in lightness first, so that they stay apart in greyscale. */
export interface ChartPalette {
  readonly series: readonly string[];
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly reference: string;
  readonly decal: string;
}

const light: ChartPalette = {
  series: ['#0b3b8c', '#e58a1f', '#4f8f85', '#b9c6e8', '#7d3f98', '#c9a227'],
  text: '#1a1a1c',
  muted: '#4d4d4f',
  line: '#d0d2d6',
  surface: '#ffffff',
  reference: '#b3261e',
  decal: 'rgba(255,255,255,0.55)',
};

const dark: ChartPalette = {
  series: ['#9db7f9', '#f4a742', '#63b3a5', '#5b74b8', '#d3a4ea', '#e6cf6a'],
  text: '#f2f2f3',
  muted: '#c3c4c8',
  line: '#4a4d55',
  surface: '#1b1d22',
  reference: '#ff8a80',
  decal: 'rgba(0,0,0,0.45)',
};

export type Theme = 'light' | 'dark';

export function chartPalette(theme: Theme): ChartPalette {
  return theme === 'dark' ? dark : light;
}

/** Patterns in series order; the first is plain. Angles are in radians. */
export function decals(palette: ChartPalette): readonly object[] {
  const stripe = { color: palette.decal, dashArrayX: [1, 0] };
  return [
    { symbol: 'none', color: 'transparent' },
    { ...stripe, dashArrayY: [2, 5], rotation: -Math.PI / 4 },
    { symbol: 'circle', symbolSize: 0.9, color: palette.decal, dashArrayX: [[6, 6]], dashArrayY: [6, 0] },
    { ...stripe, dashArrayY: [2, 5], rotation: Math.PI / 4 },
    { ...stripe, dashArrayY: [2, 6], rotation: 0 },
    { symbol: 'rect', symbolSize: 0.8, color: palette.decal, dashArrayX: [[8, 8]], dashArrayY: [8, 0] },
  ];
}

export const CHART_FONT =
  "'BIZ UDPGothic', 'BIZ UDPゴシック', 'Noto Sans CJK JP', 'Yu Gothic UI', sans-serif";
