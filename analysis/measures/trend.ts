import { fiscalYearLabel } from '../domain/fiscal-year-label.ts';
import { shownNumbers } from '../domain/released-cells.ts';
import type { CandidateTable, Column, ReleasedTable } from '../domain/statistic.ts';
import { normalInverse } from '../statistics/distributions.ts';

const FEWEST_YEARS = 3;
const Z = normalInverse(0.975);

interface YearPoint {
  readonly year: number;
  readonly persons: number;
  readonly value: number;
  readonly error: number;
}

/**
 * Change a year of a measure over its released years, by the levels of the table: weighted least squares with the
 * years' own errors, the error widened where the years scatter more than that (Birge 1932). Age-standardised values
 * where the table has them. Made from released cells alone; undefined below three years.
 *
 * @param since first year that is followed, where the definition was another before it
 */
export function trendTable(table: ReleasedTable, since?: number): CandidateTable | undefined {
  const years = table.dimensions[0];
  if (years?.id !== 'year' || years.levels.length < FEWEST_YEARS) return undefined;
  const standardised = table.columns.some(({ id }) => id === 'standardised_j2015');
  const all = pointsByGroup(table, standardised ? 'standardised_j2015' : 'value');
  const groups = since === undefined ? all : pointsSince(all, since);
  const rows = [...groups].flatMap(([key, points]) => {
    const line = points.length >= FEWEST_YEARS ? weightedLine(points) : undefined;
    const last = points.at(-1);
    if (!line || !last) return [];
    const half = Z * line.error;
    return [
      {
        at: key === '' ? ['all'] : key.split('\u0001'),
        values: [last.persons, points.length, line.slope, line.slope - half, line.slope + half],
      },
    ];
  });
  if (rows.length === 0) return undefined;
  const value = table.columns.find(({ id }) => id === 'value');
  const dimensions = table.dimensions.slice(1);
  return {
    id: table.id.replace('measure.', 'trend.'),
    parameters: table.parameters,
    context: {
      ...table.context,
      title: `${table.context.title}の1年当たりの変化`,
      method: `${table.context.method}年度ごとの${standardised ? '年齢調整値（平成27年モデル人口）' : '値'}に、誤差で重み付けした直線を当てた傾き。年度の間のばらつきが誤差より大きいときは区間を広げる。`,
      caveats: [
        ...table.context.caveats,
        ...(since === undefined
          ? []
          : [`${fiscalYearLabel(since)}から定義が変わったため、その前の年度は傾きに入れていない。`]),
        '変化の理由（事業、受診者の入れ替わり、社会全体の動き）は区別できない。',
      ],
    },
    dimensions: dimensions.length > 0 ? dimensions.map(open) : [WHOLE],
    columns: columnsOf({ unit: value?.unit ?? '', decimals: (value?.decimals ?? 1) + 1 }),
    rows,
  };
}

const WHOLE = { id: 'area', label: '範囲', partition: false, levels: [{ code: 'all', label: '市町村全体' }] };

/** Levels that could not be followed are missing, so that the rest is no longer a partition. */
function open(dimension: ReleasedTable['dimensions'][number]) {
  return { ...dimension, partition: false };
}

function pointsByGroup(table: ReleasedTable, column: string): ReadonlyMap<string, readonly YearPoint[]> {
  const numbers = shownNumbers(table, ['denominator', column, `${column}_lower`, `${column}_upper`]);
  const groups = new Map<string, YearPoint[]>();
  for (const row of table.rows) {
    const { at } = row;
    const [persons, value, lower, upper] = numbers(row);
    const error = (upper - lower) / (2 * Z);
    if (!(persons > 0 && Number.isFinite(value) && error > 0)) continue;
    const key = at.slice(1).join('\u0001');
    groups.set(key, [...(groups.get(key) ?? []), { year: Number(at[0]), persons, value, error }]);
  }
  return groups;
}

function pointsSince(
  groups: ReadonlyMap<string, readonly YearPoint[]>,
  since: number,
): ReadonlyMap<string, readonly YearPoint[]> {
  return new Map([...groups].map(([key, points]) => [key, points.filter(({ year }) => year >= since)]));
}

/** Slope of the weighted line and its standard error. */
function weightedLine(
  points: readonly YearPoint[],
): { readonly slope: number; readonly error: number } | undefined {
  const weight = ({ error }: YearPoint) => 1 / error ** 2;
  const total = points.reduce((sum, point) => sum + weight(point), 0);
  const year = points.reduce((sum, point) => sum + weight(point) * point.year, 0) / total;
  const mean = points.reduce((sum, point) => sum + weight(point) * point.value, 0) / total;
  const spread = points.reduce((sum, point) => sum + weight(point) * (point.year - year) ** 2, 0);
  if (!(spread > 0)) return undefined;
  const slope =
    points.reduce((sum, point) => sum + weight(point) * (point.year - year) * (point.value - mean), 0) /
    spread;
  const scatter = points.reduce(
    (sum, point) => sum + weight(point) * (point.value - mean - slope * (point.year - year)) ** 2,
    0,
  );
  const birge = Math.sqrt(scatter / (points.length - 2));
  return { slope, error: Math.max(1, birge) / Math.sqrt(spread) };
}

function columnsOf(printed: { readonly unit: string; readonly decimals: number }): readonly Column[] {
  const slope = (id: string, label: string, formula: 'index' | 'interval'): Column => ({
    id,
    label,
    kind: 'derived',
    formula,
    from: ['denominator'],
    unit: `${printed.unit}／年`,
    decimals: printed.decimals,
  });
  return [
    { id: 'denominator', label: '最後の年度の分母', kind: 'count', unit: '人', decimals: 0 },
    {
      id: 'years',
      label: '年度の数',
      kind: 'derived',
      formula: 'index',
      from: ['denominator'],
      unit: '年度',
      decimals: 0,
    },
    slope('change', '1年当たりの変化', 'index'),
    slope('change_lower', '95%信頼区間 下限', 'interval'),
    slope('change_upper', '95%信頼区間 上限', 'interval'),
  ];
}
