import { parseFiscalYear } from '../../domain/dates.ts';
import { type BlockPlace, clean, HIDDEN, isNumeric, NONE, placeOf, type ReportRow } from './report-blocks.ts';
import { isSummable, moneyUnitOf, reportUnit } from './report-units.ts';

/** One number of a published report, with everything that says what it is. */
export interface ReportNumber {
  readonly line: number;
  readonly area: 'own' | 'same_size' | 'prefecture' | 'nation';
  readonly sex: string | null;
  readonly ageBand: string | null;
  readonly item: string;
  readonly value: number | null;
  readonly unit: string | null;
  /** By how much the printed number was multiplied. */
  readonly factor: number;
  /** One of the last printed digit: 0.1 for 12.5. */
  readonly step: number;
}

/** What the columns of a report are: names of rows, numbers, or not used; by label, as the user confirmed it. */
export interface ReportColumns {
  readonly labels: ReadonlySet<string>;
  readonly ignored: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
}

/** Label of a report's column: its headings from the upper to the lower, or its place where it has none. */
function columnLabelOf(names: readonly string[], index: number): string {
  return names.join('_') || `${index + 1}列目`;
}

export interface ReportTable {
  /** Label of each column, and what it was taken for. */
  readonly columns: readonly { readonly label: string; readonly role: 'label' | 'number' | 'unused' }[];
  readonly title: string;
  readonly fiscalYear: number | null;
  readonly headerFrom: number;
  readonly headerTo: number;
  readonly numbers: readonly ReportNumber[];
  readonly suppressed: number;
  /** Columns of counts whose total row is not the sum of the rows above it. */
  readonly totalsDiffer: readonly string[];
  /** Columns that are printed in thousands or millions; their numbers are in the plain unit here. */
  readonly scaled: readonly string[];
}

const AREAS: Readonly<Record<string, ReportNumber['area']>> = {
  保険者: 'own',
  自保険者: 'own',
  市町村: 'own',
  当市: 'own',
  同規模: 'same_size',
  同規模保険者: 'same_size',
  県: 'prefecture',
  都: 'prefecture',
  府: 'prefecture',
  道: 'prefecture',
  都道府県: 'prefecture',
  国: 'nation',
  全国: 'nation',
};
const TOTAL = /^(合計|総計|計|総数)$/;
const NOTE = /^(※|注|小計|再掲)/;
const AGE = /^(\d{1,3})歳?[~～〜\-ー](\d{1,3})歳?$|^(\d{1,3})歳以上$/;

/**
 * Reads a report with title rows, headings of one to three rows and total rows (as the 帳票 of KDB are); undefined
 * when the rows are no such table. Nothing is bound to a layout: headings are kept as item names. Several tables one
 * below the other, each with headings of its own, are read one by one and come as one: their columns go by label.
 */
export function readReportTable(
  rows: readonly ReportRow[],
  columns?: ReportColumns,
): ReportTable | undefined {
  const blocks: ReportTable[] = [];
  let moneyUnit: string | undefined;
  for (let from = 0; from < rows.length; ) {
    const place = placeOf(rows, from);
    if (!place) break;
    const block = readBlock(rows, place, { columns, moneyUnit });
    moneyUnit = block.moneyUnit;
    blocks.push(block.table);
    from = place.to;
  }
  return blocks.length > 1 ? asOne(blocks) : blocks[0];
}

