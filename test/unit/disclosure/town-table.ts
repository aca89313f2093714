import type { CandidateTable, Column, Dimension } from '../../../analysis/domain/statistic.ts';

const context = {
  title: '健診受診者',
  population: '国保加入者',
  period: '令和5年度',
  source: '健診結果',
  method: '集計',
  caveats: [],
};

/** A dimension with a total over plain levels. */
export function flat(id: string, codes: readonly string[]): Dimension {
  return {
    id,
    label: id,
    partition: true,
    levels: [{ code: 'T', label: '計' }, ...codes.map((code) => ({ code, label: code, parent: 'T' }))],
  };
}

export const PERSONS: Column = { id: 'n', label: '対象者', kind: 'count', unit: '人', decimals: 0 };
export const EXAMINED: Column = {
  id: 'k',
  label: '受診者',
  kind: 'count_subset',
  of: 'n',
  unit: '人',
  decimals: 0,
};
export const SHARE: Column = {
  id: 'share',
  label: '受診率',
  kind: 'derived',
  from: ['k', 'n'],
  formula: 'share',
  unit: '%',
  decimals: 1,
};

export interface Leaf {
  readonly at: readonly string[];
  readonly values: readonly number[];
}

/** Adds totals of additive leaves over every dimension; columns are made from the summed values. */
export function withMargins(
  dimensions: readonly Dimension[],
  columns: readonly Column[],
  leaves: readonly Leaf[],
  finish: (sums: readonly number[]) => readonly (number | null)[] = (sums) => sums,
): CandidateTable {
  const sums = new Map<string, { at: readonly string[]; values: number[] }>();
  for (const leaf of leaves) {
    for (let mask = 0; mask < 1 << dimensions.length; mask += 1) {
      const at = leaf.at.map((code, position) => ((mask >> position) & 1 ? 'T' : code));
      const entry = sums.get(at.join('|')) ?? { at, values: leaf.values.map(() => 0) };
      leaf.values.forEach((value, position) => {
        entry.values[position]! += value;
      });
      sums.set(at.join('|'), entry);
    }
  }
  return {
    id: 'checkup.persons',
    parameters: { fiscalYear: 2023 },
    context,
    dimensions,
    columns,
    rows: [...sums.values()].map((entry) => ({ at: entry.at, values: finish(entry.values) })),
  };
}
