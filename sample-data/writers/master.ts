/** Excerpts of the 傷病名 (b_) and 医薬品 (y_) masters, in the columns of the real files, for the codes in use. */
import diseases from '../codes/diseases.json' with { type: 'json' };
import drugs from '../codes/drugs.json' with { type: 'json' };
import type { WriteContext } from './context.ts';
import { quotedCsv } from './sink.ts';

export const DISEASE_MASTER = '10_マスター/b_sample.txt';
export const DRUG_MASTER = '10_マスター/y_sample.txt';

/** Places are one-based, as the specification of the masters counts them. */
function record(width: number, values: Readonly<Record<number, string | number>>): string {
  const row: (string | number)[] = Array.from({ length: width }, () => '');
  for (const [place, value] of Object.entries(values)) row[Number(place) - 1] = value;
  return quotedCsv(row);
}

const DISEASES: readonly (readonly string[])[] = diseases.rows;
const DRUGS: readonly (readonly (string | number)[])[] = drugs.rows;

export function writeMasters(c: WriteContext): void {
  const b = c.sinks.at(DISEASE_MASTER, 'cp932');
  for (const row of DISEASES) b.line(diseaseRecord(row));
  const y = c.sinks.at(DRUG_MASTER, 'cp932');
  for (const row of DRUGS) y.line(drugRecord(row));
}

function diseaseRecord([code = '', name = '', icd = '']: readonly string[]): string {
  const dates = { 22: '20020401', 23: '20200401', 24: '99999999' };
  return record(46, { 1: 0, 2: 'B', 3: code, 6: name, 8: name, 14: icd, 16: icd, ...dates });
}

function drugRecord([code = '', name = '', unit = '', , points = 0]: readonly (string | number)[]): string {
  const generic = String(name).includes('「') ? 1 : 0;
  const price = (Number(points) * 10).toFixed(2);
  const names = { 5: name, 10: unit, 35: name };
  return record(35, {
    1: 0,
    2: 'Y',
    3: code,
    ...names,
    11: 1,
    12: price,
    17: generic,
    28: 1,
    31: '99999999',
  });
}
