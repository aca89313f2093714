import type { CandidateRow, CandidateTable, Column, Level } from '../../domain/statistic.ts';
import { ensureExams } from '../../measures/members.ts';
import { ALL, districtStratum } from '../../measures/strata.ts';
import { yearsFrom } from '../../warehouse/fiscal-year.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import {
  type Comparison,
  countColumn,
  shareColumn,
  stepColumn,
  subsetColumn,
  tableContext,
} from './columns.ts';

const GROUPS: readonly Level[] = [
  { code: ALL, label: '全体' },
  ...divided('sex', { sex1: '男性', sex2: '女性' }),
  ...divided('age', { younger: '40〜64歳', older: '65〜74歳' }),
  ...divided('mode', {
    mode1: '個別の面接',
    mode2: 'グループの面接',
    mode3: '電話',
    mode4: '電子メール',
    mode5: '遠隔（オンライン）',
  }),
];

const DAYS = [
  { id: 'to_first', label: '健診から初回面接まで', from: 'exam_date', to: 'first_interview_date' },
  { id: 'to_end', label: '初回面接から終了まで', from: 'first_interview_date', to: 'completed_date' },
] as const;
/** Persons that must lie on either side of a median before it is given. */
const SUPPORT = 10;

/**
 * 特定保健指導 after the first interview, by sex, age, way of guidance and district: who completed, who dropped out, and the
 * median days. Courses of guidance of the years compared; a group may hold another, so they do not add up. Exact, for
 * the gate.
 */
export async function cascadeSegmentTable(
  warehouse: Warehouse,
  comparison: Comparison,
): Promise<CandidateTable> {
  const { from, to } = comparison;
  await ensureExams(warehouse, yearsFrom(from, to));
  const { dimension } = await districtStratum(warehouse);
  const parents = new Set(dimension.levels.map(({ parent }) => parent));
  const districts = dimension.levels.filter(
    ({ code }) => !parents.has(code) && !/^unknown$|:rest$/.test(code),
  );
  const found = new Map((await warehouse.all(sqlOf(comparison))).map((row) => [String(row.segment), row]));
  const levels = [
    ...GROUPS,
    ...divided(
      'district',
      Object.fromEntries(districts.map(({ code, label }) => [`district:${code}`, label])),
    ),
  ].filter(({ code }) => code === ALL || found.has(code));
  const rows = levels.map(({ code }): CandidateRow => {
    const number = (name: string) => Number(found.get(code)?.[name] ?? 0);
    const [started, completed, dropped] = [number('started'), number('completed'), number('dropped')];
    const share = (k: number) => (started > 0 ? (100 * k) / started : null);
    const days = DAYS.flatMap(({ id }) => {
      const n = number(`n_${id}`);
      return [n, n >= 2 * SUPPORT ? number(`p50_${id}`) : null];
    });
    return { at: [code], values: [started, completed, dropped, share(completed), share(dropped), ...days] };
  });
  return {
    id: 'approaches.cascade_segments',
    parameters: { from, to },
    context: tableContext(comparison, '保健指導の終了と脱落、日数（性・年齢・実施方法・地区別）', {
      population: '特定保健指導の初回面接を受けた人（年度ごとに数えた延べ人数）',
      method:
        '終了は実績評価の日、脱落は途中終了の日の記録による。日数は両方の日が記録されている人の中央値。年齢は健診の年度の末日。',
      caveats: [
        '実施方法は本人の希望や対象の違いで決まるため、方法の間の差を方法の効果とみなさないこと。',
        '終了も途中終了も記録されていない人（継続中など）がいるため、終了と脱落の割合の合計は100%にならないことがある。',
      ],
    }),
    dimensions: [{ id: 'segment', label: '区分', partition: false, levels }],
    columns: COLUMNS,
    rows,
  };
}

/** Levels that divide everybody. */
function divided(division: string, labels: Readonly<Record<string, string>>): readonly Level[] {
  return Object.entries(labels).map(([code, label]) => ({ code, label, parent: ALL, division }));
}

function sqlOf({ from, to }: Comparison): string {
  const days = DAYS.map(
    ({ id, from: a, to: b }) => `count(*) FILTER (${b} >= ${a}) AS n_${id},
      median(date_diff('day', ${a}, ${b})) FILTER (${b} >= ${a}) AS p50_${id}`,
  );
  return `WITH course AS (SELECT g.first_interview_date, g.completed_date, g.dropped_date, c.exam_date,
      list_concat(['${ALL}', 'sex' || l.sex, CASE WHEN l.age < 65 THEN 'younger' ELSE 'older' END, 'district:' || l.district_code],
        CASE WHEN g.mode BETWEEN 1 AND 5 THEN ['mode' || g.mode] ELSE [] END) AS segments
    FROM guidance g
    LEFT JOIN (SELECT * FROM summary.last_checkup WHERE programme = 'tokutei') l USING (person_id, fiscal_year)
    LEFT JOIN (SELECT checkup_id, exam_date FROM checkup) c ON c.checkup_id = l.checkup_id
    WHERE g.fiscal_year BETWEEN ${from} AND ${to} AND coalesce(g.first_interview_date, g.completed_date) IS NOT NULL)
    SELECT segment, count(*) AS started, count(completed_date) AS completed,
      count(*) FILTER (completed_date IS NULL AND dropped_date IS NOT NULL) AS dropped, ${days.join(', ')}
    FROM (SELECT *, unnest(segments) AS segment FROM course) WHERE segment IS NOT NULL GROUP BY segment`;
}

const COLUMNS: readonly Column[] = [
  countColumn('started', '初回面接を受けた人'),
  subsetColumn('completed', '終了者', 'started'),
  subsetColumn('dropped', '途中でやめた人', 'started'),
  shareColumn('completed_share', '終了の割合', 'completed', 'started'),
  shareColumn('dropped_share', '脱落の割合', 'dropped', 'started'),
  ...DAYS.flatMap(({ id, label }): readonly Column[] => [
    // That a date is recorded for everybody says nothing about anybody.
    stepColumn(`n_${id}`, `${label}の日数が分かる人`, 'started'),
    {
      id: `p50_${id}`,
      label: `${label}の日数（中央値）`,
      kind: 'derived',
      formula: 'quantile',
      probability: 0.5,
      from: [`n_${id}`],
      unit: '日',
      decimals: 0,
    },
  ]),
];
