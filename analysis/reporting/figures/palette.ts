/** Colours that keep apart in grey print and for colour-blind readers; the first is the municipality's accent. */
export interface Palette {
  readonly series: readonly string[];
  readonly pale: string;
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly warning: string;
  readonly accent: string;
}

/** @param accent six hexadecimal digits, with or without `#`; anything else falls back to navy. */
export function paletteOf(accent: string): Palette {
  const base = normaliseHex(accent);
  return {
    series: [base, 'E08A00', '5F6B7A', '2E9E8F', '9A4F96', 'B8BEC6'],
    pale: mix(base, 'FFFFFF', 0.88),
    ink: '1A1F26',
    muted: '5B6470',
    grid: 'D9DEE4',
    warning: 'B3261E',
    accent: base,
  };
}

export function normaliseHex(accent: string): string {
  const hex = accent.replace(/^#/, '').toUpperCase();
  return /^[0-9A-F]{6}$/.test(hex) ? hex : '0B4F8A';
}

/** Mixes two colours; `share` 0 gives the first, 1 the second. */
export function mix(a: string, b: string, share: number): string {
  const channel = (hex: string, index: number): number =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
  return [0, 1, 2]
    .map((index) => Math.round(channel(a, index) * (1 - share) + channel(b, index) * share))
    .map((value) => value.toString(16).padStart(2, '0').toUpperCase())
    .join('');
}
