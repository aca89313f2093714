import { shownNumbers } from '../domain/released-cells.ts';
import type { CandidateTable, ReleasedTable } from '../domain/statistic.ts';
import { noted } from '../domain/titles.ts';
import { normalInverse } from '../statistics/distributions.ts';
import { uniformStream } from '../statistics/random.ts';

const DRAWS = 2000;
const SEED = 20231001;
/** Fewer than this cannot be ranked in a useful way. */
const FEWEST = 3;

interface RankedArea {
  readonly code: string;
  readonly label: string;
  readonly persons: number;
  readonly log: number;
  readonly error: number;
}

/**
 * Ranks of the districts by standardised ratio (1 = highest) with 95 % intervals, made from the released cells of
 * `districtComparison` alone, so that a rank tells nothing about a district whose numbers are hidden.
 *
 * The interval of a rank comes from draws of every district's ratio (log-normal with the width of its
 * interval, not shrunken, so that chance shows; Goldstein & Spiegelhalter 1996), with a fixed seed. Undefined below three districts that can be ranked.
 */
export function rankTable(compared: ReleasedTable): CandidateTable | undefined {
  const areas = rankable(compared);
  if (areas.length < FEWEST) return undefined;
  const draws = drawnRanks(areas);
  const order = [...areas].sort((a, b) => b.log - a.log);
  const rank = (id: string, label: string, formula: 'index' | 'interval') =>
    ({ id, label, kind: 'derived', formula, from: ['denominator'], unit: '位', decimals: 0 }) as const;
  return {
    id: compared.id.replace('districts.', 'district_ranks.'),
    parameters: { ...compared.parameters, areas: areas.length },
    context: {
      ...compared.context,
      title: noted(compared.context.title, '順位'),
      method: `標準化比の高い順。順位の95%区間は、各地区の標準化比の信頼区間の幅で${DRAWS.toLocaleString('ja-JP')}回引き直した順位の幅（Goldstein & Spiegelhalter 1996）。`,
      caveats: [
        '順位の区間が重なる地区の間では、どちらが高いとはいえない。',
        '公表できない地区は順位に含めていない。',
      ],
    },
    dimensions: [
      {
        id: 'district',
        label: '地区',
        partition: false,
        levels: order.map(({ code, label }) => ({ code, label })),
      },
    ],
    columns: [
      { id: 'denominator', label: '分母', kind: 'count', unit: '人', decimals: 0 },
      rank('rank', '順位', 'index'),
      rank('rank_lower', '95%区間 上位側', 'interval'),
      rank('rank_upper', '95%区間 下位側', 'interval'),
    ],
    rows: order.map((area, i) => {
      const ranks = draws.get(area.code) ?? new Float64Array(1);
      return {
        at: [area.code],
        values: [area.persons, i + 1, at(ranks, 0.025), at(ranks, 0.975)],
      };
    }),
  };
}

function at(sorted: Float64Array, p: number): number {
  return sorted[Math.round(p * (sorted.length - 1))] ?? 0;
}

function rankable(table: ReleasedTable): readonly RankedArea[] {
  const numbers = shownNumbers(table, ['denominator', 'smr', 'smr_lower', 'smr_upper']);
  const labels = new Map(table.dimensions[0]?.levels.map(({ code, label }) => [code, label]));
  return table.rows.flatMap((row) => {
    const [code = ''] = row.at;
    const [persons, middle, low, high] = numbers(row);
    if (!(persons > 0 && low > 0 && middle > 0 && high > 0)) return [];
    const error = (Math.log(high) - Math.log(low)) / (2 * 1.959963984540054);
    return [{ code, label: labels.get(code) ?? code, persons, log: Math.log(middle), error }];
  });
}

/** Sorted ranks of every area over the draws. */
function drawnRanks(areas: readonly RankedArea[]): ReadonlyMap<string, Float64Array> {
  const uniform = uniformStream(SEED, 0);
  const normal = () => normalInverse(Math.max(1e-12, uniform()));
  const ranks = new Map(areas.map(({ code }) => [code, new Float64Array(DRAWS)]));
  for (let draw = 0; draw < DRAWS; draw++) {
    const drawn = areas.map(({ code, log, error }) => ({ code, value: log + error * normal() }));
    drawn.sort((a, b) => b.value - a.value);
    for (const [i, { code }] of drawn.entries()) ranks.get(code)?.fill(i + 1, draw, draw + 1);
  }
  for (const of of ranks.values()) of.sort();
  return ranks;
}
