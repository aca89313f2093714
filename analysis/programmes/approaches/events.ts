import type { CandidateRow, CandidateTable } from '../../domain/statistic.ts';
import type { RelativeRisk } from '../../domain/tables/index.ts';
import type { YearValues } from './cohort.ts';
import { type Comparison, countColumn, derivedColumn, limitColumns, tableContext } from './columns.ts';
import { countBins, gridOf } from './distribution.ts';
import type { Estimate } from './shift.ts';
import { type BinnedDistribution, reachTail, type Scenario, shiftCurve } from './what-if.ts';

const EVENTS = { unit: '件／千人・年', decimals: 3 };
const PER_MILLION = { unit: '件・年／百万円', decimals: 3 };

export interface EventRequest {
  /** Values of the later year: the municipality's own distribution. */
  readonly values: YearValues;
  /** Standardised change of the mean. */
  readonly shift: Estimate;
  /** Net change of those who completed guidance. */
  readonly net: Estimate;
  /** Completers as a share of residents. */
  readonly reachedShare: number;
  /** Those eligible as a share of examinees: the tail that guidance works on. */
  readonly tailShare: number;
  readonly residents: number;
  /** Costs of either side over the years compared; 0 where none is recorded. */
  readonly yen: { readonly population: number; readonly highRisk: number };
}

/** The municipality's own distribution on the factor's grid. */
export function binned({ factor }: Pick<Comparison, 'factor'>, values: YearValues): BinnedDistribution {
  const bins = gridOf(factor);
  const counts = countBins(values, bins);
  const total = counts.reduce((sum, n) => sum + n, 0);
  return { high: factor.high, bins: bins.map((bin, i) => ({ ...bin, share: (counts[i] ?? 0) / total })) };
}

/**
 * Events preventable per 1,000 residents and year by both approaches, for each relative risk that the
 * municipality entered with its source. Limits: those of the relative risk at the estimated change.
 */
export function eventTable(
  comparison: Comparison,
  risks: readonly RelativeRisk[],
  request: EventRequest,
): CandidateTable {
  const distribution = binned(comparison, request.values);
  const n = request.values.length;
  const rows = risks.flatMap((risk, i): CandidateRow[] => {
    const setting = { tiers: comparison.factor.tiers, risk };
    // The curve as it is now already holds the change: undoing it asks what would have been without.
    const back =
      request.shift.estimate === null
        ? undefined
        : shiftCurve(distribution, -request.shift.estimate, setting);
    const tail =
      request.net.estimate === null || request.tailShare === 0
        ? undefined
        : reachTail(distribution, tailPlan(request), setting);
    return [
      {
        at: [String(i), 'population'],
        values: [n, ...onBothScales(eventsOf(back, -1), 'population', request)],
      },
      { at: [String(i), 'high_risk'], values: [n, ...onBothScales(eventsOf(tail, 1), 'highRisk', request)] },
    ];
  });
  return {
    id: 'approaches.events',
    parameters: { factor: comparison.factor.id, from: comparison.from, to: comparison.to },
    context: tableContext(comparison, `予防できる発症の試算（${comparison.factor.label}）`, {
      method: `自治体の分布に、入力された相対リスクと発症率を当てた潜在影響割合（PIF）。出典：${risks.map(({ citation }) => citation).join('、')}。`,
      caveats: [
        '相対リスクが因果関係を表し、この自治体にも当てはまるという仮定に立つ試算である。区間は相対リスクの幅だけを表す。',
        '百万円当たりは、対象となる住民全体で1年に防げる発症を、期間の事業費の合計で割った値。事業費の記録がない側は－とする。',
      ],
    }),
    dimensions: [
      {
        id: 'outcome',
        label: '発症',
        partition: false,
        levels: risks.map(({ outcome }, i) => ({ code: String(i), label: outcome })),
      },
      {
        id: 'approach',
        label: 'アプローチ',
        partition: false,
        levels: [
          { code: 'population', label: 'ポピュレーションアプローチ' },
          { code: 'high_risk', label: 'ハイリスクアプローチ' },
        ],
      },
    ],
    columns: [
      countColumn('n', `測定者（${comparison.toLabel}）`),
      derivedColumn(EVENTS, 'events', '予防できる発症', 'index', ['n']),
      ...limitColumns(EVENTS, 'events', ['n'], ''),
      derivedColumn(PER_MILLION, 'events_per_million', '百万円当たりの予防できる発症', 'index', ['n']),
      ...limitColumns(PER_MILLION, 'events_per_million', ['n'], ''),
    ],
    rows,
  };
}

function tailPlan({ net, reachedShare, tailShare }: EventRequest) {
  const reach = Math.min(1, reachedShare / tailShare);
  return { share: tailShare, reachFrom: 0, reachTo: reach, effect: net.estimate ?? 0 };
}

/** Events per 1,000 residents, and of all residents per million yen of the side's programmes. */
function onBothScales(
  events: readonly (number | null)[],
  side: keyof EventRequest['yen'],
  { residents, yen }: EventRequest,
): readonly (number | null)[] {
  const cost = yen[side];
  const perMillion = (value: number | null) =>
    value === null || !(cost > 0) ? null : (value * residents * 1e6) / (1000 * cost);
  return [...events, ...events.map(perMillion)];
}

/** `sign` −1 turns events that undoing a change would add into events that the change prevents. */
function eventsOf(scenario: Scenario | undefined, sign: 1 | -1): readonly (number | null)[] {
  const found = scenario?.eventsPer1000;
  if (!found) return [null, null, null];
  const [estimate, a, b] = [sign * found.estimate, sign * found.lower, sign * found.upper];
  return [estimate, Math.min(a, b), Math.max(a, b)];
}
