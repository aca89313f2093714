import type { Column, StatisticContext } from '../../domain/statistic.ts';
import { periodText } from '../../measures/context.ts';
import type { Factor } from './cohort.ts';

/** What is compared: one factor between two fiscal years. */
export interface Comparison {
  readonly factor: Factor;
  readonly from: number;
  readonly to: number;
  readonly fromLabel: string;
  readonly toLabel: string;
}

/** First and last fiscal year. */
export type Span = Pick<Comparison, 'from' | 'to'>;

export function countColumn(id: string, label: string): Column {
  return { id, label, kind: 'count', unit: '人', decimals: 0 };
}

/** A subset of the persons of another column. */
export function subsetColumn(id: string, label: string, of: string): Column {
  return { id, label, kind: 'count_subset', unit: '人', decimals: 0, of };
}

/** A step of the service, where "everybody went on" says nothing about anybody's health. */
export function stepColumn(id: string, label: string, of: string): Column {
  return { ...subsetColumn(id, label, of), fullShown: true };
}

type Formula = NonNullable<Column['formula']>;

/** A derived number in the factor's own unit. */
export function derivedColumn(
  factor: Pick<Factor, 'unit' | 'decimals'>,
  id: string,
  label: string,
  formula: Formula,
  from: readonly string[],
): Column {
  return { id, label, kind: 'derived', unit: factor.unit, decimals: factor.decimals, formula, from };
}

/** `<id>_lower` and `<id>_upper` in the factor's unit; `words` say what kind of interval it is. */
export function limitColumns(
  factor: Pick<Factor, 'unit' | 'decimals'>,
  id: string,
  from: readonly string[],
  words = '95%信頼区間 ',
): readonly Column[] {
  return [
    derivedColumn(factor, `${id}_lower`, `${words}下限`, 'interval', from),
    derivedColumn(factor, `${id}_upper`, `${words}上限`, 'interval', from),
  ];
}

/** Groups by sex and age that age-adjusted numbers are made of (see `CandidateRow.strata`). */
export const AGES = 'age';

/** Numbers that follow from means adjusted for age: the gate keeps them back where a group is small. */
export function madeOfAges(columns: readonly Column[]): readonly Column[] {
  return columns.map((column) => ({ ...column, ofStrata: AGES }));
}

/** Of a row beside adjusted ones that is made of no groups by age itself. */
export const NOT_ADJUSTED = { [AGES]: [] } as const;

/** A share in per cent. */
export function shareColumn(id: string, label: string, numerator: string, denominator: string): Column {
  return {
    id,
    label,
    kind: 'derived',
    unit: '%',
    decimals: 1,
    formula: 'share',
    from: [numerator, denominator],
  };
}

const CAVEATS = [
  '健診を受けた人の値であり、受けていない人の値は含まない。',
  '平均の変化には、受診者の入れ替わり、服薬の広がり、社会全体の変化が含まれ、事業の効果とは限らない。',
];

/** Context of a table about examinees; of those measured, where it is about a factor. */
export function tableContext(
  { factor, from, to }: Span & Partial<Pick<Comparison, 'factor'>>,
  title: string,
  more: { readonly method?: string; readonly caveats?: readonly string[]; readonly population?: string } = {},
): StatisticContext {
  return {
    title,
    population:
      more.population ?? `特定健診受診者（40〜74歳）${factor ? `のうち${factor.label}を測定した人` : ''}`,
    period: periodText([from, to]),
    source: '取り込んだデータ（健診結果、特定保健指導、被保険者台帳）',
    method:
      more.method ??
      '年齢調整は性・5歳階級別（どれかが30人未満なら40・55・65歳で区切った広い階級別）の値を平成27年モデル人口（40〜74歳の部分、男女同じ重み）で重み付け。信頼区間は個人ごとの影響関数による（両年度の受診者を1人として扱う）。',
    caveats: more.caveats ?? CAVEATS,
  };
}
