/** Columns of the flat 特定健診 CSV: the known second-period order, with what later periods must contain. */
import { compact, eraOf } from '../calendar.ts';
import type { Checkup, Person } from '../people/types.ts';
import { CHECKUP_FACILITIES, INSURED_SYMBOL, INSURER } from '../town.ts';
import { insuredNumber, systemNumber, ticketNumber } from '../writers/context.ts';
import { isPeriod4 } from './answers.ts';
import { answer, type CheckupRow, type Column, column, fixed, whole } from './column.ts';
import { HABITS } from './fkac167-habits.ts';

const KEYS: readonly Column[] = [
  column('保険者番号', () => INSURER),
  column('広域連合番号'),
  column('被保険者証記号', () => INSURED_SYMBOL),
  column('被保険者証番号', (r) => r.number),
  column('生年月日元号', (r) => eraOf(r.person.birth).digit),
  column('生年月日', (r) => compact(r.person.birth)),
  column('性別', (r) => r.person.sex),
  column('個人番号', (r) => systemNumber(r.person)),
  column('データ管理番号１', () => 1),
  column('受診券整理番号', (r) => ticketNumber(r.checkup.fiscalYear, 1, r.person)),
  column('健診実施年月日', (r) => compact(r.checkup.day)),
  column('健診機関コード', (r) => CHECKUP_FACILITIES[r.checkup.facility]?.code),
];

const MEASURES: readonly Column[] = [
  column(
    '身長',
    fixed(1, (c) => c.height),
  ),
  column(
    '体重',
    fixed(1, (c) => c.weight),
  ),
  column(
    'ＢＭＩ',
    fixed(1, (c) => c.bmi),
  ),
  column('内臓脂肪面積'),
  column(
    '腹囲',
    fixed(1, (c) => c.waist),
  ),
  column('既往歴', () => 2),
  column('既往歴'),
  column('自覚症状', () => 2),
  column('自覚症状'),
  column('他覚症状', () => 2),
  column('他覚症状'),
  column(
    '収縮期血圧',
    whole((c) => c.sbp),
  ),
  column(
    '拡張期血圧',
    whole((c) => c.dbp),
  ),
  column(
    '採血時間（食後）',
    whole((c) => c.fasting),
  ),
];

const LIPIDS_LIVER: readonly Column[] = [
  column(
    'ＨＤＬコレステロール',
    whole((c) => c.hdl),
  ),
  column(
    'ＬＤＬコレステロール',
    whole((c) => c.ldl),
  ),
  column(
    'GOT（ＡＳＴ）',
    whole((c) => c.ast),
  ),
  column(
    'GPT（ＡＬＴ）',
    whole((c) => c.alt),
  ),
  column(
    'γ-GT(γ-GTP)',
    whole((c) => c.ggt),
  ),
  column('空腹時血糖（電位差法）', (r) => (r.checkup.fasting === 2 ? r.checkup.glucose : '')),
  column('随時血糖（電位差法）', (r) => (r.checkup.fasting === 3 ? r.checkup.glucose : '')),
  column(
    'ＨｂＡ１ｃ（NGSP値）',
    fixed(1, (c) => c.hba1c),
  ),
  column('ＨｂＡ１ｃ（JDS値）'),
  column(
    '尿糖',
    whole((c) => c.urineSugar),
  ),
  column(
    '尿蛋白',
    whole((c) => c.urineProtein),
  ),
  column('ヘマトクリット値'),
  column('血色素量', (r) => (detailed(r) ? r.checkup.haemoglobin.toFixed(1) : '')),
  column('赤血球数'),
  column('貧血検査'),
  column('心電図', (r) => (detailed(r) ? 2 : '')),
  column('心電図'),
  column('心電図'),
  column('眼底検査'),
  column('眼底検査'),
  column('眼底検査'),
  column(
    'メタボリックシンドローム判定',
    whole((c) => c.metabolic),
  ),
  column(
    '保健指導レベル',
    whole((c) => c.level),
  ),
  column('医師の診断（判定）'),
  column('健康診断を実施した医師の氏名'),
];

