import { UserIssue } from '../domain/issue.ts';
import { shownNumbers } from '../domain/released-cells.ts';
import type {
  CandidateTable,
  Column,
  ReleasedCell,
  ReleasedRow,
  ReleasedTable,
} from '../domain/statistic.ts';
import { normalInverse } from '../statistics/distributions.ts';
import { concentration, gini, type RankedGroup, slopeIndex } from '../statistics/rates/inequality.ts';
import type { MeasureDefinition } from './definition.ts';
import { ALL, isRemainder } from './strata.ts';

/** With fewer districts of which the value is known no index is given; slopes want five (`slopeIndex`). */
const FEWEST = 3;
const Z = normalInverse(0.975);

const NO_ORDER = 'SII・RII・集中指数は、地区を困難の少ない順に並べると求める。';

interface DistrictGroup extends RankedGroup {
  readonly code: string;
  /** Persons behind the value. */
  readonly count: number;
}

/** The smallest districts with people; `shown` are those whose value the gate let out. */
interface Districts {
  readonly codes: readonly string[];
  readonly shown: readonly DistrictGroup[];
}

/**
 * Inequality of a measure between the smallest districts in one row: Gini index, largest minus smallest, and with an
 * order of deprivation (district codes, the least deprived first) SII, RII and the concentration index
 * (`statistics/rates/inequality.ts`). Made from the released cells of the measure by district alone, so that it tells nothing
 * about a district whose value is hidden; it says on how many of how many districts it rests. For the gate.
 *
 * Throws `measures.bad_order` where the order leaves a district with people out or names one that does not exist.
 */
export function inequalityTable(
  definition: MeasureDefinition,
  released: ReleasedTable,
  year: number,
  order: readonly string[] = [],
): CandidateTable {
  const districts = districtsOf(definition, released);
  const { shown } = districts;
  const ordered = inOrder(districts, order);
  const slope = ordered && slopeIndex(ordered);
  const many = shown.length >= FEWEST;
  const means = shown.map(({ mean }) => mean);
  const { context } = released;
  const missing = !many
    ? [`値を公表できる地区が${FEWEST}つ未満のため、格差の指数を求めていない。`]
    : ordered === undefined
      ? [NO_ORDER]
      : !slope
        ? ['値を公表できる地区が5つ未満のため、SII・RIIを求めていない。']
        : [];
  return {
    id: `inequality.${definition.id}`,
    parameters: { year, order: order.join(',') },
    context: {
      ...context,
      title: `${definition.name}の地区間の格差（${districts.codes.length}地区のうち値を公表できる${shown.length}地区）`,
      method: `${context.method}値を公表できる地区だけから求めた。ジニ係数は分母で重み付けした地区間の値。SII・RII・集中指数は、指定した順（困難の少ない地区から多い地区へ）に並べた地区の、分母で重み付けした直線などによる。`,
      caveats: [
        ...context.caveats,
        `値を公表できる地区が${FEWEST}つ未満のとき（SII・RIIは5つ未満のとき）は算出しない。公表できない地区の値は含まない。地区の中の個人の差は含まない。`,
        ...missing,
      ],
      ...(missing.length > 0 ? { missing } : {}),
    },
    dimensions: [
      { id: 'area', label: '範囲', partition: false, levels: [{ code: ALL, label: '値を公表できる地区' }] },
    ],
    columns: columnsOf(definition),
    rows: [
      {
        at: [ALL],
        values: [
          shown.reduce((sum, { count }) => sum + count, 0),
          shown.length,
          districts.codes.length,
          many ? gini(shown) : null,
          many ? Math.max(...means) - Math.min(...means) : null,
          slope?.sii ?? null,
          slope?.siiLower ?? null,
          slope?.siiUpper ?? null,
          slope?.rii ?? null,
          many && ordered ? concentration(ordered) : null,
        ],
      },
    ],
  };
}

