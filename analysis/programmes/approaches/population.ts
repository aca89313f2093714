import type { CandidateRow, CandidateTable, Column } from '../../domain/statistic.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { noted } from '../../domain/titles.ts';
import { standardPopulations, standardWeights } from '../../measures/standard.ts';
import { ALL, ageBands, sexStratum, withTotal, yearStratum } from '../../measures/strata.ts';
import { wilsonInterval } from '../../statistics/rates/proportion.ts';
import { peopleIn, type YearValues } from './cohort.ts';
import {
  AGES,
  type Comparison,
  countColumn,
  derivedColumn,
  limitColumns,
  madeOfAges,
  tableContext,
} from './columns.ts';
import { binLabel, countBins, gridOf, joinThinEnds, membersOf } from './distribution.ts';
import { moments, ofSex, quantile, type StandardShift, sortedValues, standardisedShift } from './shift.ts';
import { beyond, tierShare } from './tiers.ts';

const SEXES = [ALL, '1', '2'] as const;
const QUANTILES = [5, 25, 50, 75, 95] as const;
/** Persons that both ends of the distribution must hold in every year before they are shown on their own. */
const THIN_END = 30;
/** Persons of each sex and five-year age in both years from which on means are standardised by five years. */
const THIN_GROUP = 30;

export interface TwoYears {
  readonly from: YearValues;
  readonly to: YearValues;
}

/** Mean and standardised mean of both years and the change, by sex. */
export function meanTable(comparison: Comparison, years: TwoYears, tables: DefinitionTables): CandidateTable {
  const { factor } = comparison;
  const both = ['n_from', 'n_to'];
  const columns: Column[] = [
    ...bothCounts(comparison),
    derivedColumn(factor, 'mean_from', `平均（${comparison.fromLabel}）`, 'mean', ['n_from']),
    derivedColumn(factor, 'mean_to', `平均（${comparison.toLabel}）`, 'mean', ['n_to']),
    derivedColumn(factor, 'sd_from', `標準偏差（${comparison.fromLabel}）`, 'sd', ['n_from']),
    derivedColumn(factor, 'sd_to', `標準偏差（${comparison.toLabel}）`, 'sd', ['n_to']),
    ...madeOfAges([
      derivedColumn(factor, 'standardised_from', `年齢調整平均（${comparison.fromLabel}）`, 'standardised', [
        'n_from',
      ]),
      derivedColumn(factor, 'standardised_to', `年齢調整平均（${comparison.toLabel}）`, 'standardised', [
        'n_to',
      ]),
      derivedColumn(factor, 'change', '年齢調整平均の変化', 'standardised', both),
      ...limitColumns(factor, 'change', both),
    ]),
  ];
  const rows = SEXES.map((sex): CandidateRow => {
    const [a, b] = [moments(years.from, sex), moments(years.to, sex)];
    const { from, to, change, groups } = shiftOf(years, sex, tables);
    return {
      at: [sex],
      values: [
        a.n,
        b.n,
        a.mean,
        b.mean,
        a.sd,
        b.sd,
        from.estimate,
        to.estimate,
        change.estimate,
        change.lower,
        change.upper,
      ],
      strata: { [AGES]: groups },
      ...measured(years, sex),
    };
  });
  return table(comparison, 'mean', `${factor.label}の平均の変化`, [sexStratum().dimension], columns, rows);
}

/** By the years compared: the table of means and the comparison of both approaches ask for the same shift. */
const shifts = new WeakMap<TwoYears, Map<string, StandardShift>>();

/** Standardised shift on five-year bands, on wider ones where five-year bands are too thin. */
export function shiftOf(years: TwoYears, sex: string, tables: DefinitionTables): StandardShift {
  const known = shifts.get(years) ?? new Map<string, StandardShift>();
  shifts.set(years, known);
  const found = known.get(sex) ?? findShift(years, sex, tables);
  known.set(sex, found);
  return found;
}

