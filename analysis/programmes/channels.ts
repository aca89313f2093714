import { CHANNELS } from '../domain/channels.ts';

export const UNKNOWN_CHANNEL = 'unknown';
export const SEVERAL_CHANNELS = 'several';

/** Codes in the order in which they are shown; whatever else was recorded counts as another way. */
const ORDER = [...Object.keys(CHANNELS), SEVERAL_CHANNELS, UNKNOWN_CHANNEL];

const LABELS: Readonly<Record<string, string>> = {
  ...CHANNELS,
  [SEVERAL_CHANNELS]: '複数の手段',
  [UNKNOWN_CHANNEL]: '手段の記録なし',
};

/** Levels for the channels found, with 「手段の記録なし」 last. */
export function channelLevels(
  codes: Iterable<string>,
): readonly { readonly code: string; readonly label: string }[] {
  const found = new Set(codes);
  return ORDER.filter((code) => found.has(code)).map((code) => ({
    code,
    label: LABELS[code] ?? code,
  }));
}

/** SQL of the channel's code; null where none is recorded. */
export function channelSql(column: string): string {
  const known = Object.keys(CHANNELS).map((code) => `'${code}'`);
  return `CASE WHEN ${column} IS NULL OR ${column} IN (${known.join(', ')}) THEN ${column} ELSE 'other' END`;
}
