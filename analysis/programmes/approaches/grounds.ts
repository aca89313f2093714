import { shownAt } from '../../domain/released-cells.ts';
import type { ReleasedTable } from '../../domain/statistic.ts';
import type { DefinitionTables, RelativeRisk } from '../../domain/tables/index.ts';
import { limitsText } from '../released-cells.ts';

/** One thing that a number rests on. */
export interface Ground {
  readonly basis: 'measured_here' | 'literature' | 'assumed';
  readonly what: string;
  /** Table, publication, or where the value was entered. */
  readonly source: string;
  /** Persons measured; null where nobody was. */
  readonly persons: number | null;
  /** Value and 95 % limits as text; null where there are none. */
  readonly interval: string | null;
}

/** What the numbers of one side rest on. */
export interface QuantityGrounds {
  readonly id: string;
  readonly label: string;
  readonly side: 'population' | 'high_risk';
  readonly grounds: readonly Ground[];
}

/** Relative risks with where they come from. */
export interface Risks {
  readonly values: readonly RelativeRisk[];
  /** True for values that the municipality entered. */
  readonly own: boolean;
}

/** The factor's relative risks as they hold in a fiscal year; none where the table has none. */
export function risksOf(factor: string, tables: DefinitionTables, year: number): Risks {
  return {
    values: tables.values('relative_risks', year)[factor] ?? [],
    own: tables.provenance('relative_risks', year).overridden,
  };
}

type Side = QuantityGrounds['side'];
type Rest = 'residents' | 'reached' | 'effect' | 'spread' | 'cost' | 'distribution' | 'risk';

/** What each column of `approaches.side_by_side` and `approaches.events` rests on. */
const RESTS: Readonly<Record<string, readonly Rest[]>> = {
  residents: ['residents'],
  n: ['distribution'],
  reached: ['reached'],
  effect: ['effect'],
  units: ['effect', 'residents', 'spread'],
  equivalent_shift: ['effect', 'residents', 'spread'],
  yen: ['cost'],
  units_per_million: ['effect', 'cost', 'spread'],
  events: ['effect', 'distribution', 'risk', 'spread'],
  events_per_million: ['effect', 'distribution', 'risk', 'residents', 'cost', 'spread'],
};

const SIDES: readonly Side[] = ['population', 'high_risk'];

export interface GroundSources {
  readonly population: readonly ReleasedTable[];
  readonly highRisk: readonly ReleasedTable[];
  readonly sideBySide: readonly ReleasedTable[];
}

/**
 * What every number of the side-by-side tables rests on, from the released tables themselves: a column that is shown
 * is listed, with persons and limits of what was measured. A column without a definition is listed without grounds.
 */
export function sideBySideGrounds(sources: GroundSources, risks: Risks): readonly QuantityGrounds[] {
  return sources.sideBySide.flatMap((table) =>
    table.columns
      .filter(({ id }) => !/_(?:lower|upper)$/u.test(id))
      .flatMap(({ id, label }) =>
        SIDES.map((side) => ({
          id: `${table.id}.${id}`,
          label,
          side,
          grounds: (RESTS[id] ?? []).flatMap((rest) => groundsOf(rest, side, { sources, risks })),
        })),
      ),
  );
}

interface Setting {
  readonly sources: GroundSources;
  readonly risks: Risks;
}

function groundsOf(rest: Rest, side: Side, { sources, risks }: Setting): readonly Ground[] {
  const scale = sources.sideBySide.find(({ id }) => id === 'approaches.side_by_side');
  const at = (column: string) => shownAt(scale, [side], column);
  switch (rest) {
    case 'residents':
      return [counted('対象となる住民の数', '被保険者台帳', at('residents'))];
    case 'reached':
      return [
        counted(
          '届いた人の数',
          side === 'population' ? '事業の参加記録' : '特定保健指導の記録',
          at('reached'),
        ),
      ];
    case 'effect':
      return [effectGround(side, sources)];
    case 'distribution': {
      const means = sources.population.find(({ id }) => id === 'approaches.mean');
      return [counted('おわりの年度の値の分布', '健診結果', shownAt(means, ['all'], 'n_to'))];
    }
    case 'cost':
      return [
        counted('事業費の合計', '事業費の記録', null),
        assumed('記録のない費用はない', '取り込んだ記録のまま'),
      ];
    case 'risk':
      return riskGrounds(risks);
    case 'spread':
      return [side === 'population' ? SPREAD : LASTING];
  }
}

const SPREAD = assumed(
  '健診を受けていない住民も同じだけ動き、その動きは事業による',
  'この画面の前提（確かめるのは「効果検証」）',
);
const LASTING = assumed(
  '差し引いた変化は保健指導による（意欲や服薬開始の違いは残る）',
  'この画面の前提（確かめるのは「効果検証」）',
);

/** Where the improvement a person of each side stands in the released tables. */
const EFFECTS = {
  population: {
    what: '年齢調整平均の変化',
    source: '表「平均の変化」（健診結果）',
    table: 'approaches.mean',
    at: ['all'],
    persons: 'n_to',
    column: 'change',
  },
  high_risk: {
    what: '終了者の前後の変化から、平均への回帰の見込みを差し引いた値',
    source: '表「保健指導の前後」（健診結果、特定保健指導）',
    table: 'approaches.before_after',
    at: ['completed'],
    persons: 'n',
    column: 'net',
  },
} as const;

function effectGround(side: Side, { population, highRisk }: GroundSources): Ground {
  const { what, source, table: id, at, persons, column } = EFFECTS[side];
  const table = [...population, ...highRisk].find((one) => one.id === id);
  return {
    basis: 'measured_here',
    what,
    source,
    persons: shownAt(table, at, persons),
    interval: limitsText(table, at, column),
  };
}

function counted(what: string, source: string, persons: number | null): Ground {
  return { basis: 'measured_here', what, source, persons, interval: null };
}

/** Something that nobody measured: a slider, or a premise. */
export function assumed(what: string, source: string): Ground {
  return { basis: 'assumed', what, source, persons: null, interval: null };
}

/** Relative risks and incidences with their publications, and the premise that they hold here. */
export function riskGrounds({ values, own }: Risks): readonly Ground[] {
  const table = own ? 'この自治体が入力した表' : '配布された表';
  return values.flatMap(({ outcome, rr, lower, upper, per, incidence_per_1000, citation }): Ground[] => [
    {
      basis: 'literature',
      what: `${outcome}の相対リスク（測定値の差${per}につき）と発症率（${incidence_per_1000}／千人・年）`,
      source: `${table}：${citation}`,
      persons: null,
      interval: `${rr}（${lower}〜${upper}）`,
    },
    assumed(`${outcome}の相対リスクは因果関係を表し、この町にも当てはまる`, 'この画面の前提'),
  ]);
}
