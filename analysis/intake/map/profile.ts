import { type Encoding, undecodable } from '../decode/encoding.ts';
import { type CellBlock, cellBlocks } from '../decode/records.ts';
import { type ByteSource, textChunks } from '../decode/source.ts';
import { compact } from '../fields/read.ts';
import type { FieldType } from '../fields/types.ts';
import type { Layout } from '../layouts/types.ts';
import type { Recognition } from '../recognise.ts';
import { fieldId, KEEP_FIELD } from './fields.ts';
import { columnLabel, directIdentifier, type Heading } from './headings.ts';
import type { Recipe } from './recipe.ts';
import { type CellSample, type Suggestion, suggestFields } from './suggest.ts';

/** What may be shown of a column: the shape of its values and how many there are. */
export interface ColumnProfile {
  /** Label of the column: its heading, `#2` for the second of the same name. */
  readonly heading: string;
  /** Digits as 9, letters as A, kanji and kana as 字; long ones shortened. The commonest shape. */
  readonly pattern: string;
  readonly filled: number;
  readonly field?: string;
  /** Why the column is taken for that field, or why it is not read; a code of `messages`. */
  readonly reason: ColumnReason;
  readonly suggestions: readonly Suggestion[];
  /** Entries of the field's published code list that occur often enough to be told. */
  readonly codes: readonly string[];
}

export type ColumnReason = 'heading' | 'item_code' | 'recipe' | 'kept' | 'direct' | 'chosen' | 'unknown';

/** Profiles of a table's columns and the bytes that its encoding cannot decode. */
export interface TableProfile {
  readonly columns: readonly ColumnProfile[];
  readonly rows: number;
  readonly undecodable: number;
  readonly undecodableLine?: number;
}

export type ProfiledTable = Pick<Recognition, 'encoding' | 'dialect' | 'headerLine' | 'headings'> &
  Partial<Pick<Recognition, 'parts' | 'recipe' | 'evidence'>>;

const PROFILE_ROWS = 2000;
const LONGEST_PATTERN = 16;
/** A shape or a code held by fewer rows than this might point at someone. */
const LEAST_ROWS = 5;
const MOST_DISTINCT = 200;

