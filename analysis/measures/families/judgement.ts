import type { BySex, DefinitionTables, JudgementItem } from '../../domain/tables/index.ts';
import type { Condition } from '../conditions/condition.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import { EXAMINED, EXAMINED_AGE_RULE } from './frames-used.ts';

const SOURCE = '標準的な健診・保健指導プログラム 健診検査項目の保健指導判定値及び受診勧奨判定値';

/** True where the item's value is at or beyond the limit in the harmful direction. */
export function beyondLimit(item: JudgementItem, limit: BySex): Condition {
  const op = item.high ? '>=' : item.strict ? '<' : '<=';
  if (item.id === 'egfr') return { egfr: op, value: typeof limit === 'number' ? limit : limit[0] };
  return { checkup: item.id, op, value: limit };
}

/** The item has a value. */
export function measured(item: Pick<JudgementItem, 'id'>): Condition {
  return item.id === 'egfr' ? { known: ['creatinine'] } : { known: [item.id] };
}

const DIP_STICK = ['', '（－）', '（±）', '（＋）', '（＋＋）', '（＋＋＋）'];

function limitText({ id, high, strict, unit }: JudgementItem, limit: BySex): string {
  if (id.startsWith('urine_') && typeof limit === 'number') return `${DIP_STICK[limit] ?? limit}以上`;
  const words = high ? '以上' : strict ? '未満' : '以下';
  return typeof limit === 'number'
    ? `${limit}${unit}${words}`
    : `男性${limit[0]}${unit}${words}・女性${limit[1]}${unit}${words}`;
}

function shareOf(item: JudgementItem, kind: 'guidance' | 'referral', limit: BySex): MeasureDefinition {
  const label = kind === 'guidance' ? '保健指導判定値' : '受診勧奨判定値';
  return measure({
    id: `judgement.${item.id}.${kind}`,
    name: `${item.label}が${label}を超える人の割合`,
    family: 'judgement',
    source: SOURCE,
    numerator: `${item.label}が${limitText(item, limit)}の人${kind === 'guidance' ? '（受診勧奨判定値を超える人を含む）' : ''}`,
    denominator: `特定健診受診者のうち${item.label}の値がある人`,
    direction: 'lower_is_better',
    ageRule: EXAMINED_AGE_RULE,
    caveats: ['服薬中の人も含む。判定値は定義表で確認・変更できる。'],
    question: {
      kind: 'share',
      frame: EXAMINED,
      denominator: measured(item),
      numerator: beyondLimit(item, limit),
    },
  });
}

/** The other side of the BMI limit, which the table of harmful directions does not have. */
const UNDERWEIGHT = measure({
  id: 'judgement.bmi.underweight',
  name: 'BMIが18.5未満（やせ）の人の割合',
  family: 'judgement',
  source: '標準的な健診・保健指導プログラム、日本肥満学会（低体重）',
  numerator: 'BMIが18.5未満の人',
  denominator: '特定健診受診者のうちBMIの値がある人',
  direction: 'lower_is_better',
  ageRule: EXAMINED_AGE_RULE,
  caveats: ['65歳以上の低栄養の傾向は、BMI 20以下（dh.low_bmi）で見る。'],
  question: {
    kind: 'share',
    frame: EXAMINED,
    denominator: { known: ['bmi'] },
    numerator: { checkup: 'bmi', op: '<', value: 18.5 },
  },
});

/** Share beyond 保健指導判定値 and 受診勧奨判定値 of every test in the table. */
export function judgements(tables: DefinitionTables, year: number): readonly MeasureDefinition[] {
  const { items } = tables.values('judgement_values', year);
  const beyond = items.flatMap((item) => [
    shareOf(item, 'guidance', item.guidance),
    ...(item.referral === null ? [] : [shareOf(item, 'referral', item.referral)]),
  ]);
  return [...beyond, UNDERWEIGHT];
}
