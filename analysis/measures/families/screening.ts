import type { Condition } from '../conditions/condition.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import type { AgeRange, Frame } from '../frames.ts';

const SOURCE = '地域保健・健康増進事業報告';
const DENOMINATOR_NOTE =
  '分母は取り込んだ名簿の全員。対象者の定義（職域で受ける人を含むか）は自治体で異なるため、他の自治体と比べるときは注記する。';

interface Programme {
  readonly id: string;
  readonly name: string;
  readonly ages: AgeRange;
  /** Examined every second year: both years count. */
  readonly twoYears: boolean;
  readonly sex?: 'female';
}

const PROGRAMMES: readonly Programme[] = [
  { id: 'lung', name: '肺がん', ages: { from: 40, to: 69 }, twoYears: false },
  { id: 'colorectal', name: '大腸がん', ages: { from: 40, to: 69 }, twoYears: false },
  { id: 'stomach', name: '胃がん', ages: { from: 50, to: 69 }, twoYears: true },
  { id: 'breast', name: '乳がん', ages: { from: 40, to: 69 }, twoYears: true, sex: 'female' },
  { id: 'cervix', name: '子宮頸がん', ages: { from: 20, to: 69 }, twoYears: true, sex: 'female' },
];

function measuresOf({ id, name, ages, twoYears, sex }: Programme): readonly MeasureDefinition[] {
  const frame: Frame = { kind: 'insured', insurer: 'any', ages, at: 'year_end' };
  const everybody: Frame = { kind: 'persons', ages: { from: 0, to: null } };
  const examined: Condition = { screening: id, step: 'screened' };
  const women: Condition = { sex: 2 };
  const age = `年度末現在${ages.from}〜${ages.to}歳${sex ? 'の女性' : ''}`;
  const shared = { family: 'screening', source: SOURCE, ageRule: age } as const;
  const workup: Condition = { screening: id, step: 'needs_workup' };
  return [
    measure({
      ...shared,
      id: `screening.${id}.uptake`,
      name: `${name}検診受診率`,
      numerator: twoYears
        ? '前年度または当年度に受診した人（2年連続受診者は1人と数える）'
        : '当年度に受診した人',
      denominator: `${age}の人`,
      direction: 'higher_is_better',
      periodRule: twoYears ? '前年度と当年度の2年度' : '年度（4月〜翌年3月）',
      caveats: [DENOMINATOR_NOTE],
      question: {
        kind: 'share',
        frame,
        ...(sex ? { denominator: women } : {}),
        numerator: twoYears ? { any: [examined, { screening: id, step: 'screened', year: -1 }] } : examined,
      },
    }),
    measure({
      ...shared,
      id: `screening.${id}.workup`,
      name: `${name}検診 精密検査受診率`,
      numerator: '精密検査を受けた人（要精検者から未受診・未把握を除いた人）',
      denominator: '要精検者',
      direction: 'higher_is_better',
      ageRule: '年齢を限らない',
      caveats: ['要精検者は少ないため、年度や地区ごとの値は大きく動く。'],
      question: {
        kind: 'share',
        frame: everybody,
        denominator: workup,
        numerator: { screening: id, step: 'worked_up' },
      },
    }),
    measure({
      ...shared,
      id: `screening.${id}.workup_missed`,
      name: `${name}検診 精検未受診率`,
      numerator: '要精検者のうち、精密検査を受けていないことが分かっている人',
      denominator: '要精検者',
      direction: 'lower_is_better',
      ageRule: '年齢を限らない',
      question: {
        kind: 'share',
        frame: everybody,
        denominator: workup,
        numerator: { screening: id, step: 'not_worked_up' },
      },
    }),
    measure({
      ...shared,
      id: `screening.${id}.workup_unknown`,
      name: `${name}検診 精検未把握率`,
      numerator: '要精検者のうち、受診したかどうか把握できていない人',
      denominator: '要精検者',
      direction: 'lower_is_better',
      ageRule: '年齢を限らない',
      question: {
        kind: 'share',
        frame: everybody,
        denominator: workup,
        numerator: {
          not: {
            any: [
              { screening: id, step: 'worked_up' },
              { screening: id, step: 'not_worked_up' },
            ],
          },
        },
      },
    }),
    measure({
      ...shared,
      id: `screening.${id}.found`,
      name: `${name}検診 がん発見率`,
      numerator: 'がんが発見された人',
      denominator: '当年度の受診者',
      unit: '人／千人',
      decimals: 2,
      scale: 1000,
      direction: 'neutral',
      ageRule: '年齢を限らない',
      caveats: ['発見がんは年に数人のことが多く、年度ごとの比較には向かない。'],
      question: {
        kind: 'share',
        frame: everybody,
        denominator: examined,
        numerator: { screening: id, step: 'found' },
        rare: true,
      },
    }),
    measure({
      ...shared,
      id: `screening.${id}.ppv`,
      name: `${name}検診 陽性反応適中度`,
      numerator: 'がんが発見された人',
      denominator: '要精検者',
      direction: 'higher_is_better',
      ageRule: '年齢を限らない',
      question: {
        kind: 'share',
        frame: everybody,
        denominator: workup,
        numerator: { screening: id, step: 'found' },
      },
    }),
  ];
}

/** Uptake, work-up, found and predictive value of the five cancer screening programmes. */
export const SCREENING: readonly MeasureDefinition[] = PROGRAMMES.flatMap(measuresOf);
