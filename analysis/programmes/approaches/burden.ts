import type { CandidateRow, CandidateTable } from '../../domain/statistic.ts';
import type { RelativeRisk } from '../../domain/tables/index.ts';
import { ALL, withTotal } from '../../measures/strata.ts';
import { type Factor, peopleIn, type YearValues } from './cohort.ts';
import { type Comparison, countColumn, derivedColumn, limitColumns, tableContext } from './columns.ts';
import { multiLevelPaf } from './risk.ts';

const FROM = ['k'];
const PERCENT = { unit: '%', decimals: 1 };
const TIMES = { unit: '倍', decimals: 2 };

interface RiskClass {
  readonly code: string;
  readonly label: string;
  readonly holds: (value: number) => boolean;
}

/**
 * Population attributable fraction of the factor by its tiers (multi-level Levin 1953): the share of today's events that
 * would not be there were everybody at the reference value of the relative risk, and the part of it that lies in each
 * class. Relative risks are log-linear beyond the reference and averaged over the people of a class; limits are those of
 * the relative risk. Exact, for the gate.
 */
export function burdenTable(
  comparison: Comparison,
  risks: readonly RelativeRisk[],
  values: YearValues,
): CandidateTable {
  const { factor } = comparison;
  const classes = classesOf(factor);
  const rows = risks.flatMap((risk, i) => rowsOf({ risk, outcome: String(i), classes, factor }, values));
  return {
    id: 'approaches.burden',
    parameters: { factor: factor.id, from: comparison.from, to: comparison.to },
    context: tableContext(comparison, `発症のうち${factor.label}による割合（人口寄与危険割合）`, {
      method: `${comparison.toLabel}の測定値に、入力された相対リスク（基準の値より悪い側で対数線形）を当てた人口寄与危険割合（PAF、Levin の多段階の式）。段階ごとの値を足すと全体になる。出典：${risks.map(({ citation }) => citation).join('、')}。`,
      caveats: [
        '相対リスクが因果関係を表し、この自治体にも当てはまるという仮定に立つ試算である。区間は相対リスクの幅だけを表す。',
        '軽い段階の人は1人当たりのリスクが低くても人数が多いため、発症の多くを占めることがある（予防のパラドックス）。',
      ],
    }),
    dimensions: [
      {
        id: 'outcome',
        label: '発症',
        partition: false,
        levels: risks.map(({ outcome }, i) => ({ code: String(i), label: outcome })),
      },
      withTotal(
        'class',
        '段階',
        '全体',
        classes.map(({ code, label }) => ({ code, label })),
      ).dimension,
    ],
    columns: [
      countColumn('k', `測定者（${comparison.toLabel}）`),
      derivedColumn(PERCENT, 'share', '測定者に占める割合', 'share', FROM),
      derivedColumn(TIMES, 'rr', '相対リスクの平均（基準の値を1とする）', 'index', FROM),
      derivedColumn(PERCENT, 'paf', '発症のうち、この段階による割合', 'index', FROM),
      ...limitColumns(PERCENT, 'paf', FROM, ''),
    ],
    rows,
  };
}

/** Bands between the tiers, the healthiest first. */
function classesOf({ tiers, high, unit }: Factor): readonly RiskClass[] {
  const edges = [...tiers].sort((a, b) => (high ? a - b : b - a));
  const beyond = (value: number, tier: number) => (high ? value >= tier : value < tier);
  const words = (tier: number, inside: boolean) => `${tier}${unit}${inside === high ? '以上' : '未満'}`;
  return Array.from({ length: edges.length + 1 }, (_, i) => {
    const [start, end] = [edges[i - 1], edges[i]];
    return {
      code: String(i),
      label: `${start === undefined ? '' : words(start, true)}${end === undefined ? '' : words(end, false)}`,
      holds: (value) =>
        (start === undefined || beyond(value, start)) && (end === undefined || !beyond(value, end)),
    };
  });
}

interface Setting {
  readonly risk: RelativeRisk;
  readonly outcome: string;
  readonly classes: readonly RiskClass[];
  readonly factor: Pick<Factor, 'high'>;
}

function rowsOf({ risk, outcome, classes, factor }: Setting, values: YearValues): readonly CandidateRow[] {
  const n = values.length;
  const place = Array.from(values.value, (value) => classes.findIndex(({ holds }) => holds(value)));
  const rowsOfClass = (i: number) => place.flatMap((at, row) => (at === i ? [row] : []));
  const levelsAt = (rr: number) => {
    const slope = Math.log(rr) / risk.per;
    const sums = classes.map(() => ({ k: 0, rr: 0 }));
    values.value.forEach((value, i) => {
      const held = sums[place[i]!]!;
      held.k += 1;
      held.rr += Math.exp(slope * Math.max(0, factor.high ? value - risk.reference : risk.reference - value));
    });
    const levels = sums.map(({ k, rr: sum }) => ({ prevalence: k / n, rr: k > 0 ? sum / k : 1, k }));
    const burden = levels.reduce((sum, level) => sum + level.prevalence * level.rr, 0);
    const parts = levels.map(({ prevalence, rr: of }) => (prevalence * (of - 1)) / burden);
    return { levels, burden, parts, total: multiLevelPaf(levels) };
  };
  const [main, a, b] = [levelsAt(risk.rr), levelsAt(risk.lower), levelsAt(risk.upper)];
  const limits = (x: number, y: number) => [100 * Math.min(x, y), 100 * Math.max(x, y)];
  const parts = main.levels.map((level, i): CandidateRow => {
    const part = [100 * main.parts[i]!, ...limits(a.parts[i]!, b.parts[i]!)];
    return {
      at: [outcome, String(i)],
      values: [level.k, 100 * level.prevalence, level.k > 0 ? level.rr : null, ...part],
      ...peopleIn({ k: [values, rowsOfClass(i)] }),
    };
  });
  const whole = [n, 100, main.burden, 100 * main.total, ...limits(a.total, b.total)];
  const everybody = peopleIn({ k: [values, place.keys()] });
  return [{ at: [outcome, ALL], values: whole, ...everybody }, ...parts];
}
