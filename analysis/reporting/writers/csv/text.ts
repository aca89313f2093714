import iconv from 'iconv-lite';

export type CsvEncoding = 'utf8' | 'cp932';

/** A character that the chosen encoding cannot write. */
export interface Unwritable {
  /** U+XXXX; the character itself may be unprintable where the report is read. */
  readonly codePoint: string;
  readonly count: number;
}

/** Signs that Windows writes with another code point than Japanese text usually holds (CP932 mapping). */
const windowsForms: Readonly<Record<string, string>> = {
  '\u301c': '\uff5e',
  '\u2212': '\uff0d',
  '\u2016': '\u2225',
  '\u2014': '\u2015',
  '\u00a2': '\uffe0',
  '\u00a3': '\uffe1',
  '\u00ac': '\uffe2',
};

/** What stands in for a character that cannot be written: 〓, as printers do. */
const GETA = '〓';

/** A field as a spreadsheet must read it: quoted where needed, text that looks like a formula marked as text. */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const guarded = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

/** Bytes of a text with a report of what could not be written. UTF-8 carries a byte order mark. */
export function encodeCsv(
  text: string,
  encoding: CsvEncoding,
): { bytes: Uint8Array; unwritable: readonly Unwritable[] } {
  if (encoding === 'utf8') return { bytes: new TextEncoder().encode(`\ufeff${text}`), unwritable: [] };
  const counts = new Map<string, number>();
  const mapped = [...text].map((character) => {
    const form = windowsForms[character] ?? character;
    if (isWritable(form)) return form;
    counts.set(character, (counts.get(character) ?? 0) + 1);
    return GETA;
  });
  const unwritable = [...counts].map(([character, count]) => ({
    codePoint: `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
    count,
  }));
  return { bytes: new Uint8Array(iconv.encode(mapped.join(''), 'cp932')), unwritable };
}

const known = new Map<string, boolean>();

function isWritable(character: string): boolean {
  if (character < '\u0080') return true;
  const before = known.get(character);
  if (before !== undefined) return before;
  const bytes = iconv.encode(character, 'cp932');
  const writable = new TextDecoder('shift_jis').decode(bytes) === character;
  known.set(character, writable);
  return writable;
}
