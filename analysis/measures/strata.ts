import { broadAgeOf } from '../domain/age.ts';
import { fiscalYearLabel } from '../domain/fiscal-year-label.ts';
import type { CandidateTable, Dimension, Level } from '../domain/statistic.ts';
import type { Warehouse } from '../warehouse/session.ts';
import type { AgeRange } from './frames.ts';

export const ALL = 'all';
const TOP_BAND = 90;

/** A dimension of a table together with the way from a leaf to every level that contains it. */
export interface Stratum {
  readonly dimension: Dimension;
  /** Levels (itself first) that a leaf value of the data belongs to. */
  lineage(leaf: string): readonly string[];
}

/** 男女計 over 男 and 女. */
export function sexStratum(): Stratum {
  return withTotal('sex', '性別', '男女計', [
    { code: '1', label: '男' },
    { code: '2', label: '女' },
  ]);
}

/** Lowest ages of the five-year bands of a range; the last may be open (90歳以上). */
export function ageBands(ages: AgeRange): readonly number[] {
  const last = Math.min(ages.to ?? TOP_BAND, TOP_BAND);
  const bands: number[] = [];
  for (let start = Math.floor(ages.from / 5) * 5; start <= last; start += 5) bands.push(start);
  return bands;
}

/** Five-year bands under 総数. */
export function ageStratum(ages: AgeRange): Stratum {
  const levels = ageBands(ages).map((start) => ({ code: String(start), label: bandLabel(start, ages) }));
  return withTotal('age', '年齢階級', '総数', levels);
}

/** Broad age groups under 総数; leaves are five-year bands. */
export function broadAgeStratum(ages: AgeRange): Stratum {
  const starts = [...new Set(ageBands(ages).map(broadAgeOf))];
  const levels = starts.map((start, place): Level => {
    const next = starts[place + 1];
    const from = Math.max(start, ages.from);
    const to = next === undefined ? ages.to : next - 1;
    return { code: String(start), label: to === null ? `${from}歳以上` : `${from}〜${to}歳` };
  });
  const { dimension, lineage } = withTotal('broad_age', '年齢区分', '総数', levels);
  return { dimension, lineage: (band) => lineage(String(broadAgeOf(Number(band)))) };
}

function bandLabel(start: number, ages: AgeRange): string {
  const open = ages.to === null && start === TOP_BAND;
  if (open) return `${start}歳以上`;
  return `${Math.max(start, ages.from)}〜${Math.min(start + 4, ages.to ?? start + 4)}歳`;
}

/** SQL of the band's lowest age. */
export function bandSql(age: string): string {
  return `least(${TOP_BAND}, ${age} // 5 * 5)`;
}

export function withTotal(id: string, label: string, total: string, leaves: readonly Level[]): Stratum {
  return {
    dimension: {
      id,
      label,
      partition: true,
      levels: [{ code: ALL, label: total }, ...leaves.map((leaf) => ({ ...leaf, parent: ALL }))],
    },
    lineage: (leaf) => [leaf, ALL],
  };
}

export function yearStratum(years: readonly number[]): Stratum {
  return {
    dimension: {
      id: 'year',
      label: '年度',
      partition: false,
      levels: years.map((year) => ({ code: String(year), label: fiscalYearLabel(year) })),
    },
    lineage: (leaf) => [leaf],
  };
}

const UNKNOWN = 'unknown';

interface District {
  readonly code: string;
  readonly name: string;
  readonly level: string;
  readonly parent: string | null;
}

/**
 * 市町村全体 over care areas over school districts, as the `district` table has them.
 *
 * Persons with an unknown code come under 不明; persons filed directly under an area that has smaller districts
 * come under 「（小地区不明）」 of it, so that every level is the sum of its children.
 */
export async function districtStratum(warehouse: Warehouse): Promise<Stratum> {
  const rows = await warehouse.all(
    'SELECT district_code, name, level, parent_code FROM district ORDER BY district_code',
  );
  const all = rows.map((row) => ({
    code: String(row.district_code),
    name: String(row.name),
    level: String(row.level),
    parent: row.parent_code === null ? null : String(row.parent_code),
  }));
  return districtTree(all);
}

function districtTree(all: readonly District[]): Stratum {
  const towns = new Set(all.filter(({ level }) => level === 'municipality').map(({ code }) => code));
  const areas = all.filter(({ code }) => !towns.has(code));
  const known = new Map(areas.map((area) => [area.code, area]));
  const hasChildren = new Set(areas.flatMap(({ parent }) => (parent && known.has(parent) ? [parent] : [])));
  const parentOf = (area: District) => (area.parent && known.has(area.parent) ? area.parent : ALL);
  const levels: Level[] = [{ code: ALL, label: '市町村全体' }];
  for (const area of areas) {
    levels.push({ code: area.code, label: area.name, parent: parentOf(area) });
    if (hasChildren.has(area.code))
      levels.push({ code: `${area.code}:rest`, label: `${area.name}（小地区不明）`, parent: area.code });
  }
  levels.push({ code: UNKNOWN, label: '地区不明', parent: ALL });
  const lineage = (leaf: string): readonly string[] => {
    const area = known.get(leaf);
    if (!area) return [UNKNOWN, ALL];
    const path = hasChildren.has(leaf) ? [`${leaf}:rest`] : [];
    for (let at: District | undefined = area; at; at = at.parent ? known.get(at.parent) : undefined) {
      if (path.includes(at.code)) break;
      path.push(at.code);
    }
    return [...path, ALL];
  };
  return { dimension: { id: 'district', label: '地区', partition: true, levels }, lineage };
}

/** The large districts alone, of a municipality that has districts within districts; undefined of another. */
export function largeDistricts({ dimension, lineage }: Stratum): Stratum | undefined {
  const parents = new Set(dimension.levels.map(({ parent }) => parent));
  const levels = dimension.levels.filter(({ code, parent }) => code === ALL || parent === ALL);
  if (!levels.some(({ code }) => code !== ALL && parents.has(code))) return undefined;
  const codes = new Set(levels.map(({ code }) => code));
  return {
    dimension: { ...dimension, levels },
    lineage: (leaf) => lineage(leaf).filter((code) => codes.has(code)),
  };
}

/** 「小地区不明」 or 「地区不明」: whoever is in no known district. */
export function isRemainder(code: string): boolean {
  return code === UNKNOWN || code.endsWith(':rest');
}

/** Leaves out 「小地区不明」 and 「地区不明」 where nobody is in them in any row. */
export function withoutEmptyRemainders(table: CandidateTable): CandidateTable {
  const place = table.dimensions.findIndex(({ id }) => id === 'district');
  const dimension = table.dimensions[place];
  if (!dimension) return table;
  const counts = table.columns.flatMap(({ kind }, i) => (kind === 'derived' ? [] : [i]));
  const used = new Set(
    table.rows.filter((row) => counts.some((i) => row.values[i] !== 0)).map((row) => row.at[place]),
  );
  const kept = dimension.levels.filter(({ code }) => used.has(code) || !isRemainder(code));
  const codes = new Set(kept.map(({ code }) => code));
  return {
    ...table,
    dimensions: table.dimensions.map((other, i) => (i === place ? { ...dimension, levels: kept } : other)),
    rows: table.rows.filter((row) => codes.has(row.at[place] ?? '')),
  };
}
