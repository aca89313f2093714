/** Columns of the flat 特定健診 CSV: the known second-period order, with what later periods must contain. */
import { compact, eraOf } from '../calendar.ts';
import type { Checkup, Person } from '../people/types.ts';
import { CHECKUP_FACILITIES, INSURED_SYMBOL, INSURER } from '../town.ts';
import { insuredNumber, systemNumber, ticketNumber } from '../writers/context.ts';
import { drinkAmountCode, drinkFrequencyCode, isPeriod4, smokingCode, yesNo } from './answers.ts';

export interface CheckupRow {
  readonly person: Person;
  readonly checkup: Checkup;
  /** 番号 as this row spells it. */
  readonly number: string;
}

export type Cell = string | number | undefined;

export interface Column {
  readonly header: string;
  readonly value: (row: CheckupRow) => Cell;
}

const column = (header: string, value: (row: CheckupRow) => Cell = () => ''): Column => ({ header, value });
const fixed = (decimals: number, read: (c: Checkup) => number) => (row: CheckupRow) =>
  read(row.checkup).toFixed(decimals);
const whole = (read: (c: Checkup) => number) => (row: CheckupRow) => read(row.checkup);
const answer = (read: (c: Checkup) => boolean) => (row: CheckupRow) => yesNo(read(row.checkup));

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

const HABITS: readonly Column[] = [
  column(
    '服薬１（血圧）',
    answer((c) => c.answers.bpDrug),
  ),
  column('服薬確認者（血圧）'),
  column(
    '服薬２（血糖）',
    answer((c) => c.answers.glucoseDrug),
  ),
  column('服薬確認者（血糖）'),
  column(
    '服薬３（脂質）',
    answer((c) => c.answers.lipidDrug),
  ),
  column('服薬確認者（脂質）'),
  column(
    '既往歴１（脳血管）',
    answer((c) => c.answers.stroke),
  ),
  column(
    '既往歴２（心血管）',
    answer((c) => c.answers.heart),
  ),
  column(
    '既往歴３（腎不全・人工透析）',
    answer((c) => c.answers.kidney),
  ),
  column(
    '貧血',
    answer((c) => c.answers.anaemia),
  ),
  column('喫煙', (r) => smokingCode(r.checkup.answers, r.checkup.fiscalYear)),
  column(
    '２０歳からの体重変化',
    answer((c) => c.answers.gained10kg),
  ),
  column(
    '３０分以上の運動習慣',
    answer((c) => c.answers.exercise),
  ),
  column(
    '歩行又は身体活動',
    answer((c) => c.answers.walking),
  ),
  column(
    '歩行速度',
    answer((c) => c.answers.fastWalker),
  ),
  column(
    '咀嚼',
    whole((c) => c.answers.chewing),
  ),
  column(
    '食べ方1（早食い等）',
    whole((c) => c.answers.eatingSpeed),
  ),
  column(
    '食べ方２（就寝前）',
    answer((c) => c.answers.lateDinner),
  ),
  column(
    '食べ方３（間食）',
    whole((c) => c.answers.snack),
  ),
  column(
    '食習慣',
    answer((c) => c.answers.skipBreakfast),
  ),
  column('飲酒', (r) => drinkFrequencyCode(r.checkup.answers, r.checkup.fiscalYear)),
  column('飲酒量', (r) => drinkAmountCode(r.checkup.answers, r.checkup.fiscalYear)),
  column(
    '睡眠',
    answer((c) => c.answers.sleepWell),
  ),
  column(
    '生活習慣の改善',
    whole((c) => c.answers.readiness),
  ),
];

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