/** The detailed items are done where a physician asks for them: here one in four. */
function detailed(r: CheckupRow): boolean {
  return (r.person.index + r.checkup.fiscalYear) % 4 === 0;
}

const TICKETS: readonly Column[] = [
  column('健診実施保険者', () => INSURER),
  column('受診券整理番号', (r) => ticketNumber(r.checkup.fiscalYear, 1, r.person)),
  column('利用券発行保険者', (r) => (r.checkup.level === 3 ? '' : INSURER)),
  column('利用券整理番号', (r) =>
    r.checkup.level === 3 ? '' : ticketNumber(r.checkup.fiscalYear, 2, r.person),
  ),
];

/** Accepted ranges of the input check; at or beyond them the ＨＬ column says L or H. */
const OUT_OF_RANGE: readonly (readonly [header: string, high: number, read: (c: Checkup) => number])[] = [
  ['身長', 999, (c) => c.height],
  ['体重', 200, (c) => c.weight],
  ['ＢＭＩ', 100, (c) => c.bmi],
  ['内臓脂肪面積', 999, () => 0],
  ['腹囲', 300, (c) => c.waist],
  ['収縮期血圧', 900, (c) => c.sbp],
  ['拡張期血圧', 900, (c) => c.dbp],
  ['中性脂肪（トリグリセリド）', 900, (c) => c.tg],
  ['ＨＤＬコレステロール', 999, (c) => c.hdl],
  ['ＬＤＬコレステロール', 999, (c) => c.ldl],
  ['GOT（ＡＳＴ）', 999, (c) => c.ast],
  ['GPT（ＡＬＴ）', 999, (c) => c.alt],
  ['γ-GT(γ-GTP)', 600, (c) => c.ggt],
  ['空腹時血糖（電位差法）', 999, (c) => c.glucose],
  ['随時血糖（電位差法）', 999, (c) => c.glucose],
  ['ＨｂＡ１ｃ（NGSP値）', 50, (c) => c.hba1c],
];

const flags: readonly Column[] = OUT_OF_RANGE.map(([header, high, read]) =>
  column(`ＨＬ${header}`, (r) => (read(r.checkup) >= high ? 'H' : '')),
);

const KIDNEY: readonly Column[] = [
  column(
    '血清クレアチニン',
    fixed(2, (c) => c.creatinine),
  ),
  column(
    'ｅＧＦＲ',
    fixed(1, (c) => c.egfr),
  ),
];

/** All columns of a fiscal year in file order. Duplicate headers are part of the layout. */
export function fkac167Columns(fiscalYear: number): readonly Column[] {
  const fourth = isPeriod4(fiscalYear);
  const tg: readonly Column[] = fourth
    ? [
        column('空腹時中性脂肪（トリグリセリド）', (r) => (r.checkup.fasting === 2 ? r.checkup.tg : '')),
        column('随時中性脂肪（トリグリセリド）', (r) => (r.checkup.fasting === 3 ? r.checkup.tg : '')),
      ]
    : [
        column(
          '中性脂肪（トリグリセリド）',
          whole((c) => c.tg),
        ),
      ];
  const last = fourth
    ? column(
        '特定保健指導の受診歴',
        answer((c) => c.answers.hadGuidance),
      )
    : column(
        '保健指導の希望',
        answer((c) => c.answers.wantsGuidance),
      );
  const reason = fourth ? [column('検査未実施の理由')] : [];
  return [
    ...KEYS,
    ...MEASURES,
    ...tg,
    ...LIPIDS_LIVER,
    ...HABITS,
    last,
    ...TICKETS,
    ...flags,
    ...KIDNEY,
    ...reason,
  ];
}

/** 番号 as plain digits. */
export function rowOf(person: Person, checkup: Checkup): CheckupRow {
  return { person, checkup, number: insuredNumber(person) };
}
