import type { CandidateTable, Column } from '../../domain/statistic.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { createScope, frameQuery, prepare } from '../../measures/conditions/compile.ts';
import { EXAMINED } from '../../measures/families/frames-used.ts';
import { wilsonInterval } from '../../statistics/rates/proportion.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { eligibleSql } from './cohort.ts';
import { type Comparison, countColumn, shareColumn, subsetColumn, tableContext } from './columns.ts';
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
  const total = { examined: 0, n1: 0, k1: 0, n0: 0, k0: 0, eligible: 0 };
  for (let year = comparison.from; year < comparison.to; year++) {
    const found = await countsOf(warehouse, year, tables);
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += found[name];
  }
  const { n1, k1, n0, k0, examined, eligible } = total;
  const difference = newcombe({ k: k1, n: n1 }, { k: k0, n: n0 });
  const found = difference && numberNeeded(difference);
  const screen = difference && examined > 0 ? numberNeeded(difference, eligible / examined) : undefined;
  const sure = found !== undefined && !found.benefitToHarm;
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
    parameters: { from: comparison.from, to: comparison.to },
    context: tableContext(comparison, '何人に保健指導をすると1人が対象でなくなるか', {
      population: '保健指導の対象となり、翌年度も健診を受けた人（年度ごとに数えた延べ人数）',
      method:
        '対象でなくなった割合の、終了者と終了していない人の差。差の区間は Newcombe（1998）の方法10。必要数は差の逆数で、差の区間が0をまたぐときは示さない。健診の必要数は対象者の割合で割った数。',
      caveats: [
        '終了した人としなかった人は、意欲や状態が異なる。差を保健指導の効果とみなさず、効果は「効果検証」で確かめること。',
        '同じ人が複数の年度に数えられることがあり、区間はその分狭く出る。',
      ],
    }),
    dimensions: [{ id: 'whole', label: '対象', partition: true, levels: [{ code: 'all', label: '全体' }] }],
    columns: COLUMNS,
    rows: [{ at: ['all'], values }],
  };
}

const FROM = ['completed', 'relieved', 'others', 'others_relieved'];

function derived(id: string, label: string, unit: string, formula: 'index' | 'interval'): Column {
  return { id, label, kind: 'derived', unit, decimals: 1, formula, from: FROM };
}

const COLUMNS: readonly Column[] = [
  countColumn('completed', '終了者'),
  subsetColumn('relieved', '対象でなくなった終了者', 'completed'),
  countColumn('others', '終了していない人'),
  subsetColumn('others_relieved', '対象でなくなった、終了していない人', 'others'),
  shareColumn('share', '終了者のうち対象でなくなった割合', 'relieved', 'completed'),
  shareColumn('others_share', '終了していない人のうち対象でなくなった割合', 'others_relieved', 'others'),
  derived('arr', '割合の差', '%ポイント', 'index'),
  derived('arr_lower', '95%信頼区間 下限', '%ポイント', 'interval'),
  derived('arr_upper', '95%信頼区間 上限', '%ポイント', 'interval'),
  derived('nnt', '1人のために保健指導を終える人数', '人', 'index'),
  derived('nnt_lower', '95%信頼区間 下限', '人', 'interval'),
  derived('nnt_upper', '95%信頼区間 上限', '人', 'interval'),
  derived('nns', '1人のために健診を受ける人数', '人', 'index'),
];

interface Share {
  readonly k: number;
  readonly n: number;
}

/** Difference of two shares with Newcombe's hybrid score interval. */
export function newcombe(a: Share, b: Share) {
  if (a.n === 0 || b.n === 0) return undefined;
  const [pa, pb] = [a.k / a.n, b.k / b.n];
  const [wa, wb] = [wilsonInterval(a.k, a.n), wilsonInterval(b.k, b.n)];
  const [la, ua, lb, ub] = [wa.lower ?? 0, wa.upper ?? 1, wb.lower ?? 0, wb.upper ?? 1];
  const estimate = pa - pb;
  return {
    estimate,
    lower: estimate - Math.hypot(pa - la, ub - pb),
    upper: estimate + Math.hypot(ua - pa, pb - lb),
  };
}

async function countsOf(warehouse: Warehouse, year: number, tables: DefinitionTables) {
  const scope = createScope(year, tables, 'tokutei');
  const eligible = eligibleSql(scope);
  const next = scope.checkup(1);
  const still = eligibleSql(scope, 1);
  const people = frameQuery(scope, EXAMINED, {
    select: `${eligible} AS eligible, ${next}.checkup_id IS NOT NULL AS again, NOT (${still}) AS relieved,
      f.person_id IN (SELECT person_id FROM guidance WHERE fiscal_year = ${year} AND completed_date IS NOT NULL) AS completed`,
  });
  await prepare(warehouse, scope);
  const [row] =
    await warehouse.all(`SELECT count(*) AS examined, count(*) FILTER (eligible OR completed) AS eligible,
      count(*) FILTER (completed AND again) AS n1, count(*) FILTER (completed AND again AND relieved) AS k1,
      count(*) FILTER (eligible AND NOT completed AND again) AS n0,
      count(*) FILTER (eligible AND NOT completed AND again AND relieved) AS k0 FROM (${people})`);
  const number = (name: string) => Number(row?.[name] ?? 0);
  return {
    examined: number('examined'),
    eligible: number('eligible'),
    n1: number('n1'),
    k1: number('k1'),
    n0: number('n0'),
    k0: number('k0'),
  };
}
