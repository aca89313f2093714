import type { CandidateRow, CandidateTable } from '../../domain/statistic.ts';
import type { RelativeRisk } from '../../domain/tables/index.ts';
import { noted } from '../../domain/titles.ts';
import type { YearValues } from './cohort.ts';
import {
  AGES,
  type Comparison,
  countColumn,
  derivedColumn,
  limitColumns,
  madeOfAges,
  NOT_ADJUSTED,
  tableContext,
} from './columns.ts';
import { countBins, gridOf } from './distribution.ts';
import { bandOf, DRAWS, latinNormals, shakenRisk } from './error-draws.ts';
import {
  eventsReached,
  eventsShifted,
  gridOf as gridOfMasses,
  movedShares,
  sharesOn,
} from './scenario-draws.ts';
import { type Estimate, NOTHING, type StandardShift } from './shift.ts';
import type { BinnedDistribution, TailPlan } from './what-if.ts';

const EVENTS = { unit: '件／千人・年', decimals: 3 };
const PER_MILLION = { unit: '件・年／百万円', decimals: 3 };

export interface EventRequest {
  /** Values of the later year: the municipality's own distribution. */
  readonly values: YearValues;
  /** Standardised change of the mean. */
  readonly shift: Pick<StandardShift, 'change' | 'groups'>;
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
 * municipality entered with its source. Limits: 95 %, of the
 * estimated change and the relative risk together.
 */
export function eventTable(
  comparison: Comparison,
  risks: readonly RelativeRisk[],
  request: EventRequest,
): CandidateTable {
  const distribution = binned(comparison, request.values);
  const n = request.values.length;
  const grid = gridOfMasses(distribution);
  const share = sharesOn(
    grid,
    distribution.bins.map((bin) => bin.share),
  );
  const moved = movedShares(share, tailOf(request));
  const rows = risks.flatMap((risk, i): CandidateRow[] => {
    // The curve as it is now already holds the change: undoing it asks what would have been without.
    const undone = (change: number, of: RelativeRisk) => -eventsShifted(grid, share, of, -change);
    const reached = (effect: number, of: RelativeRisk) => eventsReached(grid, { share, moved }, of, effect);
    return [
      {
        at: [String(i), 'population'],
        strata: { [AGES]: request.shift.groups },
        values: [n, ...onBothScales(carried(request.shift.change, risk, undone), 'population', request)],
      },
      {
        at: [String(i), 'high_risk'],
        strata: NOT_ADJUSTED,
        values: [
          n,
          ...onBothScales(
            carried(request.tailShare === 0 ? NOTHING : request.net, risk, reached),
            'highRisk',
            request,
          ),
        ],
      },
    ];
  });
  return {
    id: 'approaches.events',
    parameters: { factor: comparison.factor.id, from: comparison.from, to: comparison.to },
    context: tableContext(comparison, noted('予防できる発症の試算', comparison.factor.label), {
      method: `自治体の分布に、入力された相対リスクと発症率を当てた潜在影響割合（PIF）。出典：${risks.map(({ citation }) => citation).join('、')}。`,
      caveats: [
        `相対リスクが因果関係を表し、この自治体にも当てはまるという仮定に立つ試算である。区間は、変化の推定の誤差と相対リスクの幅を重ねて引き直した（${DRAWS}回）95%の範囲で、分布と人数の誤差は含まない。`,
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
      ...madeOfAges([
        derivedColumn(EVENTS, 'events', '予防できる発症', 'index', ['n']),
        ...limitColumns(EVENTS, 'events', ['n']),
        derivedColumn(PER_MILLION, 'events_per_million', '百万円当たりの予防できる発症', 'index', ['n']),
        ...limitColumns(PER_MILLION, 'events_per_million', ['n']),
      ]),
    ],
    rows,
  };
}

function tailOf({ reachedShare, tailShare }: EventRequest): Omit<TailPlan, 'effect'> {
  const reachTo = tailShare === 0 ? 0 : Math.min(1, reachedShare / tailShare);
  return { share: tailShare, reachFrom: 0, reachTo };
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

/**
 * Events prevented by an estimated change with 95 % limits: draws of the change and of the logarithm of the relative
 * risk, both carried to the events (Greenland 2004, Int J Epidemiol 33:1389). Nothing where there is no estimate.
 */
function carried(
  { estimate, standardError }: Estimate,
  risk: RelativeRisk,
  events: (change: number, risk: RelativeRisk) => number,
): readonly (number | null)[] {
  if (estimate === null) return [null, null, null];
  const found = events(estimate, risk);
  const [ofChange, ofRisk] = latinNormals(2);
  const draws = Array.from({ length: DRAWS }, (_, draw) => {
    const change = estimate + (standardError ?? 0) * (ofChange?.[draw] ?? 0);
    return events(change, shakenRisk(risk, ofRisk?.[draw] ?? 0));
  });
  const { lower, upper } = bandOf(found, draws);
  return [found, lower, upper];
}
