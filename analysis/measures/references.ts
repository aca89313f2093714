import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserIssue } from '../domain/issue.ts';
import type { DefinitionTables } from '../domain/tables/index.ts';
import type { Warehouse } from '../warehouse/session.ts';
import type { MeasureDefinition } from './definition.ts';

export const REFERENCE_AREAS = {
  same_size: '同規模',
  prefecture: '県',
  nation: '国',
} as const;
export type ReferenceArea = keyof typeof REFERENCE_AREAS;

/** One published value of another area, in the printed unit of the measure. */
export interface ReferenceValue {
  readonly measure: string;
  readonly year: number;
  readonly area: ReferenceArea;
  /** 1 male, 2 female; absent for both. */
  readonly sex?: '1' | '2';
  /** Lowest age of a band, of five years where `bandTo` is absent; absent for all ages. */
  readonly band?: number;
  /** Highest age of a wider band; null: it is open at the top. */
  readonly bandTo?: number | null;
  readonly value: number;
  /** Printed as an amount a month; `value` is twelve times that. */
  readonly monthly?: true;
  readonly source: string;
}

export interface References {
  readonly values: readonly ReferenceValue[];
  /** Files that cannot be used (`references.invalid` with file, line and column). */
  readonly issues: readonly UserIssue[];
}

const HEADINGS = ['指標ID', '年度', '範囲', '性別', '年齢階級', '期間', '値', '出典'] as const;
const NEEDED = ['指標ID', '年度', '範囲', '値', '出典'] as const;

const AREAS: ReadonlyMap<string, ReferenceArea> = new Map([
  ['同規模', 'same_size'],
  ['同規模市町村', 'same_size'],
  ['県', 'prefecture'],
  ['都道府県', 'prefecture'],
  ['国', 'nation'],
  ['全国', 'nation'],
]);

/**
 * Reference values that the municipality keeps as CSV files (UTF-8 or Shift_JIS) in a folder, with the headings
 * 指標ID, 年度, 範囲 (同規模・県・国), 性別, 年齢階級, 期間 (月額: an amount a month, made a year's), 値, 出典. A file that does
 * not fit is reported and left out.
 */
export function loadReferences(folder: string): References {
  const values: ReferenceValue[] = [];
  const issues: UserIssue[] = [];
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.csv$/i.test(name)) : [];
  for (const name of names.sort()) {
    try {
      values.push(...parseReferences(textOf(readFileSync(join(folder, name))), name));
    } catch (error) {
      if (!(error instanceof UserIssue)) throw error;
      issues.push(error);
    }
  }
  return { values, issues };
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('shift_jis').decode(bytes);
  }
}

/** Throws `references.invalid` with the file, the line (from 1) and the column that do not fit. */
export function parseReferences(text: string, file: string): readonly ReferenceValue[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const heads = cells(lines[0] ?? '');
  const place = new Map(HEADINGS.map((heading) => [heading, heads.indexOf(heading)]));
  const fail = (line: number, column: string) =>
    new UserIssue('input', 'references.invalid', { file, line, column });
  for (const heading of NEEDED) if ((place.get(heading) ?? -1) < 0) throw fail(1, heading);
  return lines.slice(1).flatMap((text, i) => {
    if (text.trim() === '') return [];
    const row = cells(text);
    const at = (heading: (typeof HEADINGS)[number]) =>
      (row[place.get(heading) ?? -1] ?? '').normalize('NFKC').trim();
    const line = i + 2;
    const year = Number(at('年度'));
    if (!Number.isInteger(year) || year < 1990 || year > 2100) throw fail(line, '年度');
    const area = AREAS.get(at('範囲'));
    if (!area) throw fail(line, '範囲');
    const value = Number(at('値').replace(/[%,]/g, ''));
    if (at('値') === '' || !Number.isFinite(value)) throw fail(line, '値');
    if (at('指標ID') === '') throw fail(line, '指標ID');
    if (at('出典') === '') throw fail(line, '出典');
    const sex = sexOf(at('性別'));
    if (sex === undefined) throw fail(line, '性別');
    const band = bandOf(at('年齢階級'));
    if (band === undefined) throw fail(line, '年齢階級');
    const per = PERIODS.get(at('期間'));
    if (!per) throw fail(line, '期間');
    return [
      {
        measure: at('指標ID'),
        year,
        area,
        ...(sex === null ? {} : { sex }),
        ...band,
        ...amountOf(value, per),
        source: at('出典'),
      },
    ];
  });
}

/** What is said of the period of an amount; nothing is said of numbers that are of no period. */
const PERIODS: ReadonlyMap<string, 'month' | 'year'> = new Map([
  ['', 'year'],
  ['年', 'year'],
  ['年額', 'year'],
  ['月', 'month'],
  ['月額', 'month'],
]);

const MONTHS = 12;

function amountOf(value: number, per: 'month' | 'year'): Pick<ReferenceValue, 'value' | 'monthly'> {
  return per === 'month' ? { value: value * MONTHS, monthly: true } : { value };
}

/** Cells of one CSV line; quotes as in RFC 4180. */
function cells(line: string): readonly string[] {
  const found: string[] = [];
  for (const match of line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)) {
    const cell = match[1] ?? '';
    found.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (match.index + match[0].length >= line.length && !match[0].endsWith(',')) break;
  }
  return found.map((cell) => cell.trim());
}