function readBlock(
  rows: readonly ReportRow[],
  { from, header, body, to }: BlockPlace,
  given: { readonly columns: ReportColumns | undefined; readonly moneyUnit: string | undefined },
): { readonly table: ReportTable; readonly moneyUnit: string | undefined } {
  const headings = joinHeadings(rows.slice(header, body));
  const data = rows.slice(body, to);
  const labels = headings.map(columnLabelOf);
  const dimensions = dimensionsOf(data, labels, given.columns);
  const unused = new Set(
    labels.flatMap((label, index) => (given.columns?.ignored.has(label) ? [index] : [])),
  );
  const titles = rows
    .slice(from, header)
    .flatMap((row) => row.cells.map(clean))
    .filter((cell) => cell !== '');
  const moneyUnit = moneyUnitOf(titles) ?? given.moneyUnit;
  const state: BodyState = {
    headings,
    dimensions,
    unused,
    sums: new Map(),
    suppressed: 0,
    differ: new Set(),
    moneyUnit,
    scaled: new Set(),
  };
  const numbers = readBody(data, state);
  const table: ReportTable = {
    columns: labels.map((label, index) => ({
      label,
      role: unused.has(index) ? 'unused' : dimensions.includes(index) ? 'label' : 'number',
    })),
    title: titles[0] ?? '',
    fiscalYear: fiscalYearOf(titles),
    headerFrom: rows[header]!.line,
    headerTo: rows[body - 1]!.line,
    numbers,
    suppressed: state.suppressed,
    totalsDiffer: [...state.differ],
    scaled: [...state.scaled],
  };
  return { table, moneyUnit };
}

/** Columns of row labels: as the user said; those that were never shown to the user, by their cells. */
function dimensionsOf(
  data: readonly ReportRow[],
  labels: readonly string[],
  columns: ReportColumns | undefined,
): number[] {
  const detected = dimensionColumns(data, labels.length);
  return labels.flatMap((label, index) => {
    const known =
      columns && (columns.labels.has(label) || columns.ignored.has(label) || columns.numbers.has(label));
    return (known ? columns.labels.has(label) : detected.includes(index)) ? [index] : [];
  });
}

/** Tables one below the other: title, year and place of the headings are those of the first. */
function asOne(blocks: readonly ReportTable[]): ReportTable {
  const columns = new Map<string, ReportTable['columns'][number]>();
  for (const block of blocks)
    for (const column of block.columns) if (!columns.has(column.label)) columns.set(column.label, column);
  const all = (of: (block: ReportTable) => readonly string[]) => [...new Set(blocks.flatMap(of))];
  return {
    ...blocks[0]!,
    columns: [...columns.values()],
    numbers: blocks.flatMap(({ numbers }) => numbers),
    suppressed: blocks.reduce((sum, { suppressed }) => sum + suppressed, 0),
    totalsDiffer: all(({ totalsDiffer }) => totalsDiffer),
    scaled: all(({ scaled }) => scaled),
  };
}

/** 上位_下位, the upper level carried to the right over merged cells. */
function joinHeadings(rows: readonly ReportRow[]): string[][] {
  const width = Math.max(...rows.map((row) => row.cells.length));
  const levels = rows.map((row, level) => {
    let held = '';
    return Array.from({ length: width }, (_, index) => {
      const cell = clean(row.cells[index] ?? '');
      if (cell !== '') held = cell;
      return level < rows.length - 1 ? held : cell;
    });
  });
  return Array.from({ length: width }, (_, index) =>
    levels.map((level) => level[index]!).filter((cell) => cell !== ''),
  );
}

function dimensionColumns(data: readonly ReportRow[], width: number): number[] {
  const columns: number[] = [];
  for (let index = 0; index < width; index += 1) {
    const cells = data.map((row) => row.cells[index] ?? '').filter((cell) => cell.trim() !== '');
    const numeric = cells.filter(isNumeric).length;
    if (numeric * 2 >= cells.length && cells.length > 0) break;
    columns.push(index);
  }
  return columns;
}

/** The printed numbers of a column: their sum, how many they are, and the widest of their last digits. */
interface Sum {
  readonly sum: number;
  readonly rows: number;
  readonly step: number;
}

interface BodyState {
  readonly headings: readonly (readonly string[])[];
  readonly dimensions: readonly number[];
  readonly unused: ReadonlySet<number>;
  /** By column; null where one of its numbers is hidden. */
  readonly sums: Map<number, Sum | null>;
  suppressed: number;
  readonly differ: Set<string>;
  /** Of the amounts of money without a unit of their own. */
  readonly moneyUnit: string | undefined;
  readonly scaled: Set<string>;
}

