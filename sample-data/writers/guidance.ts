/** 特定保健指導: the result list (FKAC165-style) and the status list of the selected (FKCA172-style). */
import { ageAtFiscalYearEnd, compact, dayOf, eraOf, fiscalYearLabel } from '../calendar.ts';
import type { PersonHistory } from '../people/course.ts';
import type { Checkup, Evaluation, Guidance } from '../people/types.ts';
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
  '中間評価時の腹囲',
  '中間評価時の体重',
  '中間評価時の収縮期血圧',
  '中間評価時の拡張期血圧',
  '実績評価実施日',
  '実績評価時の腹囲',
  '実績評価時の体重',
  '実績評価時の収縮期血圧',
  '実績評価時の拡張期血圧',
  '途中終了日',
];
/** From 2024 the evaluation tells what was achieved, and its points. */
const FOURTH_PERIOD = 2024;
const RESULTS_3 = [
  '実績評価時の保健指導による生活習慣の改善（栄養・食生活）',
  '実績評価時の保健指導による生活習慣の改善（身体活動）',
  '実績評価時の保健指導による生活習慣の改善（喫煙）',
  '実施上の継続的な支援の実施回数',
  '継続的な支援によるポイント（合計）',
];
const RESULTS_4 = [
  '腹囲・体重の改善',
  '生活習慣の改善（食習慣）',
  '生活習慣の改善（運動習慣）',
  '生活習慣の改善（喫煙習慣）',
  '生活習慣の改善（休養習慣）',
  '生活習慣の改善（その他の生活習慣）',
  '実施上の継続的な支援の実施回数',
  'プロセス評価の合計ポイント',
  'アウトカム評価の合計ポイント',
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
  return framed(c, guidancePath(fiscalYear), {
    id: 'FKAC165',
    fiscalYear,
    head: [...RESULT_HEAD, ...(fiscalYear < FOURTH_PERIOD ? RESULTS_3 : RESULTS_4)],
  });
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
    ...evaluationCells(g.results.interim),
    dateOr(g.final),
    ...evaluationCells(g.results.final),
    dateOr(g.dropped),
    ...achievementCells(g),
  ]);
}

function evaluationCells(evaluation: Evaluation | undefined): (string | number)[] {
  if (evaluation === undefined) return ['', '', '', ''];
  const { waist, weight, sbp, dbp } = evaluation;
  return [waist.toFixed(1), weight.toFixed(1), sbp, dbp];
}

/** Told at the final evaluation only. */
function achievementCells({ fiscalYear, final, results }: Guidance): (string | number)[] {
  const third = fiscalYear < FOURTH_PERIOD;
  if (final === undefined) return Array<string>(third ? RESULTS_3.length : RESULTS_4.length).fill('');
  const { change, habits, smoking, contacts, processPoints, outcomePoints } = results;
  const [diet = 9, activity = 9, rest = 9, other = 9] = habits;
  if (!third) return [change, diet, activity, smoking, rest, other, contacts, processPoints, outcomePoints];
  return [diet % 9, activity % 9, smoking === 8 ? 3 : smoking === 1 ? 1 : 2, contacts, processPoints];
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
