/** 介護: the short list of certifications a town exports, and 給付実績 (H1 basic, D1 detail). */
import { compact, eraLetter, fiscalYearLabel, fiscalYearOf, pad, partsOf } from '../calendar.ts';
import { CARE_LEVELS, type CareService, type Certification } from '../people/care.ts';
import type { PersonHistory } from '../people/course.ts';
import { INSURER } from '../town.ts';
import { careNumber, residentNumber, stripZeros, type WriteContext, type Writer } from './context.ts';
import { csv, quotedCsv } from './sink.ts';

export const CERTIFICATION_LIST = '06_介護/要介護認定者一覧.csv';
const LEVEL_NAMES: readonly string[] = [
  '要支援１',
  '要支援２',
  '要介護１',
  '要介護２',
  '要介護３',
  '要介護４',
  '要介護５',
];
const PROVIDER = '1379999999';

export function careClaimsPath(fiscalYear: number): string {
  return `06_介護/給付実績_${fiscalYearLabel(fiscalYear)}.csv`;
}

export function careWriter(c: WriteContext): Writer {
  let serial = 0;
  return {
    person: (h) => {
      for (const certification of h.care.certifications) {
        certificationSink(c).line(certificationRow(c, h, certification));
      }
      let index = 0;
      while (index < h.care.services.length) {
        const first = h.care.services[index];
        if (first === undefined) break;
        const lines = h.care.services.slice(index).filter((s) => s.month === first.month);
        index += lines.length;
        serial++;
        writeMonth(c, h, lines, serial);
      }
    },
    finish: () => {
      certificationSink(c);
    },
  };
}

function certificationSink(c: WriteContext) {
  return c.sinks.at(CERTIFICATION_LIST, 'cp932', (s) =>
    s.text(
      `${csv(['被保険者番号', '宛名番号', '氏名', '生年月日', '性別', '申請日', '申請区分', '一次判定', '二次判定', '認定日', '有効期間開始', '有効期間終了', '居宅・施設'])}\r\n`,
    ),
  );
}

function certificationRow(c: WriteContext, h: PersonHistory, x: Certification): string {
  const { person } = h;
  let number = careNumber(person);
  if (c.dirt.every(27, 'lost_leading_zeros', CERTIFICATION_LIST, '先頭のゼロが落ちた番号'))
    number = stripZeros(number);
  const code = c.dirt.every(25, 'level_as_code', CERTIFICATION_LIST, '要介護度が名称でなくコード');
  return csv([
    number,
    residentNumber(person),
    person.nameKanji,
    eraLetter(person.birth),
    person.sex === 1 ? '男' : '女',
    eraLetter(x.applied),
    x.renewal ? '更新' : '新規',
    LEVEL_NAMES[x.screening],
    code ? CARE_LEVELS[x.level] : LEVEL_NAMES[x.level],
    eraLetter(x.decided),
    eraLetter(x.from),
    eraLetter(x.to),
    x.atHome ? '居宅' : '施設',
  ]);
}

function writeMonth(c: WriteContext, h: PersonHistory, lines: readonly CareService[], serial: number): void {
  const first = lines[0];
  if (first === undefined) return;
  const fiscalYear = fiscalYearOf(first.month);
  const sink = c.sinks.at(careClaimsPath(fiscalYear), 'cp932');
  const { year, month } = partsOf(first.month);
  const period = `${year}${pad(month, 2)}`;
  const reviewed = month === 12 ? `${year + 1}01` : `${year}${pad(month + 1, 2)}`;
  const units = lines.reduce((sum, s) => sum + s.unitPoints * s.times, 0);
  sink.line(quotedCsv(basicRecord(h, first, { serial, period, reviewed, units })));
  for (const s of lines) sink.line(quotedCsv(detailRecord(h, s, { serial, period, reviewed })));
}

interface MonthFrame {
  readonly serial: number;
  readonly period: string;
  readonly reviewed: string;
}

/** H1, 91 columns; amounts before and after the decision are the same. */
function basicRecord(h: PersonHistory, s: CareService, m: MonthFrame & { readonly units: number }) {
  const row: (string | number)[] = Array.from({ length: 91 }, () => '');
  const total = m.units * 10;
  const charge = Math.ceil(total * 0.1);
  const amounts = [m.units, total - charge, charge];
  const values: readonly (readonly [number, string | number])[] = [
    [0, '2'],
    [1, m.serial],
    [2, '1111'],
    [3, '7131'],
    [4, '01'],
    [5, '1'],
    [6, stripZeros(INSURER)],
    [7, careNumber(h.person)],
    [8, m.period],
    [9, '1'],
    [10, PROVIDER],
    [11, pad(m.serial, 10)],
    [18, compact(h.person.birth)],
    [19, h.person.sex],
    [20, CARE_LEVELS[s.level] ?? ''],
    [22, compact(s.certification.from)],
    [23, compact(s.certification.to)],
    [36, '90'],
    [89, m.reviewed],
  ];
  for (const [at, value] of values) row[at] = value;
  amounts.forEach((value, i) => {
    row[40 + i] = value;
    row[64 + i] = value;
  });
  return row;
}

/** D1, 34 columns. */
function detailRecord(h: PersonHistory, s: CareService, m: MonthFrame) {
  const row: (string | number)[] = Array.from({ length: 34 }, () => '');
  const values: readonly (readonly [number, string | number])[] = [
    [0, '2'],
    [1, m.serial],
    [2, '1111'],
    [3, '7131'],
    [4, '02'],
    [5, stripZeros(INSURER)],
    [6, careNumber(h.person)],
    [7, m.period],
    [8, PROVIDER],
    [9, pad(m.serial, 10)],
    [10, s.kind],
    [11, s.item],
    [12, s.unitPoints],
    [13, s.times],
    [17, s.unitPoints * s.times],
    [22, s.unitPoints],
    [23, s.times],
    [27, s.unitPoints * s.times],
    [33, m.reviewed],
  ];
  for (const [at, value] of values) row[at] = value;
  return row;
}
