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

export function writeMasters(c: WriteContext): void {
  const b = c.sinks.at(DISEASE_MASTER, 'cp932');
  for (const [code = '', name = '', icd = ''] of diseases.rows) {
    b.line(
      record(46, {
        1: 0,
        2: 'B',
        3: code,
        6: name,
        8: name,
        14: icd,
        16: icd,
        22: '20020401',
        23: '20200401',
        24: '99999999',
      }),
    );
  }
  const y = c.sinks.at(DRUG_MASTER, 'cp932');
  for (const [code = '', name = '', unit = '', , points = 0] of drugs.rows as [
    string,
    string,
    string,
    string,
    number,
  ][]) {
    const generic = name.includes('「') ? 1 : 0;
    y.line(
      record(35, {
        1: 0,
        2: 'Y',
        3: code,
        5: name,
        10: unit,
        11: 1,
        12: (points * 10).toFixed(2),
        17: generic,
        28: 1,
        31: '99999999',
        35: name,
      }),
    );
  }
}