function districtsOf(definition: MeasureDefinition, table: ReleasedTable): Districts {
  const at = table.dimensions.findIndex(({ id }) => id === 'district');
  const levels = table.dimensions[at]?.levels ?? [];
  const parents = new Set(levels.map(({ parent }) => parent));
  const isSmallest = (code: string) => !parents.has(code) && !isRemainder(code);
  const districts: { codes: string[]; shown: DistrictGroup[] } = { codes: [], shown: [] };
  for (const row of table.rows) {
    const code = row.at[at] ?? '';
    if (!isSmallest(code) || isEmpty(table, row)) continue;
    districts.codes.push(code);
    const group = groupOf(definition, table, row);
    if (group) districts.shown.push({ code, ...group });
  }
  return districts;
}

/** Nobody lives there, or nobody whom the measure counts. */
function isEmpty(table: ReleasedTable, row: ReleasedRow): boolean {
  const state = (id: string) => cellOf(table, row, id)?.state;
  return state('value') === 'none' && state('denominator') !== 'hidden';
}

/** Weighed by persons, or by what the measure divides by (months, another amount). Undefined where something is hidden. */
function groupOf(
  { scale, question }: MeasureDefinition,
  table: ReleasedTable,
  row: ReleasedRow,
): Omit<DistrictGroup, 'code'> | undefined {
  const [count, over, mean, lower, upper] = shownNumbers(table, [
    'denominator',
    'over',
    'value',
    'value_lower',
    'value_upper',
  ])(row);
  const weight = table.columns.some(({ id }) => id === 'over') ? over : count;
  if (Number.isNaN(count) || Number.isNaN(mean) || !(weight > 0)) return undefined;
  const group = { count, persons: weight, mean };
  if (question.kind === 'share') return { ...group, variance: (mean * (scale - mean)) / count };
  if (Number.isNaN(lower) || Number.isNaN(upper)) return group;
  return { ...group, variance: ((upper - lower) / (2 * Z)) ** 2 };
}

function cellOf({ columns }: ReleasedTable, { cells }: ReleasedRow, id: string): ReleasedCell | undefined {
  return cells[columns.findIndex((column) => column.id === id)];
}

/** Districts with a known value in the order given; undefined without one. */
function inOrder(
  { codes, shown }: Districts,
  order: readonly string[],
): readonly DistrictGroup[] | undefined {
  if (order.length === 0) return undefined;
  const given = new Set(order.filter((code) => codes.includes(code)));
  if (given.size !== codes.length)
    throw new UserIssue('usage', 'measures.bad_order', { given: given.size, needed: codes.length });
  const byCode = new Map(shown.map((group) => [group.code, group]));
  return [...given].flatMap((code) => byCode.get(code) ?? []);
}

function columnsOf({ unit, decimals }: MeasureDefinition): readonly Column[] {
  const derived = (id: string, label: string, printed: { unit: string; decimals: number }): Column => ({
    id,
    label,
    kind: 'derived',
    formula: id.endsWith('er') ? 'interval' : 'index',
    from: ['persons'],
    ...printed,
  });
  // Differences of shares are points, of which a share has no part.
  const own = { unit: unit === '%' ? '%ポイント' : unit, decimals };
  const districts = { unit: '地区', decimals: 0 };
  return [
    { id: 'persons', label: '数えた地区の分母', kind: 'count', unit: '人', decimals: 0 },
    derived('areas', '値を公表できる地区', districts),
    derived('areas_with_people', '人のいる地区', districts),
    derived('gini', 'ジニ係数', { unit: '', decimals: 3 }),
    derived('range', '最大の地区と最小の地区の差', own),
    derived('sii', '格差勾配指数（SII）', own),
    derived('sii_lower', '95%信頼区間 下限', own),
    derived('sii_upper', '95%信頼区間 上限', own),
    derived('rii', '格差相対指数（RII）', { unit: '', decimals: 2 }),
    derived('concentration', '集中指数', { unit: '', decimals: 3 }),
  ];
}
