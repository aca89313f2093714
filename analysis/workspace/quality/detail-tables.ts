import type { CandidateRow, CandidateTable, Dimension, Level } from '../../domain/statistic.ts';
import { REMEDIES } from './checks.ts';
import type { FacilityYear, QualityDetail } from './detail.ts';
import { WATCHED_ITEMS } from './facts.ts';
import type { SourceCoverage } from './sources.ts';
import { dataContext, PERSONS, percentOf, share, subset, yearDimension } from './tables.ts';

/** Statistics of coverage, linkage, facilities, implausible values and totals, for the gate. */
export function detailTables(detail: QualityDetail): CandidateTable[] {
  const tables = detail.sources.map(coverage);
  if (detail.sources.length > 0) tables.push(linkage(detail.sources));
  if (detail.sources.some(({ reasons }) => reasons.length > 0)) tables.push(notLinked(detail.sources));
  if (detail.facilities.length > 0) {
    const largest = largestFacilities(detail.facilities);
    tables.push(completeness(largest), roundedByFacility(largest));
  }
  if (detail.items.length > 0) tables.push(implausible(detail.items), ...means(detail.items));
  if (detail.diastolic.length > 0) tables.push(diastolic(detail.diastolic));
  if (detail.enrolled.length > 0) tables.push(enrolled(detail.enrolled));
  return tables;
}

function dimension(id: string, label: string, levels: readonly Level[], partition = false): Dimension {
  return { id, label, partition, levels };
}

function coverage({ source, label, months }: SourceCoverage): CandidateTable {
  const levels = withGaps(months.map(({ month }) => month)).map((month) => ({
    code: month,
    label: `${month.slice(0, 4)}年${Number(month.slice(5))}月`,
  }));
  return {
    id: `quality.coverage.${source}`,
    parameters: {},
    context: dataContext(`${label}の月ごとの人数`, label, [], '月ごとに人を1回だけ数えた'),
    dimensions: [dimension('month', '月', levels)],
    columns: [PERSONS],
    rows: months.map(({ month, persons }) => ({ at: [month], values: [persons] })),
  };
}

const MONTHS = 12;
/** A longer gap is a day far off, not months that are missing. */
const LONGEST_GAP = 2 * MONTHS;

/** The months in their order, with those between them in which nothing is. */
function withGaps(months: readonly string[]): string[] {
  const numberOf = (month: string) => Number(month.slice(0, 4)) * MONTHS + Number(month.slice(5)) - 1;
  const textOf = (number: number) =>
    `${String(Math.floor(number / MONTHS)).padStart(4, '0')}-${String((number % MONTHS) + 1).padStart(2, '0')}`;
  return months.flatMap((month, at) => {
    const before = at === 0 ? month : months[at - 1]!;
    const gap = numberOf(month) - numberOf(before) - 1;
    if (gap <= 0 || gap > LONGEST_GAP) return [month];
    return [...Array.from({ length: gap }, (_, missing) => textOf(numberOf(before) + 1 + missing)), month];
  });
}

function linkage(sources: readonly SourceCoverage[]): CandidateTable {
  const years = [...new Set(sources.flatMap((source) => source.years.map(({ year }) => year)))].sort(
    (a, b) => a - b,
  );
  return {
    id: 'quality.linkage.sources',
    parameters: {},
    context: dataContext(
      'データの種類ごとの、資格の台帳にいる人の割合',
      '記録のある人',
      years.map((year) => ({ year })),
    ),
    dimensions: [
      dimension(
        'source',
        'データ',
        sources.map(({ source, label }) => ({ code: source, label })),
      ),
      yearDimension(years.map((year) => ({ year }))),
    ],
    columns: [PERSONS, subset('linked', '台帳にいる人'), share('linked_share', '割合', 'linked')],
    rows: sources.flatMap(({ source, years: rows }) =>
      rows.map(({ year, persons, enrolled: found }) => ({
        at: [source, String(year)],
        values: [persons, found, percentOf(found, persons)],
      })),
    ),
  };
}

function notLinked(sources: readonly SourceCoverage[]): CandidateTable {
  const affected = sources.filter(({ reasons }) => reasons.length > 0);
  return {
    id: 'quality.not_linked',
    parameters: {},
    context: dataContext(
      '資格の台帳にいない人の、考えられる理由',
      '記録があり台帳にいない人',
      [],
      '人を1回だけ数えた',
    ),
    dimensions: [
      dimension(
        'source',
        'データ',
        affected.map(({ source, label }) => ({ code: source, label })),
      ),
      dimension(
        'reason',
        '理由',
        Object.entries(REMEDIES).map(([code, { label }]) => ({ code, label })),
        true,
      ),
    ],
    columns: [PERSONS],
    rows: affected.flatMap(({ source, reasons }) =>
      reasons.map(({ reason, persons }) => ({ at: [source, reason], values: [persons] })),
    ),
  };
}

interface Facility {
  readonly facility: string;
  readonly persons: number;
  readonly withSbp: number;
  readonly sbpZero: number;
  readonly filled: Readonly<Record<string, number>>;
}

const MOST_FACILITIES = 8;
const OTHERS = 'others';

