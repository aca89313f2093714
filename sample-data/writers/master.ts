/** Excerpts of the 傷病名 (b_), 医薬品 (y_) and 医科診療行為 (s_) masters, in the columns of the real files. */
import diseases from '../codes/diseases.json' with { type: 'json' };
import drugs from '../codes/drugs.json' with { type: 'json' };
import procedures from '../codes/procedures.json' with { type: 'json' };
import type { WriteContext } from './context.ts';
import { quotedCsv } from './sink.ts';

export const DISEASE_MASTER = '10_マスター/b_sample.txt';
export const DRUG_MASTER = '10_マスター/y_sample.txt';
export const PROCEDURE_MASTER = '10_マスター/s_sample.txt';

/** Places are one-based, as the specification of the masters counts them. */
function record(width: number, values: Readonly<Record<number, string | number>>): string {
  const row: (string | number)[] = Array.from({ length: width }, () => '');
  for (const [place, value] of Object.entries(values)) row[Number(place) - 1] = value;
  return quotedCsv(row);
}

const DISEASES: readonly (readonly string[])[] = diseases.rows;
const DRUGS: readonly (readonly (string | number)[])[] = drugs.rows;
const PROCEDURES: readonly (readonly string[])[] = procedures.rows;

export function writeMasters(c: WriteContext): void {
  const write = <Row>(path: string, rows: readonly Row[], toRecord: (row: Row) => string): void => {
    const sink = c.sinks.at(path, 'cp932');
    for (const row of rows) sink.line(toRecord(row));
  };
  write(DISEASE_MASTER, DISEASES, diseaseRecord);
  write(DRUG_MASTER, DRUGS, drugRecord);
  write(PROCEDURE_MASTER, PROCEDURES, procedureRecord);
}

function diseaseRecord([code = '', name = '', icd = '']: readonly string[]): string {
  const dates = { 22: '20020401', 23: '20200401', 24: '99999999' };
  return record(46, { 1: 0, 2: 'B', 3: code, 6: name, 8: name, 14: icd, 16: icd, ...dates });
}

function drugRecord([code = '', name = '', unit = '', , yj = '', price = 0]: readonly (
  | string
  | number
)[]): string {
  const generic = String(name).includes('「') ? 1 : 0;
  const names = { 5: name, 10: unit, 35: name };
  return record(35, {
    1: 0,
    2: 'Y',
    3: code,
    ...names,
    11: 1,
    12: Number(price).toFixed(2),
    17: generic,
    28: 1,
    31: '99999999',
    32: yj,
  });
}

/** 区分番号 as the master holds it: letter, number, branch (after a hyphen) and item (after a space), B001-3-3 by two. */
function procedureRecord([code = '', name = '', section = '']: readonly string[]): string {
  const [, letter = '', number = '', branch = '0', item = '0'] =
    /^([A-Z])(\d{3})(?:-(\d+))?(?:[- ](\d+))?$/.exec(section) ?? [];
  const place = { 85: letter, 92: number, 93: branch.padStart(2, '0'), 94: item.padStart(2, '0') };
  return record(150, { 1: 0, 2: 'S', 3: code, 5: name, 11: 3, ...(letter === '' ? {} : place) });
}
