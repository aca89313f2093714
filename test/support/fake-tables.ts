import type {
  Column,
  Dimension,
  Level,
  ReleasedCell,
  ReleasedRow,
  ReleasedTable,
  ReleasedWire,
  ReleaseRecord,
  StatisticContext,
} from '../../analysis/domain/statistic.ts';

/** Made-up statistics in the released shapes, for tests of the window. The municipality does not exist. */

export const THRESHOLD = 10;

export function fakeRelease(hidden: number, shown: number): ReleaseRecord {
  return {
    releaseId: `test-${hidden}-${shown}`,
    ruleVersion: 'test-1',
    threshold: THRESHOLD,
    hidden: { primary: hidden, secondary: 0, other: 0 },
    shown,
    proof: hidden === 0 ? 'nothing_hidden' : 'proved',
    sourceHash: '0'.repeat(64),
  };
}

export function fakeContext(title: string): StatisticContext {
  return {
    title,
    population: '見本町の国保加入者（40〜74歳、架空）',
    period: '令和5年度（2023年4月〜2024年3月）',
    source: '試験用の作りもの',
    method: '試験用。計算はしていない。',
    caveats: [],
  };
}

export function shownCell(value: number): ReleasedCell {
  return { state: 'shown', value };
}

export const hiddenCell: ReleasedCell = { state: 'hidden', reason: 'primary' };

/** A number in [0, 1) that depends on the text only. */
export function scatter(text: string): number {
  let hash = 2166136261;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619) >>> 0;
  return (hash % 10_000) / 10_000;
}

const person = { unit: '人', decimals: 0 } as const;

export function shareColumns(name: string, unit: string): readonly Column[] {
  const printed = { unit, decimals: 1 } as const;
  const from = ['numerator', 'denominator'];
  return [
    { id: 'denominator', label: '分母', kind: 'count', ...person },
    { id: 'numerator', label: '分子', kind: 'count_subset', of: 'denominator', ...person },
    { id: 'value', label: name, kind: 'derived', formula: 'share', from, ...printed },
    { id: 'value_lower', label: '95%信頼区間 下限', kind: 'derived', formula: 'interval', from, ...printed },
    { id: 'value_upper', label: '95%信頼区間 上限', kind: 'derived', formula: 'interval', from, ...printed },
  ];
}

const standardisedColumns: readonly Column[] = [
  {
    id: 'std',
    label: '年齢調整値（モデル人口）',
    kind: 'derived',
    formula: 'standardised',
    unit: '%',
    decimals: 1,
  },
  {
    id: 'std_lower',
    label: '95%信頼区間 下限',
    kind: 'derived',
    formula: 'interval',
    unit: '%',
    decimals: 1,
  },
  {
    id: 'std_upper',
    label: '95%信頼区間 上限',
    kind: 'derived',
    formula: 'interval',
    unit: '%',
    decimals: 1,
  },
];

export function withTotal(id: string, label: string, total: string, leaves: readonly Level[]): Dimension {
  const levels = [{ code: 'all', label: total }, ...leaves.map((leaf) => ({ parent: 'all', ...leaf }))];
  return { id, label, partition: true, levels };
}

export const sexes = withTotal('sex', '性別', '男女計', [
  { code: '1', label: '男' },
  { code: '2', label: '女' },
]);

export const ages = withTotal(
  'age',
  '年齢階級',
  '総数',
  [40, 45, 50, 55, 60, 65, 70].map((from) => ({ code: String(from), label: `${from}〜${from + 4}歳` })),
);

export const districts = withTotal('district', '地区', '市町村全体', [
  ...['北圏域', '南圏域'].map((label, area) => ({ code: `a${area}`, label })),
  ...['一の坂', '二の沢', '三ツ橋', '四方木', '五本松', '六反田', '七ヶ浜', '八重垣'].map((name, index) => ({
    code: `s${index}`,
    label: `${name}小学校区`,
    parent: `a${index % 2}`,
  })),
]);

export function years(all: readonly number[]): Dimension {
  return {
    id: 'year',
    label: '年度',
    partition: false,
    levels: all.map((year) => ({ code: String(year), label: `令和${year - 2018}年度` })),
  };
}

/** Cells of one row of a share: people, interval and, when asked for, the standardised share. */
function shareCells(key: string, people: number, standardise: boolean): readonly ReleasedCell[] {
  const cells = 5 + (standardise ? 3 : 0);
  if (people < 40) return Array.from({ length: cells }, () => hiddenCell);
  const share = 0.28 + 0.24 * scatter(key);
  const half = 1.96 * Math.sqrt((share * (1 - share)) / people);
  const percent = [share, share - half, share + half].map((part) => shownCell(Math.max(0, part * 100)));
  const cellsOf = [shownCell(people), shownCell(Math.round(people * share)), ...percent];
  return standardise ? [...cellsOf, ...percent] : cellsOf;
}

function product(dimensions: readonly Dimension[]): readonly (readonly string[])[] {
  return dimensions.reduce<readonly (readonly string[])[]>(
    (rows, dimension) => rows.flatMap((at) => dimension.levels.map((level) => [...at, level.code])),
    [[]],
  );
}

/** People of a row: fewer the finer it is. */
function peopleAt(at: readonly string[]): number {
  const fine = at.slice(1).filter((code) => code !== 'all');
  return fine.reduce((people, code) => Math.round(people / (3 + 5 * scatter(code))), 8200);
}

export interface ShareTableRequest {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly dimensions: readonly Dimension[];
  readonly standardise: boolean;
}

export function shareTable(request: ShareTableRequest): ReleasedWire<ReleasedTable> {
  const { id, name, unit, dimensions, standardise } = request;
  const columns = [...shareColumns(name, unit), ...(standardise ? standardisedColumns : [])];
  const rows: readonly ReleasedRow[] = product(dimensions).map((at) => ({
    at,
    cells: shareCells(`${id}${at.join('|')}`, peopleAt(at), standardise),
  }));
  return wireOf({
    id: `measure.${id}`,
    parameters: {},
    context: fakeContext(name),
    dimensions,
    columns,
    rows,
  });
}

export function wireOf(table: ReleasedTable): ReleasedWire<ReleasedTable> {
  const cells = table.rows.flatMap((row) => row.cells);
  const hidden = cells.filter((cell) => cell.state === 'hidden').length;
  return { statistic: table, release: fakeRelease(hidden, cells.length - hidden) };
}
