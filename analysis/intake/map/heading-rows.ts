import { normaliseHeading } from '../../domain/identifiers.ts';
import { LAYOUTS } from '../layouts/index.ts';
import { ITEM_CODE } from '../layouts/item-codes.ts';
import { headingUnit } from '../layouts/units.ts';
import { directIdentifier, type Heading, headingsOf } from './headings.ts';

export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What may be the headings of a table: the texts of one row, or of two that belong together. */
export interface HeadingRow {
  /** Last line that is no data. */
  readonly line: number;
  /** Line on which the headings begin. */
  readonly first: number;
  readonly cells: readonly string[];
  /** Line below the headings that says units, formats or numbers of the columns. */
  readonly notes?: number;
}

/** Values, not headings: numbers, dates, times. */
const VALUE = /^[¥\\+-]?[\d,./:%年月日時分歳+~〜ー-]+$|^[MTSHR明大昭平令]/u;
/** Parts of words that headings of municipal lists are made of. */
const HEADING_PART =
  /番号|氏名|カナ|性別|生年|年月|年度|年齢|日$|区分|コード|名$|記号|ID|種別|事由|血圧|体重|身長|結果|判定|有無|回数|点数|金額|費|率$|数$|値$|地区|校区|住所|電話|備考|状況|フラグ|質問/u;

/** Words of a row that says how each column is filled in. */
const FORMAT =
  /^(必須|任意|文字列?|テキスト|数字|数値|整数|小数|日付|コード値?|選択|自由記述|(半角|全角)\S{0,8}|[YMD年月日]+([/.-][YMD]+)*|\d{1,3}(桁|文字)(以内)?|\S{0,6}形式)$/iu;
/** Words that stand for a unit and are none of a measured value. */
const COUNTED = /^(歳|才|回|点|円|千円|日|人|本|個|件|か月|ヶ月|年|時間|分)$/u;

/**
 * The rows of a table that may be its headings, of the first `depth`: single ones in their order, then pairs of which
 * the upper one names groups of columns. A row of units, formats or column numbers goes with the headings above it.
 */
export function headingRows(rows: readonly Row[], depth: number): HeadingRow[] {
  const single = rows
    .slice(0, depth)
    .map((row, at) => withNotes(row.cells, row.line, row.line, rows[at + 1]));
  const pairs = rows.slice(0, depth).flatMap((upper, at) => pairAt(rows, at, upper) ?? []);
  return [...single, ...pairs];
}

/** The headings that begin in a row which is known to hold some: with the row below it where the two belong together. */
export function headingsFrom(rows: readonly Row[], at: number): HeadingRow {
  const row = rows[at]!;
  return pairAt(rows, at, row) ?? withNotes(row.cells, row.line, row.line, rows[at + 1]);
}

/** True for what reads like a heading of some municipal list. */
export function readsLikeHeading(heading: Heading): boolean {
  return (
    knownHeadings().has(heading.key) ||
    HEADING_PART.test(heading.key) ||
    ITEM_CODE.test(heading.key) ||
    directIdentifier(heading) !== undefined
  );
}

/** True for what is a value of a list rather than a heading. */
export function readsLikeValue({ key }: Heading): boolean {
  return VALUE.test(key) && !ITEM_CODE.test(key) && !knownHeadings().has(key);
}

/** A value of a list occurs again further down; a heading does not. */
export function repeatsBelow(row: Row, rows: readonly Row[]): boolean {
  const below = rows.filter(({ line }) => line > row.line);
  const again = row.cells.filter(
    (cell, index) => cell.trim() !== '' && below.some((other) => other.cells[index] === cell),
  );
  return again.length * 4 > row.cells.filter((cell) => cell.trim() !== '').length;
}

let cached: ReadonlySet<string> | undefined;
function knownHeadings(): ReadonlySet<string> {
  if (cached) return cached;
  // Thousands, many of them in several layouts.
  const texts = new Set(LAYOUTS.flatMap(({ fields }) => fields.flatMap(({ headings }) => headings)));
  cached = new Set([...texts].map(normaliseHeading));
  return cached;
}