function findShift(years: TwoYears, sex: string, tables: DefinitionTables): StandardShift {
  const standard = standardPopulations(tables, years.to.year).find(({ id }) => id === 'j2015');
  const fine = standardWeights(standard ?? { id: '', label: '', bands: [] }, ageBands({ from: 40, to: 74 }));
  const weights = new Map(fine.map(({ bands, weight }) => [bands[0] ?? 0, weight]));
  const found = standardisedShift(years.from, years.to, sex, weights);
  const isThick = found.groups.length > 0 && found.groups.every(({ persons }) => persons >= THIN_GROUP);
  return isThick ? found : standardisedShift(years.from, years.to, sex, coarse(weights));
}

/** 40–54, 55–64, 65–74. */
function coarse(weights: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const joined = new Map<number, number>();
  for (const [start, weight] of weights) {
    const band = start >= 65 ? 65 : start >= 55 ? 55 : 40;
    joined.set(band, (joined.get(band) ?? 0) + weight);
  }
  return joined;
}

/** Percentiles of both years by sex; a percentile is given where at least ten persons lie beyond it. */
export function quantileTable(comparison: Comparison, years: TwoYears): CandidateTable {
  const { factor } = comparison;
  const columns: Column[] = [...bothCounts(comparison)];
  for (const p of QUANTILES) {
    columns.push(
      derivedColumn(factor, `p${p}_from`, `${p}パーセンタイル（${comparison.fromLabel}）`, 'quantile', [
        'n_from',
      ]),
      derivedColumn(factor, `p${p}_to`, `${p}パーセンタイル（${comparison.toLabel}）`, 'quantile', ['n_to']),
      derivedColumn(factor, `p${p}_change`, `${p}パーセンタイルの変化`, 'quantile', ['n_from', 'n_to']),
    );
  }
  const rows = SEXES.map((sex): CandidateRow => {
    const [a, b] = [sortedValues(years.from, sex), sortedValues(years.to, sex)];
    const values: (number | null)[] = [a.length, b.length];
    for (const p of QUANTILES) {
      const supported = (n: number) => n * Math.min(p, 100 - p) >= 1000;
      const first = supported(a.length) ? quantile(a, p / 100) : null;
      const second = supported(b.length) ? quantile(b, p / 100) : null;
      values.push(first, second, first === null || second === null ? null : second - first);
    }
    return { at: [sex], values, ...measured(years, sex) };
  });
  return table(
    comparison,
    'quantiles',
    `${factor.label}の分布の位置の変化`,
    [sexStratum().dimension],
    columns,
    rows,
  );
}

/** Binned distribution of both years on a common grid, thin ends joined. */
export function distributionTable(comparison: Comparison, years: TwoYears): CandidateTable {
  const grid = gridOf(comparison.factor);
  const counted = [countBins(years.from, grid), countBins(years.to, grid)];
  const joined = joinThinEnds(grid, counted, THIN_END);
  const bins = withTotal(
    'bin',
    noted(comparison.factor.label, comparison.factor.unit),
    '全体',
    joined.bins.map((bin) => ({ code: bin.code, label: binLabel(bin) })),
  ).dimension;
  const rows = [years.from, years.to].flatMap((values, i) => {
    const counts = joined.years[i] ?? [];
    const total = counts.reduce((sum, n) => sum + n, 0);
    const members = [ofSex(values, ALL), ...membersOf(values, joined.bins)];
    return [total, ...counts].map(
      (n, k): CandidateRow => ({
        at: [String(values.year), bins.levels[k]?.code ?? ALL],
        values: [n, total > 0 ? (100 * n) / total : null],
        ...peopleIn({ persons: [values, members[k] ?? []] }),
      }),
    );
  });
  const columns: Column[] = [
    countColumn('persons', '人数'),
    {
      id: 'share',
      label: '割合',
      kind: 'derived',
      unit: '%',
      decimals: 1,
      formula: 'share',
      from: ['persons'],
    },
  ];
  const dimensions = [yearStratum([comparison.from, comparison.to]).dimension, bins];
  return table(comparison, 'distribution', `${comparison.factor.label}の分布`, dimensions, columns, rows);
}