/** Shape of a value: nothing of it can be read back. */
export function patternOf(text: string): string {
  const shape = text
    .normalize('NFKC')
    .trim()
    .replace(/\d/g, '9')
    .replace(/[A-Za-z]/g, 'A')
    .replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu, '字')
    .replace(/字{3,}/g, '字…')
    .replace(/[^9A字….,:/()+\-%=" ]/g, '・');
  return shape.length > LONGEST_PATTERN ? `${shape.slice(0, LONGEST_PATTERN)}…` : shape;
}

interface ColumnSample {
  readonly shapes: Map<string, number>;
  readonly cells: Map<string, number>;
}

/** Profiles of the columns of a recognised table, from its first rows. `layout` is where suggestions come from. */
export async function profileTable(
  source: ByteSource,
  table: ProfiledTable,
  layout: Layout | undefined,
): Promise<TableProfile> {
  const samples = table.headings.map((): ColumnSample => ({ shapes: new Map(), cells: new Map() }));
  const decoder = new TextDecoder(table.encoding === 'cp932' ? 'shift_jis' : 'utf-8');
  const bad: { count: number; line?: number } = { count: 0 };
  let rows = 0;
  for await (const block of cellBlocks(textChunks(source, table.encoding), table.dialect)) {
    countUndecodable(block, table.encoding, bad);
    for (let row = 0; row < block.rows && rows < PROFILE_ROWS; row += 1) {
      if (block.line[row]! <= table.headerLine) continue;
      if (block.lastCell[row]! - block.firstCell[row]! === 1 && table.headings.length > 1) continue;
      rows += 1;
      sampleRow(block, row, { headings: table.headings, samples, decoder });
    }
    if (rows >= PROFILE_ROWS) break;
  }
  const taken = new Set(
    (table.parts ?? []).flatMap(({ plan }) => plan.fields.map(({ to }) => fieldId({ to }))),
  );
  return {
    columns: table.headings.map((heading, index) =>
      profile(heading, samples[index]!, { table, layout, taken }),
    ),
    rows,
    undecodable: bad.count,
    ...(bad.line === undefined ? {} : { undecodableLine: bad.line }),
  };
}

function countUndecodable(block: CellBlock, encoding: Encoding, bad: { count: number; line?: number }): void {
  if (block.rows === 0) return;
  const end = block.end[block.lastCell[block.rows - 1]! - 1]!;
  const found = undecodable(
    block.bytes,
    block.start[block.firstCell[0]!]!,
    end,
    encoding === 'cp932' ? 'cp932' : 'utf-8',
  );
  if (found.count === 0) return;
  let row = block.rows - 1;
  while (row > 0 && block.start[block.firstCell[row]!]! > found.first) row -= 1;
  bad.line ??= block.line[row]!;
  bad.count += found.count;
}

function sampleRow(
  block: CellBlock,
  row: number,
  given: {
    readonly headings: readonly Heading[];
    readonly samples: readonly ColumnSample[];
    readonly decoder: TextDecoder;
  },
): void {
  const cells = block.lastCell[row]! - block.firstCell[row]!;
  given.headings.forEach((heading, index) => {
    if (heading.index >= cells) return;
    const cell = block.firstCell[row]! + heading.index;
    const text = given.decoder.decode(block.bytes.subarray(block.start[cell]!, block.end[cell]!)).trim();
    if (text === '') return;
    const { shapes, cells: distinct } = given.samples[index]!;
    const pattern = patternOf(text);
    shapes.set(pattern, (shapes.get(pattern) ?? 0) + 1);
    if (distinct.size < MOST_DISTINCT || distinct.has(text))
      distinct.set(text, (distinct.get(text) ?? 0) + 1);
  });
}

interface ProfileContext {
  readonly table: ProfiledTable;
  readonly layout: Layout | undefined;
  readonly taken: ReadonlySet<string>;
}

function profile(heading: Heading, sample: ColumnSample, context: ProfileContext): ColumnProfile {
  const filled = [...sample.shapes.values()].reduce((sum, count) => sum + count, 0);
  const [commonest] = [...sample.shapes].sort((a, b) => b[1] - a[1]);
  const pattern = commonest && commonest[1] >= LEAST_ROWS ? commonest[0] : '';
  const base = { heading: columnLabel(heading), pattern, filled, suggestions: [], codes: [] };
  const meaning = meaningOf(heading, context.table);
  const { layout, taken } = context;
  const suggestions = layout ? suggestFields(heading, sample.cells, layout, taken) : [];
  if (meaning) {
    return {
      ...base,
      // Kept only because nothing was known of it: it may be what the list lacks.
      suggestions: meaning.reason === 'kept' ? suggestions : [],
      field: meaning.field,
      reason: meaning.reason,
      codes: meaning.type ? usedCodes(sample.cells, meaning.type) : [],
    };
  }
  if (directIdentifier(heading) !== undefined) return { ...base, pattern: '', reason: 'direct' };
  return { ...base, reason: 'unknown', suggestions };
}

function meaningOf(
  heading: Heading,
  { parts = [], recipe, evidence = [] }: ProfiledTable,
): { readonly field: string; readonly reason: ColumnReason; readonly type?: FieldType } | undefined {
  const named = recipe && Object.hasOwn(recipe.columns, columnLabel(heading));
  const chosen = evidence.some(({ code }) => code === 'evidence.chosen');
  const reason: ColumnReason = named ? 'recipe' : chosen ? 'chosen' : 'heading';
  for (const { plan } of parts) {
    for (const { to, sources } of plan.fields) {
      const source = sources.find(({ index }) => index === heading.index);
      if (!source) continue;
      const field = fieldId({ to, ...(source.convert ? { convert: source.convert } : {}) });
      return { field, reason, type: source.type };
    }
    const item = plan.items.find(({ index }) => index === heading.index);
    if (item) return itemMeaning(item.type.kind === 'loose', heading);
  }
  return undefined;
}

function itemMeaning(kept: boolean, heading: Heading): { field: string; reason: ColumnReason } {
  return kept ? { field: KEEP_FIELD, reason: 'kept' } : { field: heading.key, reason: 'item_code' };
}

/** Entries of the product's own code list among the cells. Cells outside the list are never told. */
function usedCodes(cells: CellSample, type: FieldType): string[] {
  const list =
    type.kind === 'code' ? Object.keys(type.codes) : type.kind === 'flag' ? [...type.yes, ...type.no] : [];
  const counts = new Map<string, number>();
  for (const [text, count] of cells) {
    const entry = compact(text).replace(/^0+(?=\d)/, '');
    if (list.includes(entry)) counts.set(entry, (counts.get(entry) ?? 0) + count);
  }
  return [...counts].flatMap(([entry, count]) => (count >= LEAST_ROWS ? [entry] : [])).sort();
}

/** What a recipe keeps of a profile: shapes and code list entries by column. */
export function recipeProfile(columns: readonly ColumnProfile[]): Pick<Recipe, 'shapes' | 'codes'> {
  const shaped = columns.filter(({ pattern, field }) => pattern !== '' && field !== undefined);
  const coded = columns.filter(({ codes }) => codes.length > 0);
  return {
    shapes: Object.fromEntries(shaped.map(({ heading, pattern }) => [heading, pattern])),
    codes: Object.fromEntries(coded.map(({ heading, codes }) => [heading, [...codes]])),
  };
}
