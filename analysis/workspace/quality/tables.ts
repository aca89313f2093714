import type {
  CandidateRow,
  CandidateTable,
  Column,
  Dimension,
  StatisticContext,
} from '../../domain/statistic.ts';
import { type CheckupYear, type QualityFacts, WATCHED_ITEMS } from './facts.ts';

/** Distinct persons. */
export const PERSONS: Column = { id: 'persons', label: '人数', kind: 'count', unit: '人', decimals: 0 };

/** Being in the register or measured says nothing about a person's health: a full group may be shown. */
export function subset(id: string, label: string): Column {
  return { id, label, kind: 'count_subset', unit: '人', decimals: 0, of: 'persons', fullShown: true };
}

/** Share of the persons, in percent. */
export function share(id: string, label: string, from: string): Column {
  return { id, label, kind: 'derived', unit: '%', decimals: 1, from: [from, 'persons'], formula: 'share' };
}

/** Statistics of the data itself, for the gate. */
export function qualityTables(facts: QualityFacts): CandidateTable[] {
  const tables: CandidateTable[] = [];
  if (facts.checkups.length > 0)
    tables.push(linkage('checkup', facts.checkups), completeness(facts.checkups), digits(facts.checkups));
  if (facts.claimYears.length > 0) tables.push(linkage('claim', facts.claimYears));
  return tables;
}

/** What a reader must know of a table about the data itself; without years it is about everything loaded. */
export function dataContext(
  title: string,
  population: string,
  years: readonly { readonly year: number }[],
  method = '年度ごとに人を1回だけ数えた',
): StatisticContext {
  const all = years.map(({ year }) => year);
  const first = Math.min(...all);
  const last = Math.max(...all);
  return {
    title,
    population,
    period:
      all.length === 0 ? '取り込んだ全期間' : first === last ? `${first}年度` : `${first}年度〜${last}年度`,
    source: '取り込んだデータ',
    method,
    caveats: ['データの質をみるための表で、健康の状態をあらわすものではありません。'],
  };
}

export function yearDimension(years: readonly { readonly year: number }[]): Dimension {
  return {
    id: 'year',
    label: '年度',
    partition: false,
    levels: years.map(({ year }) => ({ code: String(year), label: `${year}年度` })),
  };
}

export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : (100 * part) / whole;
}

function linkage(
  source: 'checkup' | 'claim',
  years: readonly { readonly year: number; readonly persons: number; readonly enrolled: number }[],
): CandidateTable {
  const words = source === 'checkup' ? '健診を受けた人' : 'レセプトのある人';
  return {
    id: `quality.linkage.${source}`,
    parameters: {},
    context: dataContext(`${words}のうち資格の台帳にいる人`, words, years),
    dimensions: [yearDimension(years)],
    columns: [PERSONS, subset('linked', '台帳にいる人'), share('linked_share', '割合', 'linked')],
    rows: years.map((year) => ({
      at: [String(year.year)],
      values: [year.persons, year.enrolled, percentOf(year.enrolled, year.persons)],
    })),
  };
}

function completeness(years: readonly CheckupYear[]): CandidateTable {
  const rows: CandidateRow[] = years.flatMap((year) =>
    WATCHED_ITEMS.map(([name]) => {
      const filled = year.items[name]?.filled ?? 0;
      return {
        at: [String(year.year), name],
        values: [year.persons, filled, percentOf(filled, year.persons)],
      };
    }),
  );
  return {
    id: 'quality.completeness',
    parameters: {},
    context: dataContext('健診項目がそろっている割合', '健診を受けた人', years),
    dimensions: [
      yearDimension(years),
      {
        id: 'item',
        label: '項目',
        partition: false,
        levels: WATCHED_ITEMS.map(([code, label]) => ({ code, label })),
      },
    ],
    columns: [PERSONS, subset('filled', '値がある人'), share('filled_share', '割合', 'filled')],
    rows,
  };
}

/** Blood pressures that end in 0: about one in ten when they are read to the last digit. */
function digits(years: readonly CheckupYear[]): CandidateTable {
  const measured = years.filter((year) => year.withSbp > 0);
  return {
    id: 'quality.digit_preference',
    parameters: { item: 'sbp' },
    context: dataContext(
      '収縮期血圧の末尾が 0 の割合（丸めの目安は 10%）',
      '収縮期血圧の値がある人',
      measured,
    ),
    dimensions: [yearDimension(measured)],
    columns: [PERSONS, subset('zero', '末尾が 0 の人'), share('zero_share', '割合', 'zero')],
    rows: measured.map((year) => ({
      at: [String(year.year)],
      values: [year.withSbp, year.endingInZero, percentOf(year.endingInZero, year.withSbp)],
    })),
  };
}
