import { shownNumbers } from '../domain/released-cells.ts';
import type { CandidateTable, Column, ReleasedTable } from '../domain/statistic.ts';
import { noted } from '../domain/titles.ts';
import { empiricalBayes } from '../statistics/rates/empirical-bayes.ts';

/** Fewer areas than this do not tell how much areas differ. */
const FEWEST = 3;

const POOLED =
  '地区の間の違いは偶然で説明できる大きさのため、ならした値はどの地区も同じになり、区間は求められない。';

/**
 * Districts' standardised ratios drawn towards their mean (EBSMR; empirical Bayes, Poisson–gamma, Clayton & Kaldor 1987)
 * with 95 % posterior intervals, made from the released cells of `districtComparison` alone: the spread between
 * districts tells nothing about one whose numbers are hidden. Undefined below three districts with released numbers.
 *
 * @param of the comparison as it was asked for, which knows whom its rows count
 */
export function smoothedTable(compared: ReleasedTable, of: CandidateTable): CandidateTable | undefined {
  const areas = countedAreas(compared);
  if (areas.length < FEWEST) return undefined;
  const smoothed = empiricalBayes(areas).areas;
  const people = new Map(of.rows.map((row) => [row.at[0], row.people]));
  const isPooled = smoothed.every(({ lower }) => lower === null);
  const number = (id: string, label: string, formula: 'standardised' | 'interval'): Column => ({
    id,
    label,
    kind: 'derived',
    formula,
    from: ['numerator', 'denominator'],
    unit: '市町村全体=100',
    decimals: 1,
  });
  return {
    id: compared.id.replace('districts.', 'district_smoothed.'),
    parameters: { ...compared.parameters, areas: areas.length },
    context: {
      ...compared.context,
      title: noted(compared.context.title, 'ならした値'),
      method: `${compared.context.method}EBSMR は、人数の少ない地区の標準化比を地区の平均へ近づけた経験ベイズ推定値（ポアソン・ガンマ、Clayton & Kaldor 1987）。値を公表できる地区だけから求めた。`,
      caveats: [...compared.context.caveats, ...(isPooled ? [POOLED] : [])],
      ...(isPooled ? { missing: [POOLED] } : {}),
    },
    dimensions: [
      {
        id: 'district',
        label: '地区',
        partition: false,
        levels: areas.map(({ code, label }) => ({ code, label })),
      },
    ],
    columns: [
      { id: 'denominator', label: '分母', kind: 'count', unit: '人', decimals: 0 },
      { id: 'numerator', label: '分子', kind: 'count_subset', of: 'denominator', unit: '人', decimals: 0 },
      number('ebsmr', 'EBSMR（推定値）', 'standardised'),
      number('ebsmr_lower', '95%区間 下限', 'interval'),
      number('ebsmr_upper', '95%区間 上限', 'interval'),
    ],
    rows: areas.map(({ code, persons, observed }, i) => {
      const found = smoothed[i];
      const values = [persons, observed, found?.ebsmr ?? null, found?.lower ?? null, found?.upper ?? null];
      const keys = people.get(code);
      return { at: [code], values, ...(keys ? { people: keys } : {}) };
    }),
  };
}

interface CountedArea {
  readonly code: string;
  readonly label: string;
  readonly persons: number;
  readonly observed: number;
  readonly expected: number;
}

/** Districts whose people, cases and expected cases were released. */
function countedAreas(table: ReleasedTable): readonly CountedArea[] {
  const numbers = shownNumbers(table, ['denominator', 'numerator', 'expected']);
  const labels = new Map(table.dimensions[0]?.levels.map(({ code, label }) => [code, label]));
  return table.rows.flatMap((row): CountedArea[] => {
    const [code = ''] = row.at;
    const [persons, observed, expected] = numbers(row);
    if (Number.isNaN(persons + observed) || !(expected > 0)) return [];
    return [{ code, label: labels.get(code) ?? code, persons, observed, expected }];
  });
}