/** The facilities with most checkups of the newest year, the rest together. */
function largestFacilities(rows: readonly FacilityYear[]): {
  readonly year: number;
  readonly rows: Facility[];
} {
  const year = Math.max(...rows.map((row) => row.year));
  const sorted = rows.filter((row) => row.year === year).toSorted((a, b) => b.persons - a.persons);
  const rest = sorted.slice(MOST_FACILITIES);
  const sum = (read: (row: FacilityYear) => number) => rest.reduce((total, row) => total + read(row), 0);
  const others: Facility[] =
    rest.length === 0
      ? []
      : [
          {
            facility: OTHERS,
            persons: sum(({ persons }) => persons),
            withSbp: sum(({ withSbp }) => withSbp),
            sbpZero: sum(({ sbpZero }) => sbpZero),
            filled: Object.fromEntries(
              WATCHED_ITEMS.map(([name]) => [name, sum(({ filled }) => filled[name] ?? 0)]),
            ),
          },
        ];
  return { year, rows: [...sorted.slice(0, MOST_FACILITIES), ...others] };
}

function facilityDimension(rows: readonly Facility[]): Dimension {
  return dimension(
    'facility',
    '健診機関',
    rows.map(({ facility }) => ({ code: facility, label: facility === OTHERS ? 'その他の機関' : facility })),
  );
}

function completeness({ year, rows }: ReturnType<typeof largestFacilities>): CandidateTable {
  const cells: CandidateRow[] = rows.flatMap(({ facility, persons, filled }) =>
    WATCHED_ITEMS.map(([name]) => ({
      at: [facility, name],
      values: [persons, filled[name] ?? 0, percentOf(filled[name] ?? 0, persons)],
    })),
  );
  return {
    id: 'quality.completeness.facility',
    parameters: { year },
    context: dataContext('健診機関ごとの、項目がそろっている割合', '特定健診を受けた人', [{ year }]),
    dimensions: [
      facilityDimension(rows),
      dimension(
        'item',
        '項目',
        WATCHED_ITEMS.map(([code, label]) => ({ code, label })),
      ),
    ],
    columns: [PERSONS, subset('filled', '値がある人'), share('filled_share', '割合', 'filled')],
    rows: cells,
  };
}

function roundedByFacility({ year, rows }: ReturnType<typeof largestFacilities>): CandidateTable {
  return {
    id: 'quality.digit_preference.facility',
    parameters: { year, item: 'sbp' },
    context: dataContext('健診機関ごとの、収縮期血圧の末尾が 0 の割合', '収縮期血圧の値がある人', [{ year }]),
    dimensions: [facilityDimension(rows)],
    columns: [PERSONS, subset('zero', '末尾が 0 の人'), share('zero_share', '割合', 'zero')],
    rows: rows.map(({ facility, withSbp, sbpZero }) => ({
      at: [facility],
      values: [withSbp, sbpZero, percentOf(sbpZero, withSbp)],
    })),
  };
}

function itemDimensions(items: QualityDetail['items']): Dimension[] {
  const years = [...new Set(items.map(({ year }) => year))].sort((a, b) => a - b);
  return [
    dimension(
      'item',
      '項目',
      WATCHED_ITEMS.filter(([name]) => items.some(({ item }) => item === name)).map(([code, label]) => ({
        code,
        label,
      })),
    ),
    yearDimension(years.map((year) => ({ year }))),
  ];
}

function implausible(items: QualityDetail['items']): CandidateTable {
  return {
    id: 'quality.out_of_range',
    parameters: {},
    context: dataContext('ありえない値・数でない値の割合', '値が書かれている人', items),
    dimensions: itemDimensions(items),
    columns: [PERSONS, subset('invalid', 'ありえない値の人'), share('invalid_share', '割合', 'invalid')],
    rows: items.map(({ item, year, persons, invalid }) => ({
      at: [item, String(year)],
      values: [persons, invalid, percentOf(invalid, persons)],
    })),
  };
}

/** A table an item: means of different units are no one figure. */
function means(items: QualityDetail['items']): CandidateTable[] {
  return WATCHED_ITEMS.flatMap(([name, label, unit]) => {
    const own = items.filter(({ item }) => item === name);
    return own.length === 0 ? [] : [meansOf({ name, label, unit }, own)];
  });
}

function meansOf(
  { name, label, unit }: { readonly name: string; readonly label: string; readonly unit: string },
  items: QualityDetail['items'],
): CandidateTable {
  return {
    id: `quality.means.${name}`,
    parameters: {},
    context: dataContext(`${label}の年度ごとの平均`, `${label}の値がある人`, items, '健診の値の単純な平均'),
    dimensions: [yearDimension(items)],
    columns: [
      PERSONS,
      {
        id: 'mean',
        label: '平均',
        kind: 'derived',
        unit,
        decimals: 2,
        from: ['persons'],
        formula: 'mean',
      },
    ],
    rows: items.map(({ year, persons, invalid, mean }) => ({
      at: [String(year)],
      values: [persons - invalid, Number.isNaN(mean) ? null : mean],
    })),
  };
}

function diastolic(rows: QualityDetail['diastolic']): CandidateTable {
  return {
    id: 'quality.digit_preference.dbp',
    parameters: {},
    context: dataContext('拡張期血圧の末尾が 0 の割合（丸めの目安は 10%）', '拡張期血圧の値がある人', rows),
    dimensions: [yearDimension(rows)],
    columns: [PERSONS, subset('zero', '末尾が 0 の人'), share('zero_share', '割合', 'zero')],
    rows: rows.map(({ year, persons, zero }) => ({
      at: [String(year)],
      values: [persons, zero, percentOf(zero, persons)],
    })),
  };
}

function enrolled(rows: QualityDetail['enrolled']): CandidateTable {
  return {
    id: 'quality.enrolled',
    parameters: {},
    context: dataContext(
      '資格の台帳の人数（10月1日現在）',
      '国保・後期の加入者',
      rows,
      '10月1日に資格のある人を数えた',
    ),
    dimensions: [yearDimension(rows)],
    columns: [PERSONS],
    rows: rows.map(({ year, persons }) => ({ at: [String(year)], values: [persons] })),
  };
}
