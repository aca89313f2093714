/** A reader of the sample's files for tests, written apart from the product's intake. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import iconv from 'iconv-lite';

export const SMALL = fileURLToPath(new URL('../../../sample-data/small', import.meta.url));

/** Text of a file; UTF-8 when it has a BOM, otherwise CP932. */
export function textOf(root: string, path: string): string {
  const bytes = readFileSync(join(root, path));
  if (bytes[0] === 0xef && bytes[1] === 0xbb) return bytes.subarray(3).toString('utf8');
  return iconv.decode(bytes, 'cp932');
}

/** CSV cells by row; quotes and line breaks inside quotes are understood. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const ch = text[i]!;
    if (quoted) {
      if (ch === '"' && text[i + 1] === '"') {
        cell += '"';
        i++;
      } else if (ch === '"') quoted = false;
      else cell += ch;
    } else if (ch === '"') quoted = true;
    else if (ch === ',') {
      row.push(cell);
      cell = '';
    } else if (ch === '\r' && text[i + 1] === '\n') {
      row.push(cell);
      rows.push(row);
      row = [];
      cell = '';
      i++;
    } else cell += ch;
  }
  return rows;
}

/** Rows as records by header; the header is row `headerAt`, one-cell rows are dropped, duplicate headers keep the first. */
export function recordsOf(root: string, path: string, headerAt = 0): Map<string, string>[] {
  const rows = cellsOf(textOf(root, path));
  const header = rows[headerAt] ?? [];
  return rows
    .slice(headerAt + 1)
    .filter((r) => r.length > 1)
    .map((r) => {
      const record = new Map<string, string>();
      header.forEach((name, i) => {
        if (!record.has(name)) record.set(name, r[i] ?? '');
      });
      return record;
    });
}

/** Digits of an identifier: NFKC, unwrapped, without leading zeros. */
export function key(value: string | undefined): string {
  return (value ?? '')
    .normalize('NFKC')
    .replace(/[="\s]/g, '')
    .replace(/^0+(?=.)/, '');
}

/** A date in any of the sample's forms as YYYYMMDD, empty for an open end. */
export function dateKey(value: string | undefined): string {
  const text = (value ?? '').normalize('NFKC').replace(/\s/g, '');
  if (text === '' || /^9+$/.test(text)) return '';
  const base: Readonly<Record<string, number>> = {
    '1': 1867,
    '2': 1911,
    '3': 1925,
    '4': 1988,
    '5': 2018,
    明治: 1867,
    大正: 1911,
    昭和: 1925,
    平成: 1988,
    令和: 2018,
    M: 1867,
    T: 1911,
    S: 1925,
    H: 1988,
    R: 2018,
  };
  if (/^\d{8}$/.test(text)) return text;
  const slash = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(text);
  if (slash) return `${slash[1]}${slash[2]!.padStart(2, '0')}${slash[3]!.padStart(2, '0')}`;
  const digits = /^([1-5])(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (digits) return `${base[digits[1]!]! + Number(digits[2])}${digits[3]}${digits[4]}`;
  const era = /^(明治|大正|昭和|平成|令和|[MTSHR])(元|\d{1,2})[年./](\d{1,2})[月./](\d{1,2})日?$/.exec(text);
  if (!era) throw new Error('unknown date form');
  const year = base[era[1]!]! + (era[2] === '元' ? 1 : Number(era[2]));
  return `${year}${era[3]!.padStart(2, '0')}${era[4]!.padStart(2, '0')}`;
}

interface Truth {
  readonly generator: { readonly seed: number; readonly people: number; readonly years: number };
  readonly effects: readonly {
    readonly programme: string;
    readonly outcome: string;
    readonly estimand: string;
    readonly value: number;
    readonly outcome_fiscal_years: readonly number[];
  }[];
  readonly recounts: { readonly by_fiscal_year: Readonly<Record<string, Readonly<Record<string, number>>>> };
  readonly dirt: readonly { readonly kind: string; readonly file: string; readonly count: number }[];
}

export function truthOf(root: string): Truth {
  return JSON.parse(readFileSync(join(root, 'truth.json'), 'utf8')) as Truth;
}
