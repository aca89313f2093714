import type { OperationInput, OperationOutput } from '../../analysis/api/contract/operations.ts';
import type {
  Dimension,
  ReleasedCell,
  ReleasedTable,
  ReleasedWire,
} from '../../analysis/domain/statistic.ts';
import {
  ages,
  districts,
  fakeContext,
  hiddenCell,
  scatter,
  sexes,
  shareTable,
  shownCell,
  wireOf,
  withTotal,
  years,
} from './fake-tables.ts';

/** Answers of the overview with made-up statistics. */

const only = (code: string): Dimension => {
  const level = districts.levels.find((known) => known.code === code);
  return { ...districts, levels: [{ code, label: level?.label ?? code }] };
};

const bands = withTotal(
  'age',
  '年齢階級',
  '総数',
  Array.from({ length: 19 }, (_, index) => ({
    code: String(index * 5),
    label: index === 18 ? '90歳以上' : `${index * 5}〜${index * 5 + 4}歳`,
  })),
);

export function fakePyramid({ year, district }: OperationInput<'overview.pyramid'>) {
  const places = district === undefined ? [] : [only(district)];
  const scale = district === undefined ? 1 : 0.12;
  const persons = (sex: string, age: string): ReleasedCell => {
    const from = Number(age);
    const wave = Math.exp(-((from - 72) ** 2) / 700) + 0.5 * Math.exp(-((from - 38) ** 2) / 900);
    const count = Math.round(620 * wave * scale * (sex === '1' && from > 75 ? 0.7 : 1));
    return count < 10 ? hiddenCell : shownCell(count);
  };
  const leaves = bands.levels.slice(1).map(({ code }) => code);
  const sum = (all: readonly ReleasedCell[]): ReleasedCell =>
    shownCell(all.reduce((total, cell) => total + (cell.state === 'shown' ? cell.value : 4), 0));
  const cellAt = (sex: string, age: string): ReleasedCell => {
    const parts = (sex === 'all' ? ['1', '2'] : [sex]).flatMap((one) =>
      (age === 'all' ? leaves : [age]).map((band) => persons(one, band)),
    );
    const [first] = parts;
    return parts.length === 1 && first !== undefined ? first : sum(parts);
  };
  const table = wireOf({
    id: 'overview.pyramid',
    parameters: { year },
    context: fakeContext('年齢別・性別の被保険者数'),
    dimensions: [years([year]), sexes, bands, ...places],
    columns: [{ id: 'persons', label: '被保険者', kind: 'count', unit: '人', decimals: 0 }],
    rows: sexes.levels.flatMap((sex) =>
      bands.levels.map((band) => ({
        at: [String(year), sex.code, band.code, ...places.map(({ levels }) => levels[0]?.code ?? '')],
        cells: [cellAt(sex.code, band.code)],
      })),
    ),
  });
  return { table };
}

interface Named {
  readonly id: string;
  readonly name: string;
}

export function fakeWithin({ id, name }: Named, input: OperationInput<'overview.within'>) {
  const strata = input.by.map((stratum) => (stratum === 'sex' ? sexes : ages));
  const dimensions = [years(input.years), ...strata, only(input.district)];
  return { table: shareTable({ id, name, unit: '%', dimensions, standardise: false }) };
}

export function fakeRest({ id, name }: Named, { year, district }: OperationInput<'overview.rest'>) {
  const part: Dimension = {
    ...districts,
    levels: [
      { code: 'all', label: '市町村全体' },
      { code: district, label: only(district).levels[0]?.label ?? district, parent: 'all' },
      { code: 'rest', label: 'ほかの地区', parent: 'all' },
    ],
  };
  return { table: shareTable({ id, name, unit: '%', dimensions: [years([year]), part], standardise: true }) };
}

export function fakeFunnel({ id, name }: Named): { readonly table: ReleasedWire<ReleasedTable> } {
  const schools = districts.levels.filter(({ code }) => code.startsWith('s'));
  const index = { kind: 'derived', formula: 'interval', unit: '市町村全体=100', decimals: 1 } as const;
  const table = wireOf({
    id: `districts.${id}`,
    parameters: {},
    context: fakeContext(`${name}の地区比較`),
    dimensions: [
      {
        id: 'district',
        label: '地区',
        partition: false,
        levels: schools.map(({ code, label }) => ({ code, label })),
      },
    ],
    columns: [
      { id: 'denominator', label: '分母', kind: 'count', unit: '人', decimals: 0 },
      { id: 'expected', label: '期待数', kind: 'derived', formula: 'standardised', unit: '人', decimals: 1 },
      { ...index, id: 'smr', label: '標準化比', formula: 'standardised' },
      { ...index, id: 'smr_lower', label: '95%信頼区間 下限' },
      { ...index, id: 'smr_upper', label: '95%信頼区間 上限' },
      { ...index, id: 'funnel95_lower', label: '管理限界95% 下限' },
      { ...index, id: 'funnel95_upper', label: '管理限界95% 上限' },
      { ...index, id: 'funnel998_lower', label: '管理限界99.8% 下限' },
      { ...index, id: 'funnel998_upper', label: '管理限界99.8% 上限' },
    ],
    rows: schools.map(({ code }, at) => {
      const expected = 60 + at * 45;
      const smr = at === 2 ? 138 : 85 + 30 * scatter(`${id}${code}`);
      const half = (1.96 * 100) / Math.sqrt(expected);
      const wide = (3.09 * 100) / Math.sqrt(expected);
      const numbers = [expected * 3, expected, smr, smr - half, smr + half];
      const limits = [100 - half, 100 + half, 100 - wide, 100 + wide];
      return {
        at: [code],
        cells:
          at === 5 ? limits.concat(numbers).map(() => hiddenCell) : [...numbers, ...limits].map(shownCell),
      };
    }),
  });
  return { table };
}

/** Eight school districts as a grid of rectangles. */
export function fakeGeography(): OperationOutput<'geography.get'> {
  const schools = districts.levels.filter(({ code }) => code.startsWith('s'));
  return {
    missing: 0,
    boundaries: schools.map(({ code }, index) => {
      const x = 146 + (index % 4) * 0.05;
      const y = 33 + Math.floor(index / 4) * 0.06;
      const ring = [
        [x, y],
        [x + 0.05, y],
        [x + 0.05, y + 0.06],
        [x, y + 0.06],
        [x, y],
      ] as const;
      return { code, polygons: [[ring]] };
    }),
  };
}
