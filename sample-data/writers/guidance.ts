/** 特定保健指導: the result list (FKAC165-style) and the status list of the selected (FKCA172-style). */
import { ageAtFiscalYearEnd, compact, dayOf, eraOf, fiscalYearLabel } from '../calendar.ts';
import type { PersonHistory } from '../people/course.ts';
import type { Checkup, Guidance } from '../people/types.ts';
import { CHECKUP_FACILITIES, INSURED_SYMBOL, INSURER } from '../town.ts';
import {
  fullWidth,
  insuredNumber,
  systemNumber,
  ticketNumber,
  type WriteContext,
  type Writer,
} from './context.ts';
import { csv, type FileSink } from './sink.ts';

export function guidancePath(fiscalYear: number): string {
  return `03_特定保健指導/FKAC165_${fiscalYearLabel(fiscalYear)}.csv`;
}

export function guidanceTargetsPath(fiscalYear: number): string {
  return `03_特定保健指導/FKCA172_${fiscalYearLabel(fiscalYear)}.csv`;
}

const RESULT_HEAD = [
  '保険者番号',
  '被保険者証記号',
  '被保険者証番号',
  '生年月日元号',
  '生年月日',
  '性別',
  '個人番号',
  'データ管理番号１',
  '年度',
  '階層化',
  '利用券整理番号',
  '受診券整理番号',
  '実施日',
  '保健指導機関コード',
  '支援レベル',
  '行動変容ステージ',
  '保健指導コース名',
  '初回面接実施日',
  '初回面接の支援形態',
  '初回面接の実施時間',
  '初回面接の実施者',
  '継続的支援予定期間',
  '目標腹囲',
  '目標体重',
  '目標収縮期血圧',
  '目標拡張期血圧',
  '中間評価実施日',
  '実績評価実施日',
  '実績評価時の体重',
  '途中終了日',
];

const TARGET_HEAD = [
  '保険者番号',
  '被保険者証記号',
  '被保険者証番号',
  '個人番号',
  'データ管理番号１',
  '性別',
  '生年月日',
  '被保険者名カナ',
  '被保険者名漢字',
  '資格フラグ',
  '除外フラグ',
  '受診券整理番号',
  '保健指導レベル',
  '服薬再確認',
  '健診メッセージID',
  '健診メッセージ',
  '利用券整理番号',
  '初回面接実施日',
  '途中終了',
  '指導未完了',
  '指導メッセージID',
  '指導メッセージ',
];

export function guidanceWriter(c: WriteContext): Writer {
  return {
    person: (h) => {
      for (const year of h.years) {
        if (year.guidance === undefined || year.checkup === undefined) continue;
        targets(c, year.fiscalYear).line(targetRow(h, year.guidance));
        if (year.guidance.firstInterview !== undefined) {
          results(c, year.fiscalYear).line(resultRow(h, year.guidance, year.checkup));
        }
      }
    },
    finish: () => {
      for (let i = 0; i < c.years; i++) {
        targets(c, c.firstYear + i).text('9\r\n');
        results(c, c.firstYear + i).text('9\r\n');
      }
    },
  };
}

function framed(
  c: WriteContext,
  path: string,
  frame: { id: string; fiscalYear: number; head: readonly string[] },
): FileSink {
  return c.sinks.at(path, 'cp932', (s) => {
    s.text(`1,${frame.id},${compact(dayOf(frame.fiscalYear + 1, 11, 1))}\r\n`);
    s.text(`${csv(frame.head)}\r\n`);
  });
}

function results(c: WriteContext, fiscalYear: number): FileSink {
  return framed(c, guidancePath(fiscalYear), { id: 'FKAC165', fiscalYear, head: RESULT_HEAD });
}

function targets(c: WriteContext, fiscalYear: number): FileSink {
  return framed(c, guidanceTargetsPath(fiscalYear), { id: 'FKCA172', fiscalYear, head: TARGET_HEAD });
}

const dateOr = (day: number | undefined): string => (day === undefined ? '' : compact(day));

function resultRow(h: PersonHistory, g: Guidance, k: Checkup): string {
  const { person } = h;
  const age = ageAtFiscalYearEnd(person.birth, g.fiscalYear);
  return csv([
    INSURER,
    INSURED_SYMBOL,
    fullWidth(insuredNumber(person)),
    eraOf(person.birth).digit,
    compact(person.birth),
    person.sex,
    systemNumber(person),
    1,
    g.fiscalYear,
    g.level,
    ticketNumber(g.fiscalYear, 2, person),
    ticketNumber(g.fiscalYear, 1, person),
    dateOr(g.firstInterview),
    CHECKUP_FACILITIES[0]?.code,
    g.level,
    k.answers.readiness,
    age >= 65 ? '動機付け支援コース' : '標準コース',
    dateOr(g.firstInterview),
    (person.index % 5) + 1 > 4 ? 2 : 1,
    20 + (person.index % 3) * 10,
    (person.index % 2) + 2,
    g.level === 1 ? 12 : '',
    (k.waist - 2).toFixed(1),
    (k.weight - 2).toFixed(1),
    Math.min(k.sbp, 129),
    Math.min(k.dbp, 84),
    dateOr(g.interim),
    dateOr(g.final),
    g.final === undefined ? '' : (k.weight - 0.7 - (person.index % 13) / 10).toFixed(1),
    dateOr(g.dropped),
  ]);
}

function targetRow(h: PersonHistory, g: Guidance): string {
  const { person } = h;
  const begun = g.firstInterview !== undefined;
  return csv([
    INSURER,
    INSURED_SYMBOL,
    insuredNumber(person),
    systemNumber(person),
    1,
    person.sex,
    compact(person.birth),
    person.nameHalfKana,
    person.nameKanji,
    1,
    0,
    ticketNumber(g.fiscalYear, 1, person),
    g.level,
    '',
    '',
    '',
    ticketNumber(g.fiscalYear, 2, person),
    dateOr(g.firstInterview),
    g.dropped === undefined ? '' : 1,
    begun && g.final === undefined && g.dropped === undefined ? 1 : '',
    '',
    '',
  ]);
}
