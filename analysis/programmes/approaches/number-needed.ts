import type { CandidateTable, Column } from '../../domain/statistic.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { newcombeDifference } from '../../statistics/rates/proportion.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { cascadeYears, total } from './cascade-groups.ts';
import {
  type Comparison,
  countColumn,
  derivedColumn,
  limitColumns,
  shareColumn,
  subsetColumn,
  tableContext,
} from './columns.ts';
import { numberNeeded } from './risk.ts';

/**
 * Those who completed guidance beside those who were eligible and did not, all examined again in the next year: how
 * many were no longer eligible, the difference (interval of Newcombe 1998 from Wilson limits), and the numbers needed
 * to guide and to screen. Numbers needed are given only where the interval leaves out 0. Exact, for the gate.
 */
export async function numberNeededTable(
  warehouse: Warehouse,
  comparison: Comparison,
  tables: DefinitionTables,
): Promise<CandidateTable> {
  // Of the last year nobody knows the next.
  const { from, to } = comparison;
  const groups = [...(await cascadeYears(warehouse, { from, to: to - 1 }, tables)).values()].flat();
  const [examined, eligible] = [total(groups, 'examined'), total(groups, 'eligible')];
  const [n1, k1] = [total(groups, 'examined_next'), total(groups, 'improved')];
  const [n0, k0] = [total(groups, 'others'), total(groups, 'others_improved')];
  const difference = known(newcombeDifference({ k: k1, n: n1 }, { k: k0, n: n0 }));
  const found = difference && numberNeeded(difference);
  const screen = difference && examined > 0 ? numberNeeded(difference, eligible / examined) : undefined;
  // Of harm nobody asks how many it takes.
  const sure =
    difference !== undefined && found !== undefined && !found.benefitToHarm && difference.estimate > 0;
  const percent = (value: number | undefined) => (value === undefined ? null : 100 * value);
  const values = [
    n1,
    k1,
    n0,
    k0,
    n1 > 0 ? (100 * k1) / n1 : null,
    n0 > 0 ? (100 * k0) / n0 : null,
    percent(difference?.estimate),
    percent(difference?.lower),
    percent(difference?.upper),
    sure ? found.estimate : null,
    sure ? found.lower : null,
    sure ? found.upper : null,
    sure && screen ? screen.estimate : null,
  ];
  return {
    id: 'approaches.number_needed',
    parameters: { from, to },
    context: {
      ...tableContext(comparison, '何人に保健指導をすると1人が対象でなくなるか', {
        population:
          '年度を通じて国保に加入し、保健指導の対象となり、翌年度も健診を受けた40〜74歳（年度ごとに数えた延べ人数）',
        method:
          '対象でなくなった割合の、終了者と終了していない人の差。差の区間は Newcombe（1998）の方法10。必要数は差の逆数で、差の区間が0をまたぐときは示さない。健診の必要数は対象者の割合で割った数。',
        caveats: [
          '終了した人としなかった人は、意欲や状態が異なる。差を保健指導の効果とみなさず、効果は「効果検証」で確かめること。',
          '同じ人が複数の年度に数えられることがあり、区間はその分狭く出る。',
          NEEDS_DIFFERENCE,
        ],
      }),
      missing: [NEEDS_DIFFERENCE],
    },
    dimensions: [{ id: 'whole', label: '対象', partition: true, levels: [{ code: 'all', label: '全体' }] }],
    columns: COLUMNS,
    rows: [{ at: ['all'], values }],
  };
}

const NEEDS_DIFFERENCE =
  '割合の差の区間が0をまたぐときは利益とも害とも言えないため、終了者の割合のほうが低いときは利益がないため、1人のための人数を－とする。';

const FROM = ['completed', 'relieved', 'others', 'others_relieved'];
const POINTS = { unit: '%ポイント', decimals: 1 };
const PEOPLE = { unit: '人', decimals: 1 };

const COLUMNS: readonly Column[] = [
  countColumn('completed', '終了者'),
  subsetColumn('relieved', '対象でなくなった終了者', 'completed'),
  countColumn('others', '終了していない人'),
  subsetColumn('others_relieved', '対象でなくなった、終了していない人', 'others'),
  shareColumn('share', '終了者のうち対象でなくなった割合', 'relieved', 'completed'),
  shareColumn('others_share', '終了していない人のうち対象でなくなった割合', 'others_relieved', 'others'),
  derivedColumn(POINTS, 'arr', '割合の差', 'index', FROM),
  ...limitColumns(POINTS, 'arr', FROM),
  derivedColumn(PEOPLE, 'nnt', '1人のために保健指導を終える人数', 'index', FROM),
  ...limitColumns(PEOPLE, 'nnt', FROM),
  derivedColumn(PEOPLE, 'nns', '1人のために健診を受ける人数', 'index', FROM),
];

function known({ estimate, lower, upper }: ReturnType<typeof newcombeDifference>) {
  return estimate === null || lower === null || upper === null ? undefined : { estimate, lower, upper };
}
