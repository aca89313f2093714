import type { CandidateRow, CandidateTable, Column } from '../../domain/statistic.ts';
import type { PairValues } from './cohort.ts';
import { type Comparison, countColumn, derivedColumn, limitColumns, tableContext } from './columns.ts';
import { type BeforeAfter, beforeAfter } from './regression-to-mean.ts';

const GROUPS = [
  { code: 'completed', label: '保健指導の終了者', group: 2 },
  { code: 'not_completed', label: '対象だが終了していない人', group: 1 },
] as const;

export interface HighRiskChange {
  readonly table: CandidateTable;
  readonly completed: BeforeAfter;
}

/** Before–after of those who completed guidance, with the change expected by regression to the mean. */
export function changeTable(comparison: Comparison, pairs: PairValues): HighRiskChange {
  const { factor } = comparison;
  const from = ['n'];
  const columns: Column[] = [
    countColumn('n', '前後とも測定した人'),
    derivedColumn(factor, 'before', '健診の年度の平均', 'mean', from),
    derivedColumn(factor, 'after', '翌年度の平均', 'mean', from),
    derivedColumn(factor, 'change', '前後の変化', 'mean', from),
    ...limitColumns(factor, 'change', from),
    derivedColumn(factor, 'expected', '何もしなくても見込まれる変化', 'mean', from),
    ...limitColumns(factor, 'expected', from),
    derivedColumn(factor, 'net', '見込みを差し引いた変化', 'mean', from),
    ...limitColumns(factor, 'net', from),
  ];
  const found = GROUPS.map(({ code, group }) => ({ code, change: beforeAfter(pairs, group) }));
  const rows = found.map(({ code, change }): CandidateRow => ({ at: [code], values: valuesOf(change) }));
  const table: CandidateTable = {
    id: 'approaches.before_after',
    parameters: { factor: factor.id, from: comparison.from, to: comparison.to },
    context: tableContext(comparison, `保健指導の前後の${factor.label}`, {
      population: '特定健診を2年続けて受け、保健指導の対象となった人（1人につき1組）',
      method:
        '見込まれる変化は、保健指導を終了していない人の翌年度の値を、当年度の値・年齢・性別で回帰した予測値（平均への回帰を含む）。信頼区間は回帰の誤差を含む。',
      caveats: [
        '値が高いことで選ばれた人の値は、何もしなくても平均に近づく。前後の変化をそのまま効果とみなさないこと。',
        '差し引いた後の変化にも、意欲の違いなど記録にない違いと、服薬開始の影響が残る。効果の検証は「効果検証」で行う。',
      ],
    }),
    dimensions: [
      {
        id: 'group',
        label: '区分',
        partition: false,
        levels: GROUPS.map(({ code, label }) => ({ code, label })),
      },
    ],
    columns,
    rows,
  };
  const completed = found[0]?.change ?? beforeAfter(pairs, 2);
  return { table, completed };
}

function valuesOf({ n, before, after, change, expected, net }: BeforeAfter): readonly (number | null)[] {
  return [
    n,
    before,
    after,
    change.estimate,
    change.lower,
    change.upper,
    expected.estimate,
    expected.lower,
    expected.upper,
    net.estimate,
    net.lower,
    net.upper,
  ];
}