function readBody(data: readonly ReportRow[], state: BodyState): ReportNumber[] {
  const numbers: ReportNumber[] = [];
  const held: string[] = [];
  for (const row of data) {
    const lead = clean(row.cells.find((cell) => cell.trim() !== '') ?? '');
    if (lead === '' || NOTE.test(lead)) continue;
    const total = TOTAL.test(lead);
    const labels = state.dimensions.map((index) => {
      const cell = clean(row.cells[index] ?? '');
      if (total) return cell;
      if (cell !== '') held[index] = cell;
      return held[index] ?? '';
    });
    for (let index = 0; index < state.headings.length; index += 1) {
      if (state.unused.has(index) || state.dimensions.includes(index)) continue;
      const number = numberAt(row, index, labels, state);
      if (!number) continue;
      reconcile(index, number, total, state);
      numbers.push(number);
    }
  }
  return numbers;
}

function numberAt(
  row: ReportRow,
  index: number,
  labels: readonly string[],
  state: BodyState,
): ReportNumber | undefined {
  const cell = clean(row.cells[index] ?? '');
  if (cell === '') return undefined;
  const hidden = HIDDEN.test(cell);
  if (hidden) state.suppressed += 1;
  if (!hidden && !isNumeric(cell)) return undefined;
  const names = state.headings[index] ?? [];
  const areaName = names.find((name) => AREAS[name] !== undefined || /^.{1,4}[都道府県]$/.test(name));
  const parts = names.filter((name) => name !== areaName);
  const name = parts.join('_');
  if (name === '') return undefined;
  const percent = cell.endsWith('%');
  const { unit, factor, item } = percent
    ? { unit: '%', factor: 1, item: withOtherLabels(name, labels) }
    : reportUnit(withOtherLabels(name, labels), state.moneyUnit);
  if (factor !== 1) state.scaled.add(columnLabelOf(names, index));
  const printed = hidden || NONE.test(cell) ? null : Number(cell.replace(/[¥\\,%]/g, ''));
  return {
    line: row.line,
    area: areaName === undefined ? 'own' : (AREAS[areaName] ?? 'prefecture'),
    sex: labels.find((label) => /^(男|女|男性|女性|男女計|総数|合計|計)$/.test(label)) ?? null,
    ageBand: labels.find((label) => AGE.test(label)) ?? null,
    item,
    // Thousands with a decimal point would not come out whole.
    value: printed === null ? null : factor === 1 ? printed : Number((printed * factor).toPrecision(12)),
    unit,
    factor,
    step: 10 ** -(/\.(\d+)/.exec(cell)?.[1]?.length ?? 0),
  };
}

/** Row labels that are neither sex nor age (a disease, a kind of checkup) belong to the item's name. */
function withOtherLabels(item: string, labels: readonly string[]): string {
  const others = labels.filter(
    (label) =>
      label !== '' &&
      !AGE.test(label) &&
      !/^(男|女|男性|女性|男女計|総数|合計|計)$/.test(label) &&
      parseFiscalYear(label) === null,
  );
  return others.length > 0 ? `${others.join('_')}_${item}` : item;
}

function reconcile(index: number, number: ReportNumber, total: boolean, state: BodyState): void {
  if (number.unit === '%' || number.area !== 'own' || !isSummable(number.item)) return;
  const printed = number.value === null ? null : number.value / number.factor;
  const known = state.sums.get(index);
  if (!total) {
    const { sum, rows, step } = known ?? { sum: 0, rows: 0, step: 0 };
    const hidden = printed === null || known === null;
    state.sums.set(
      index,
      hidden ? null : { sum: sum + printed, rows: rows + 1, step: Math.max(step, number.step) },
    );
    return;
  }
  if (!known || printed === null) return;
  // Each number in thousands was rounded by itself, and so was their total.
  const rounding = number.factor === 1 ? 0.5 : 0.5 * Math.max(known.step, number.step) * (known.rows + 1);
  if (Math.abs(known.sum - printed) > rounding + 1e-9) state.differ.add(number.item);
}

function fiscalYearOf(titles: readonly string[]): number | null {
  for (const title of titles) {
    const found = /(令和|平成)(元|\d{1,2})年度|(20\d{2})年度/.exec(title.replace(/\s/g, ''));
    if (found) return parseFiscalYear(found[0]);
  }
  return null;
}