/** Share beyond each tier in both years against what a pure shift of the curve predicts, by sex. */
export function tierTable(comparison: Comparison, years: TwoYears): CandidateTable {
  const { factor, fromLabel, toLabel } = comparison;
  const share = (
    id: string,
    label: string,
    formula: 'share' | 'index' | 'interval',
    from: readonly string[],
  ): Column => ({ id, label, kind: 'derived', unit: '%', decimals: 1, formula, from });
  const all = ['k_from', 'n_from', 'k_to', 'n_to'];
  const columns: Column[] = [
    ...bothCounts(comparison),
    { ...countColumn('k_from', `該当（${fromLabel}）`), kind: 'count_subset', of: 'n_from' },
    { ...countColumn('k_to', `該当（${toLabel}）`), kind: 'count_subset', of: 'n_to' },
    ...(['from', 'to'] as const).flatMap((at) => {
      const of = [`k_${at}`, `n_${at}`];
      return [
        share(`share_${at}`, `割合（${at === 'from' ? fromLabel : toLabel}）`, 'share', of),
        share(`share_${at}_lower`, '95%信頼区間 下限', 'interval', of),
        share(`share_${at}_upper`, '95%信頼区間 上限', 'interval', of),
      ];
    }),
    share('predicted', '分布が平均の変化だけ動いた場合の割合', 'index', ['k_from', 'n_from', 'n_to']),
    share('excess', '実際との差', 'index', all),
    share('excess_lower', '95%信頼区間 下限', 'interval', all),
    share('excess_upper', '95%信頼区間 上限', 'interval', all),
  ];
  const tiers = {
    id: 'tier',
    label: '段階',
    partition: false,
    nested: true,
    levels: factor.tiers.map((tier) => ({
      code: String(tier),
      label: `${tier}${factor.unit}${factor.high ? '以上' : '未満'}`,
    })),
  };
  const rows = SEXES.flatMap((sex) =>
    factor.tiers.map((tier): CandidateRow => {
      const found = tierShare(factor, years, sex, tier);
      const { nFrom, kFrom, nTo, kTo, predicted, excess } = found;
      return {
        at: [sex, String(tier)],
        values: [
          nFrom,
          nTo,
          kFrom,
          kTo,
          ...shareWithLimits(kFrom, nFrom),
          ...shareWithLimits(kTo, nTo),
          percentOf(predicted),
          percentOf(excess.estimate),
          percentOf(excess.lower),
          percentOf(excess.upper),
        ],
        ...measured(years, sex, ['k', (value) => beyond(factor, value, tier)]),
      };
    }),
  );
  return table(
    comparison,
    'tiers',
    `${factor.label}の段階別の割合`,
    [sexStratum().dimension, tiers],
    columns,
    rows,
  );
}

/** A share in per cent with Wilson's limits (1927); nothing where nobody was measured. */
function shareWithLimits(k: number, n: number): readonly (number | null)[] {
  if (n === 0) return [null, null, null];
  const { lower, upper } = wilsonInterval(k, n);
  return [(100 * k) / n, percentOf(lower), percentOf(upper)];
}

function percentOf(value: number | null): number | null {
  return value === null ? null : 100 * value;
}

/** Keys of those measured in both years, and of those of them with a value of some kind. */
function measured(
  years: TwoYears,
  sex: string,
  part?: readonly [column: string, holds: (value: number) => boolean],
): Pick<CandidateRow, 'people'> {
  const rows = { from: ofSex(years.from, sex), to: ofSex(years.to, sex) };
  const counted: Record<string, readonly [YearValues, readonly number[]]> = {};
  for (const at of ['from', 'to'] as const) {
    counted[`n_${at}`] = [years[at], rows[at]];
    if (part === undefined) continue;
    const [column, holds] = part;
    counted[`${column}_${at}`] = [years[at], rows[at].filter((row) => holds(years[at].value[row]!))];
  }
  return peopleIn(counted);
}

function bothCounts({ fromLabel, toLabel }: Comparison): readonly Column[] {
  return [countColumn('n_from', `測定者（${fromLabel}）`), countColumn('n_to', `測定者（${toLabel}）`)];
}

function table(
  comparison: Comparison,
  name: string,
  title: string,
  dimensions: CandidateTable['dimensions'],
  columns: readonly Column[],
  rows: readonly CandidateRow[],
): CandidateTable {
  const { factor, from, to } = comparison;
  return {
    id: `approaches.${name}`,
    parameters: { factor: factor.id, from, to },
    context: tableContext(comparison, title),
    dimensions,
    columns,
    rows,
  };
}
