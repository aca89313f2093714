/** SY, SI and IY records of a 医科 receipt; the lines add up to exactly the points of HO. */
import { type Day, dayOf } from '../calendar.ts';
import type { Receipt } from '../people/claims.ts';
import { ACUTE } from '../people/conditions.ts';
import { ukeDates } from './uke-dates.ts';

/** 31 day columns with a count on one day, or on a run of days. */
const dayColumns = (() => {
  const cache = new Map<number, string>();
  return (day: number, count: number, run: number): string => {
    const key = day * 10000 + count * 100 + run;
    const known = cache.get(key);
    if (known !== undefined) return known;
    let text = '';
    for (let d = 1; d <= 31; d++) text += d >= day && d < day + run ? `,${count}` : ',';
    cache.set(key, text);
    return text;
  };
})();

/** SI or IY with a day pattern; points blank on all but the last record of a unit. */
function act(
  record: 'SI' | 'IY',
  kind: string,
  code: string,
  x: { amount?: number; points?: number; times: number; days: string },
): string {
  return `${record},${kind},1,${code},${x.amount ?? ''},${x.points ?? ''},${x.times},,,,,,${x.days}\r\n`;
}

/** Diagnoses, then acts; `brief` keeps fewer lines for files that must stay small. */
export function medicalLines(receipt: Receipt, brief: boolean): string {
  return (
    diagnoses(receipt, brief) +
    (receipt.setting === 'inpatient' ? inpatientActs(receipt) : outpatientActs(receipt, brief))
  );
}

/** A code that no master knows. */
export const UNKNOWN_DISEASE = '8899999';

/** Of the receipts with a diagnosis without a code, those that carry an unknown one instead. */
export function unknownCode(receipt: Receipt): boolean {
  return receipt.points % 2 === 0;
}

/** Short illnesses begin and end in the month; everything else keeps one starting day for a person. */
function diagnosis(receipt: Receipt, code: string, main: boolean): string {
  const date = ukeDates(receipt).day;
  const mark = main ? '01' : '';
  if (ACUTE.includes(code) && receipt.diseases.length === 1)
    return `SY,${code},${date(receipt.month)},2,,,${mark},\r\n`;
  const spread = Number(code) + receipt.dayOfMonth * 31;
  const since: Day = dayOf(2006 + (spread % 9), 1 + (spread % 12), 1 + (spread % 27));
  return `SY,${code},${date(since)},1,,,${mark},\r\n`;
}

function diagnoses(receipt: Receipt, brief: boolean): string {
  const start = ukeDates(receipt).day(receipt.month);
  const shown = brief ? receipt.diseases.slice(0, 2) : receipt.diseases;
  let text = shown.map((code, i) => diagnosis(receipt, code, i === 0)).join('');
  if (receipt.suspected !== undefined) text += `SY,${receipt.suspected},${start},1,8002,,,\r\n`;
  if (receipt.uncoded && unknownCode(receipt)) text += `SY,${UNKNOWN_DISEASE},${start},1,,,,\r\n`;
  else if (receipt.uncoded) text += `SY,0000999,${start},1,,架空の未コード化病名,,\r\n`;
  return text;
}

/** A brief receipt, unless one in eight by its points, has one line for everything. */
function outpatientActs(receipt: Receipt, brief: boolean): string {
  const { dayOfMonth, days } = receipt;
  const visit = dayColumns(dayOfMonth, 1, days);
  const once = dayColumns(dayOfMonth, 1, 1);
  if (brief && !receipt.dialysis && receipt.points % 8 > 0) {
    return act('SI', '13', '113707110', { points: receipt.points, times: 1, days: once });
  }
  let left = receipt.points;
  let text = '';
  if (left >= 75 * days) {
    text += act('SI', '12', '112007410', { points: 75, times: days, days: visit });
    left -= 75 * days;
  }
  if (receipt.dialysis) return text + act('SI', '40', '140057910', { points: left, times: 1, days: once });
  if (left >= 225) {
    text += act('SI', '13', '113001810', { points: 225, times: 1, days: once });
    left -= 225;
  }
  const drugs = left >= 60 ? inHouseDrugs(receipt, left, brief ? 2 : 12) : { text: '', points: 0 };
  left -= drugs.points;
  if (left >= 60) {
    // 算定単位: two tests, points on the last record only.
    text += act('SI', '60', '160010010', { times: 1, days: once });
    text += act('SI', '', '160019410', { points: 60, times: 1, days: once });
    left -= 60;
  }
  text += drugs.text;
  if (left > 0) text += act('SI', '60', '160061910', { points: left, times: 1, days: once });
  return text;
}

/** Drugs given at the surgery: one unit, points × 28 days on its last record, as far as the points reach. */
function inHouseDrugs(receipt: Receipt, left: number, most: number): { text: string; points: number } {
  const count = receipt.drugDays;
  const perDay = Math.min(40, Math.floor(left / Math.max(1, count)));
  if (receipt.drugs.length === 0 || count === 0 || perDay < 1) return { text: '', points: 0 };
  const days = dayColumns(receipt.dayOfMonth, count, 1);
  let text = '';
  const drugs = receipt.drugs.slice(0, most);
  drugs.forEach((code, i) => {
    const last = i === drugs.length - 1;
    const kind = i === 0 ? '21' : '';
    text += act(
      'IY',
      kind,
      code,
      last ? { amount: 1, points: perDay, times: count, days } : { amount: 1, times: count, days },
    );
  });
  return { text, points: perDay * count };
}

function inpatientActs(receipt: Receipt): string {
  const { days } = receipt;
  const stay = dayColumns(receipt.dayOfMonth, 1, days);
  const basic = Math.min(1688, Math.floor(receipt.points / days));
  const left = receipt.points - basic * days;
  const meals = dayColumns(receipt.dayOfMonth, 3, days);
  return (
    act('SI', '90', '190117710', { points: basic, times: days, days: stay }) +
    (left > 0
      ? act('SI', '60', '170011810', { points: left, times: 1, days: dayColumns(receipt.dayOfMonth, 1, 1) })
      : '') +
    act('SI', '97', '197000110', { times: days * 3, days: meals })
  );
}