/**
 * Name by which an item of a report is known: letters of one width, no spaces, without the unit in brackets behind it.
 * Plain units only, in which imported reports are kept: a number in 千円 is another item.
 */
function itemName(item: string): string {
  return plainName(item).replace(/\((?:単位:?)?(?:円|人|件|点|日|年|歳|%)\)$/u, '');
}

/** Letters of one width, no spaces. */
function plainName(text: string): string {
  return text.normalize('NFKC').replace(/\s/gu, '');
}

/** null: both; undefined: not understood. */
function sexOf(text: string): '1' | '2' | null | undefined {
  if (text === '' || text === '計' || text === '総数' || text === '合計' || text === '男女計') return null;
  if (text.startsWith('男')) return '1';
  return text.startsWith('女') ? '2' : undefined;
}

const FIVE_YEARS = /^(\d+)歳?$/u;
const WIDER = /^(\d+)歳?(?:以上|[〜~–−-](?:(\d+)歳?)?)$/u;

/**
 * A band of ages: five years (40〜44歳, 40), wider (65〜74歳), or open at the top (75歳以上). {}: all ages; undefined: not
 * understood, as bands are that do not begin and end with one of five years.
 */
function bandOf(text: string): Pick<ReferenceValue, 'band' | 'bandTo'> | undefined {
  const plain = text.replace(/\s/gu, '');
  if (plain === '' || plain === '計' || plain === '総数' || plain === '合計') return {};
  const five = FIVE_YEARS.exec(plain);
  const wider = WIDER.exec(plain);
  const band = Number((five ?? wider)?.[1]);
  if (!Number.isInteger(band) || band % 5 !== 0) return undefined;
  if (five) return { band };
  if (wider?.[2] === undefined) return { band, bandTo: null };
  const bandTo = Number(wider[2]);
  if (bandTo === band + 4) return { band };
  return bandTo > band && bandTo % 5 === 4 ? { band, bandTo } : undefined;
}

/** Older than anybody: of open bands the one that begins later is the narrower. */
const OLDEST = 999;

/** The value for people of a sex and five-year band: of the narrowest band that holds it, of their sex before both. */
export function valueFor(
  values: readonly ReferenceValue[],
  sex: string,
  start: number,
): ReferenceValue | undefined {
  const width = ({ band = 0, bandTo }: ReferenceValue) =>
    bandTo === undefined ? 0 : (bandTo ?? OLDEST) - band;
  const holds = ({ band, bandTo }: ReferenceValue) => {
    if (band === undefined || band > start) return false;
    if (bandTo === undefined) return band === start;
    return bandTo === null || start + 4 <= bandTo;
  };
  const fitting = values.filter((value) => holds(value) && (value.sex === undefined || value.sex === sex));
  return fitting.toSorted(
    (a, b) => width(a) - width(b) || Number(a.sex === undefined) - Number(b.sex === undefined),
  )[0];
}

export interface Reported {
  readonly values: readonly ReferenceValue[];
  /** Titles of reports whose item cannot be compared, for nobody knows whether it is an amount a month or a year. */
  readonly unclear: readonly string[];
}

/**
 * Values of prefecture, nation and same-size municipalities from imported KDB-style reports, for the items that the
 * table `reference_items` gives to the measure. An amount a month is made a year's; one of unknown period is left out.
 */
export async function reportedReferences(
  warehouse: Warehouse,
  { id: measure, question }: Pick<MeasureDefinition, 'id' | 'question'>,
  year: number,
  tables: DefinitionTables,
): Promise<Reported> {
  // Amounts are over a period, which their items have to say; shares and means are of none.
  const unsaid = question.kind === 'rate' ? 'unknown' : 'year';
  const items = (tables.values('reference_items', year)[measure] ?? []).map((given) => {
    const { item, per, reports } =
      typeof given === 'string' ? ({ item: given, per: unsaid } as const) : given;
    return { name: itemName(item), per, reports: reports?.map(plainName) };
  });
  if (items.length === 0) return { values: [], unclear: [] };
  const rows = await warehouse.all(`SELECT report, area, sex, age_band, item, value FROM aggregate_report
    WHERE fiscal_year = ${year} AND area <> 'own' AND value IS NOT NULL`);
  const unclear = new Set<string>();
  const values = rows.flatMap((row): ReferenceValue[] => {
    const report = String(row.report);
    const [item, title] = [itemName(String(row.item)), plainName(report)];
    const per = items.find(
      ({ name, reports }) => name === item && (reports?.some((words) => title.includes(words)) ?? true),
    )?.per;
    const sex = sexOf(String(row.sex ?? ''));
    const band = bandOf(String(row.age_band ?? '').normalize('NFKC'));
    const area = (Object.keys(REFERENCE_AREAS) as ReferenceArea[]).find((name) => name === row.area);
    if (!area || per === undefined || sex === undefined || band === undefined) return [];
    if (per === 'unknown') {
      unclear.add(report);
      return [];
    }
    return [
      {
        measure,
        year,
        area,
        ...(sex === null ? {} : { sex }),
        ...band,
        ...amountOf(Number(row.value), per),
        source: `取り込んだ帳票「${report}」${per === 'month' ? '（月額）' : ''}`,
      },
    ];
  });
  return { values, unclear: [...unclear].sort() };
}