const filled = (cell: string | undefined): boolean => (cell ?? '').trim() !== '';

/**
 * Two rows of which the upper one names groups: over some of the lower one's cells it is blank, or goes on with the
 * text before (cells that were joined). What the lower one says must read like headings in every cell, since headings
 * are shown to the user and values never are.
 */
function pairAt(rows: readonly Row[], at: number, upper: Row): HeadingRow | undefined {
  const lower = rows[at + 1];
  if (!lower) return undefined;
  const above = upper.cells.map((cell, index) => (index > 0 && cell === upper.cells[index - 1] ? '' : cell));
  const below = lower.cells.map((cell, index) => (cell === upper.cells[index] ? '' : cell));
  const isUnder = (cell: string, index: number) => filled(cell) && !filled(above[index]);
  if (!below.some(isUnder) || below.filter(filled).length < 2 || !above.some(filled)) return undefined;
  const texts = joined(above, below);
  const own = headingsOf(below);
  const isHeading = (heading: Heading, index: number) =>
    !filled(below[index]) || (!readsLikeValue(own[index]!) && readsLikeHeading(heading));
  if (!headingsOf(texts).every(isHeading) || headingsOf(above).some(readsLikeValue)) return undefined;
  if (repeatsBelow(lower, rows)) return undefined;
  return withNotes(texts, upper.line, lower.line, rows[at + 2]);
}

/** The texts of two heading rows, column by column, as some layout knows them. */
function joined(upper: readonly string[], lower: readonly string[]): string[] {
  const texts: string[] = [];
  let group = '';
  for (let index = 0; index < Math.max(upper.length, lower.length); index += 1) {
    const above = (upper[index] ?? '').trim();
    const below = (lower[index] ?? '').trim();
    // A group goes on to the right as long as something stands under it.
    if (above !== '' || below === '') group = below === '' ? '' : above;
    if (below === '') texts.push(above);
    else texts.push(group === '' ? below : knownText(group, below));
  }
  return texts;
}

const ASKED = /服薬|内服|質問|問診|既往|病歴/u;

function knownText(group: string, own: string): string {
  if (directIdentifier(headingsOf([own])[0]!) !== undefined) return own;
  // What was asked about the blood pressure is no blood pressure.
  const alone = ASKED.test(group) ? [] : [own];
  const spellings = [`${own}${group}`, `${group}${own}`, ...alone];
  const known = spellings.find((text) => knownHeadings().has(headingsOf([text])[0]!.key));
  return known ?? `${group} ${own}`;
}

function withNotes(
  cells: readonly string[],
  first: number,
  line: number,
  below: Row | undefined,
): HeadingRow {
  const notes = below?.cells ?? [];
  const said = notes.filter(filled).map((cell) => cell.normalize('NFKC').trim());
  if (!below || said.length === 0) return { cells, first, line };
  const areUnits = said.every((text) => COUNTED.test(bare(text)) || isUnit(text));
  const areFormats = said.length > 1 && said.every((text) => FORMAT.test(bare(text)));
  if (!areUnits && !areFormats && !areNumbers(notes)) return { cells, first, line };
  const withUnits = areUnits ? cells.map((cell, index) => inUnit(cell, notes[index] ?? '')) : cells;
  return { cells: withUnits, first, line: below.line, notes: below.line };
}

const bare = (text: string): string => text.replace(/^[([]\s*|\s*[)\]]$/g, '');

function isUnit(text: string): boolean {
  return headingUnit(`項目(${bare(text)})`) !== undefined;
}

/** A heading with its unit, unless it says one itself. */
function inUnit(heading: string, unit: string): string {
  const text = bare(unit.normalize('NFKC').trim());
  return text !== '' && isUnit(text) && headingUnit(heading) === undefined ? `${heading}(${text})` : heading;
}

/** Fewer columns than this may be numbered by chance. */
const LEAST_NUMBERED = 4;

/** Every cell is the number of its column. */
function areNumbers(cells: readonly string[]): boolean {
  return (
    cells.length >= LEAST_NUMBERED &&
    cells.every((cell, index) => bare(cell.normalize('NFKC').trim()) === String(index + 1))
  );
}
