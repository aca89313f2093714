import { zipSync } from 'fflate';
import iconv from 'iconv-lite';

/** One oddity of municipal files: the file as it comes, and what is true about it. All people are invented. */
export interface Oddity {
  readonly id: string;
  readonly files: Readonly<Record<string, Buffer>>;
  /** SQL and the one value it must give; written by hand from the facts, not from the program. */
  readonly truth: readonly (readonly [sql: string, value: number | string | null])[];
  /** Codes that the report must hold. */
  readonly codes?: readonly string[];
}

export const cp932 = (text: string): Buffer => iconv.encode(text, 'cp932');
export const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
export const lines = (...rows: readonly string[]): string => `${rows.join('\r\n')}\r\n`;
export const count = (table: string): string => `SELECT count(*) FROM ${table}`;
/** An archive of texts by name, the same bytes every time. */
export const zipped = (texts: Readonly<Record<string, string>>): Buffer => {
  const entries = Object.entries(texts).map(([name, text]) => [name, utf8(text)]);
  return Buffer.from(zipSync(Object.fromEntries(entries), { mtime: new Date('2024-07-01T00:00:00Z') }));
};
