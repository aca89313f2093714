/** A report in the manner of KDB: titles, two header levels, totals. The layout is invented; none is public. */
import { fiscalYearLabel } from '../calendar.ts';
import type { PersonHistory } from '../people/course.ts';
import type { Sex } from '../people/types.ts';
import type { Tally } from '../tally.ts';
import { INSURER, TOWN } from '../town.ts';
import type { WriteContext, Writer } from './context.ts';
import { cell, thousands } from './sink.ts';

export const KDB_REPORT = '05_KDB/地域の全体像_架空様式.csv';
const BANDS: readonly (readonly [number, number])[] = [
  [40, 44],
  [45, 49],
  [50, 54],
  [55, 59],
  [60, 64],
  [65, 69],
  [70, 74],
];

interface BandCount {
  examined: number;
  metabolic: number;
  points: number;
  insured: number;
}

/** Collects the last fiscal year by sex and five-year band. */
export function kdbWriter(c: WriteContext, tally: Tally): Writer {
  const last = c.firstYear + c.years - 1;
  const counts = new Map<string, BandCount>();
  return {
    person: (h) => collect(counts, h, last),
    finish: () => writeReport(c, tally, { last, counts }),
  };
}

function collect(counts: Map<string, BandCount>, h: PersonHistory, last: number): void {
  const year = h.years.at(-1);
  if (year === undefined || year.fiscalYear !== last || year.age < 40 || year.age > 74) return;
  const band = Math.floor((year.age - 40) / 5);
  const key = `${h.person.sex}/${band}`;
  const row = counts.get(key) ?? emptyBand();
  counts.set(key, row);
  row.insured++;
  row.points += year.points;
  if (year.checkup?.kind !== 'kokuho') return;
  row.examined++;
  if (year.checkup.metabolic === 1) row.metabolic++;
}

/** Percentages of the prefecture and the nation are made up; they only show where they stand. */
const COMPARISON: Readonly<Record<Sex, readonly [prefecture: number, nation: number]>> = {
  1: [31.9, 32.6],
  2: [11.2, 11.4],
};

type Put = (cells: readonly (string | number)[]) => void;

interface ReportData {
  readonly last: number;
  readonly counts: ReadonlyMap<string, BandCount>;
}

function writeReport(c: WriteContext, tally: Tally, x: ReportData): void {
  const sink = c.sinks.at(KDB_REPORT, 'cp932');
  const put: Put = (cells) => sink.text(`${cells.map(cell).join(',')}\r\n`);
  putTitles(put, x.last);
  const total = putBands(put, x.counts);
  put(['合計', '', ...figures(total), '21.1%', '21.8%']);
  put(['※特定健診対象者（年度を通じて加入）', '', thousands(tally.count('checkup_eligible', x.last))]);
  c.dirt.add('total_row', KDB_REPORT, '合計行');
  c.dirt.add('excel_text_number', KDB_REPORT, '="00139999" の形の番号');
  c.dirt.add('line_break_in_cell', KDB_REPORT, '抽出条件のセルの中に改行');
  const starred = [...x.counts.values()].filter((r) => r.metabolic < 10).length;
  c.dirt.add('suppressed_star', KDB_REPORT, '10 未満を * で伏せた値', starred);
}

function putTitles(put: Put, last: number): void {
  const month = `${fiscalYearLabel(last + 1).replace('年度', '年')} ６月`;
  put(['地域の全体像の把握（架空様式）']);
  put(['保険者番号：', `="${INSURER}"`, '保険者名：', TOWN.name, '作成年月：', month]);
  put(['抽出条件：', `${fiscalYearLabel(last)}（累計）\n国保・全地区`]);
  put([]);
  put(['性別', '年齢階級', '保険者', '', '', '', '', '県', '国']);
  const second = ['被保険者数', '健診受診者数', '受診率', 'メタボ該当者', '総医療費(円)'];
  put(['', '', ...second, 'メタボ該当率', 'メタボ該当率']);
}

/** One row a sex and band; returns the totals. */
function putBands(put: Put, counts: ReadonlyMap<string, BandCount>): BandCount {
  const total = emptyBand();
  for (const sex of [1, 2] as const) {
    BANDS.forEach(([from, to], i) => {
      const row = counts.get(`${sex}/${i}`) ?? emptyBand();
      for (const key of Object.keys(total) as (keyof BandCount)[]) total[key] += row[key];
      const label = i === 0 ? (sex === 1 ? '男' : '女') : '';
      put([label, `${from}歳～${to}歳`, ...figures(row), ...COMPARISON[sex].map((p) => `${p}%`)]);
    });
  }
  return total;
}

function emptyBand(): BandCount {
  return { examined: 0, metabolic: 0, points: 0, insured: 0 };
}

function figures(row: BandCount): string[] {
  const rate = row.insured === 0 ? '-' : `${((100 * row.examined) / row.insured).toFixed(1)}%`;
  return [
    thousands(row.insured),
    thousands(row.examined),
    rate,
    row.metabolic < 10 ? '*' : thousands(row.metabolic),
    thousands(row.points * 10),
  ];
}
