import { UserIssue } from '../domain/issue.ts';
import { type Encoding, type EncodingGuess, guessEncoding } from './decode/encoding.ts';
import type { IndexedDocuments } from './decode/exchange-index.ts';
import { type Dialect, INSURER_DIALECT, UKE_DIALECT } from './decode/records.ts';
import { type ByteSource, headOf } from './decode/source.ts';
import { formOf, layoutOfForm, unknownForm } from './forms.ts';
import { readHead, rowsOf } from './head.ts';
import { LAYOUTS, layoutById, layoutNameOf } from './layouts/index.ts';
import { ITEM_CODE } from './layouts/item-codes.ts';
import { isUnusedMaster } from './layouts/masters.ts';
import type { Layout } from './layouts/types.ts';
import { isLabResult } from './load/lab-results.ts';
import type { ReportColumns } from './load/report-table.ts';
import { type RowWidth, rowWidthOf } from './load/row-width.ts';
import { directByValues } from './map/direct-values.ts';
import { headingRowOf } from './map/heading-row.ts';
import { type HeadingRow, headingRows } from './map/heading-rows.ts';
import { findHeading, type Heading, headingsOf } from './map/headings.ts';
import { type ColumnPlan, planByHeadings, planByPosition, withoutColumns } from './map/plan.ts';
import { fixedBy, type HeadingChange, headingChange, type Recipe, recipeFit } from './map/recipe.ts';
import { type Head, REPORT_LAYOUT, reportTable } from './recognise-report.ts';

/** A remark on why a file was taken for what it is; the sentence is in `messages`. */
export interface Evidence {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface FlatPart {
  readonly layout: Layout;
  readonly plan: ColumnPlan;
}

/** What a file was recognised as. */
export interface Recognition {
  readonly kind: 'flat' | 'uke' | 'insurer_claims' | 'lab_csv' | 'checkup_xml' | 'guidance_xml' | 'report';
  readonly layoutId: string;
  readonly layoutName: string;
  readonly layoutVersion: string;
  readonly order: number;
  readonly encoding: Encoding;
  readonly dialect: Dialect;
  /** Physical line of the heading row; 0 when there is none. */
  readonly headerLine: number;
  readonly headings: readonly Heading[];
  readonly parts: readonly FlatPart[];
  /** The first row names a form: the last one may be a mark with the number of rows. */
  readonly framed?: boolean;
  /** Cells that a row under the heading row has. */
  readonly width?: RowWidth;
  /** What the index of an exchange archive says of its documents. */
  readonly indexed?: IndexedDocuments;
  readonly evidence: readonly Evidence[];
  readonly encodingEvidence: readonly string[];
  /** What the columns of a report are, where the user or a recipe said so. */
  readonly reportColumns?: ReportColumns;
  /** The recipe that was used, and what differs from it. */
  readonly recipe?: Recipe;
  readonly change?: HeadingChange;
}

/** What the user decided about one table, in place of what would be recognised. */
export interface FileChoice {
  readonly encoding?: Encoding;
  readonly layout?: string;
  /** Column label → field id; an empty id: not used. */
  readonly columns?: Readonly<Record<string, string>>;
}

const UKE_LAYOUTS: Readonly<Record<string, string>> = {
  1: 'uke_medical',
  3: 'uke_dental',
  4: 'uke_pharmacy',
};

const HEAD_BYTES = 256 << 10;
/** With fewer columns a text is hardly a table. */
const LEAST_COLUMNS = 3;
const UKE_ORDER = 60;
const LAB_ORDER = 43;

/** Overrides of what would be guessed. */
export interface RecogniseOptions {
  readonly layout?: string;
  readonly encoding?: Encoding;
  /** Saved recipes; one that fits decides. */
  readonly recipes?: readonly Recipe[];
  /** Decisions of the user by the name of the table; they come before everything else. */
  readonly choices?: Readonly<Record<string, FileChoice>>;
}

/**
 * Says what a text file is, from its first rows.
 *
 * Throws `intake.empty_file`, `intake.binary_file`, `intake.unknown_layout`, `intake.unknown_form` (kind input).
 */
export async function recogniseText(
  source: ByteSource,
  options: RecogniseOptions = {},
): Promise<Recognition> {
  const bytes = await headOf(source, HEAD_BYTES);
  if (bytes.length === 0) throw new UserIssue('input', 'intake.empty_file', { file: source.name });
  const choice = options.choices?.[source.name];
  const encoding = choice?.encoding ?? options.encoding;
  const guess = encoding ? { encoding, evidence: ['encoding.chosen'] } : guessEncoding(bytes);
  if (!guess) throw new UserIssue('input', 'intake.binary_file', { file: source.name });
  const receipts = await recogniseReceipts(bytes, guess, source.size > bytes.length);
  if (receipts) return receipts;
  const head = await readHead(bytes, guess, source.size > bytes.length);
  if (head.rows.length === 0) throw new UserIssue('input', 'intake.empty_file', { file: source.name });
  if (isLabResult(head.rows[0]!.cells)) return labResults(head);
  if (isUnusedMaster(head.rows[0]!.cells))
    throw new UserIssue('input', 'intake.master_not_used', { file: source.name });
  const layout = choice?.layout ?? options.layout;
  const found =
    (choice?.columns && layout ? byChoice(head, layout, choice.columns) : undefined) ??
    (choice?.layout ? undefined : byRecipe(head, options.recipes ?? [])) ??
    (layout ? chosenLayout(head, layout) : ownGuess(head, source.name));
  if (!found) throw new UserIssue('input', 'intake.unknown_layout', { file: source.name });
  const framed = found.kind === 'flat' && formOf(head.rows) !== undefined;
  return withWidth(withoutDirectValues(framed ? { ...found, framed } : found, head), head);
}

/**
 * Leaves out columns whose values are direct identifiers although the heading does not say so: individual numbers
 * wherever they stand, the others where a column would be kept as it is.
 */
function withoutDirectValues(found: Recognition, head: Head): Recognition {
  if (found.kind !== 'flat' || found.headerLine === 0) return found;
  if (found.parts.some(({ layout }) => layout.frame.kind === 'fkac')) return found;
  const rows = head.rows.filter(({ line }) => line > found.headerLine);
  const kept = new Set(
    found.parts.flatMap(({ plan }) =>
      plan.items.flatMap(({ index, type }) => (type.kind === 'loose' ? [index] : [])),
    ),
  );
  const headings = found.headings.map((heading) => {
    const direct = directByValues(rows.map(({ cells }) => cells[heading.index] ?? ''));
    return direct && (kept.has(heading.index) || direct === 'privacy.my_number_values')
      ? { ...heading, direct }
      : heading;
  });
  const dropped = headings.filter(({ direct }) => direct !== undefined);
  if (dropped.length === 0) return found;
  const parts = found.parts.map(({ layout, plan }) => ({ layout, plan: withoutColumns(plan, dropped) }));
  return { ...found, headings, parts };
}

function withWidth(found: Recognition, head: Head): Recognition {
  if (found.kind !== 'flat' || found.headerLine === 0) return found;
  const rows = head.rows.filter(({ line }) => line > found.headerLine).map(({ cells }) => cells);
  return { ...found, width: rowWidthOf(found.headings, rows) };
}

/** A table that is no known kind, as far as its headings can be told from its values: for the user to map. */
export async function unknownTable(
  source: ByteSource,
  encoding?: Encoding,
): Promise<Pick<Recognition, 'encoding' | 'dialect' | 'headerLine' | 'headings'> | undefined> {
  const bytes = await headOf(source, HEAD_BYTES);
  const guess = encoding ? { encoding, evidence: [] } : guessEncoding(bytes);
  if (!guess) return undefined;
  const head = await readHead(bytes, guess, source.size > bytes.length);
  const row = headingRowOf(head.rows);
  if (!row) return undefined;
  return {
    encoding: guess.encoding,
    dialect: head.dialect,
    headerLine: row.line,
    headings: headingsOf(row.cells),
  };
}

/** True for rows of cells of which none is a row of headings: nothing by which the user could say what a column is. */
export async function isBareTable(source: ByteSource): Promise<boolean> {
  const bytes = await headOf(source, HEAD_BYTES);
  const guess = bytes.length > 0 ? guessEncoding(bytes) : undefined;
  if (!guess) return false;
  const { rows } = await readHead(bytes, guess, source.size > bytes.length);
  const wide = rows.filter(({ cells }) => cells.length >= LEAST_COLUMNS).length;
  return wide >= 2 && wide * 2 > rows.length && !headingRowOf(rows);
}

/** 医科・調剤・歯科 receipts begin with IR or YK; insurers' files have three columns before the record id. */
async function recogniseReceipts(
  bytes: Uint8Array,
  guess: EncodingGuess,
  cut: boolean,
): Promise<Recognition | undefined> {
  const start = Buffer.from(bytes.subarray(0, 64))
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
  const provider = /^(IR|YK),\d/.test(start);
  const insurer = /^[12],\d+,\d*,(MN|IR|YK|RE|RC),/.test(start);
  if (!provider && !insurer) return undefined;
  const rows = await rowsOf(bytes, guess, UKE_DIALECT, cut);
  const table = provider
    ? (rows[0]?.cells[3] ?? '')
    : (rows.find((row) => row.cells[3] === 'IR' || row.cells[3] === 'YK')?.cells[6] ?? '1');
  const layoutId = provider ? (UKE_LAYOUTS[table] ?? 'uke_medical') : 'insurer_claims';
  return {
    kind: provider ? 'uke' : 'insurer_claims',
    layoutId,
    layoutName: layoutNameOf(layoutId),
    layoutVersion: '2022-04',
    order: UKE_ORDER,
    // The first bytes of a file in CP932 may be ASCII all of them.
    encoding: guess.evidence.includes('encoding.ascii') ? 'cp932' : guess.encoding,
    dialect: provider ? UKE_DIALECT : INSURER_DIALECT,
    encodingEvidence: guess.evidence,
    headerLine: 0,
    headings: [],
    parts: [],
    evidence: [
      { code: provider ? 'evidence.uke_first_record' : 'evidence.insurer_prefix', params: { line: 1 } },
    ],
  };
}

function labResults(head: Head): Recognition {
  return {
    kind: 'lab_csv',
    layoutId: 'lab_csv',
    layoutName: layoutNameOf('lab_csv'),
    layoutVersion: '2015-07',
    order: LAB_ORDER,
    encoding: head.encoding.encoding,
    dialect: head.dialect,
    encodingEvidence: head.encoding.evidence,
    headerLine: 0,
    headings: [],
    parts: [],
    evidence: [{ code: 'evidence.lab_mark', params: { line: head.rows[0]!.line } }],
  };
}

function base(layout: Layout, head: Head) {
  return {
    layoutId: layout.id,
    layoutName: layout.name,
    layoutVersion: layout.version,
    order: layout.order,
    encoding: head.encoding.encoding,
    dialect: head.dialect,
    encodingEvidence: head.encoding.evidence,
  };
}

/** The recipe that fits a heading row best. */
function byRecipe(head: Head, recipes: readonly Recipe[]): Recognition | undefined {
  let best: { fit: number; recognition: Recognition } | undefined;
  for (const recipe of recipes) {
    if (recipe.layout === REPORT_LAYOUT) {
      const report = reportTable(head, recipe);
      if (report && (!best || best.fit < report.fit)) best = report;
      continue;
    }
    const layout = layoutById(recipe.layout);
    if (!layout) throw new UserIssue('input', 'intake.recipe_invalid', { part: 'layout' });
    for (const row of headingRows(head.rows, RECIPE_DEPTH)) {
      const headings = headingsOf(row.cells);
      const fit = recipeFit(recipe, headings);
      if (fit === 0 || (best && best.fit >= fit)) continue;
      best = {
        fit,
        recognition: {
          kind: 'flat',
          ...base(layout, head),
          headerLine: row.line,
          headings,
          parts: [{ layout, plan: planByHeadings(layout, headings, fixedBy(recipe, headings)) }],
          evidence: [{ code: 'evidence.recipe', params: { name: recipe.name, line: row.first } }],
          recipe,
          change: headingChange(recipe, headings),
        },
      };
    }
  }
  return best?.recognition;
}

const RECIPE_DEPTH = 20;

/** The columns as the user gave them their meaning. */
function byChoice(
  head: Head,
  layoutId: string,
  columns: Readonly<Record<string, string>>,
): Recognition | undefined {
  const given = Object.entries(columns);
  const recipe: Recipe = {
    recipe: 1,
    name: 'chosen',
    layout: layoutId,
    columns: Object.fromEntries(given.filter(([, id]) => id !== '')),
    unused: given.filter(([, id]) => id === '').map(([label]) => label),
  };
  const found = (layoutById(layoutId) ?? layoutId === REPORT_LAYOUT) ? byRecipe(head, [recipe]) : undefined;
  if (!found) return undefined;
  const { recipe: _, change: __, ...recognition } = found;
  return { ...recognition, evidence: [{ code: 'evidence.chosen', params: { columns: given.length } }] };
}

function ownGuess(head: Head, file: string): Recognition | undefined {
  const id = unknownForm(head.rows);
  if (id !== undefined) throw new UserIssue('input', 'intake.unknown_form', { file, id });
  return bestLayout(head) ?? reportTable(head)?.recognition;
}

/** The layout that explains most columns. */
function bestLayout(head: Head): Recognition | undefined {
  const positional = positionalLayouts(head);
  if (positional) return positional;
  const framed = framedLayout(head);
  if (framed) return framed;
  let best: { score: number; recognition: Recognition } | undefined;
  for (const layout of LAYOUTS) {
    if (layout.frame.kind !== 'table' || layout.lastResort) continue;
    const found = inTable(layout, head);
    if (found && (!best || found.score > best.score)) best = found;
  }
  if (best) return best.recognition;
  const lastResort = LAYOUTS.filter((layout) => layout.lastResort);
  return lastResort.map((layout) => inTable(layout, head)).find((found) => found !== undefined)?.recognition;
}

function chosenLayout(head: Head, id: string): Recognition | undefined {
  if (id === REPORT_LAYOUT) return reportTable(head)?.recognition;
  const layout = layoutById(id);
  if (!layout) throw new UserIssue('usage', 'intake.no_such_layout', { layout: id });
  if (layout.frame.kind === 'positional') return positionalLayouts(head);
  if (layout.frame.kind === 'fkac') return framed(layout, head);
  return inTable(layout, head, true)?.recognition ?? withoutMeanings(layout, head);
}

/** The layout the user chose, over headings of which none is known yet. */
function withoutMeanings(layout: Layout, head: Head): Recognition | undefined {
  const row = headingRowOf(head.rows);
  if (!row) return undefined;
  const headings = headingsOf(row.cells);
  return {
    kind: 'flat',
    ...base(layout, head),
    headerLine: row.line,
    headings,
    parts: [{ layout, plan: planByHeadings(layout, headings) }],
    evidence: headingEvidence(row, headings),
  };
}

function positionalLayouts(head: Head): Recognition | undefined {
  const fits = (layout: Layout): boolean => {
    const { frame } = layout;
    if (frame.kind !== 'positional') return false;
    return head.rows.some(
      ({ cells }) =>
        cells.length >= frame.minimumCells &&
        (!frame.exactCells || cells.length === frame.minimumCells) &&
        frame.match.every((mark) => {
          const text = cells[mark.cell] ?? '';
          return 'digits' in mark ? /^[0-9]+$/.test(text) : mark.oneOf.includes(text);
        }),
    );
  };
  const found = LAYOUTS.filter(fits);
  const [firstFound] = found;
  if (!firstFound) return undefined;
  const family = LAYOUTS.filter(
    (layout) => layout.frame.kind === 'positional' && layout.stage === firstFound.stage,
  );
  return {
    kind: 'flat',
    ...base(firstFound, head),
    headerLine: 0,
    headings: [],
    parts: family.map((layout) => ({ layout, plan: planByPosition(layout) })),
    evidence: [{ code: 'evidence.record_marks', params: { line: head.rows[0]!.line } }],
  };
}

/** Files with a meta row: the file id decides. */
function framedLayout(head: Head): Recognition | undefined {
  const id = formOf(head.rows);
  const layout = id === undefined ? undefined : layoutOfForm(id);
  return layout ? framed(layout, head) : undefined;
}

function framed(layout: Layout, head: Head): Recognition | undefined {
  const header = head.rows[1];
  if (!header) return undefined;
  const headings = headingsOf(header.cells);
  return {
    kind: 'flat',
    ...base(layout, head),
    headerLine: header.line,
    headings,
    parts: [{ layout, plan: planByHeadings(layout, headings) }],
    evidence: [
      {
        code: 'evidence.file_id',
        params: { line: 1, id: layout.frame.kind === 'fkac' ? layout.frame.fileId : '' },
      },
      { code: 'evidence.heading_row', params: { line: header.line, columns: headings.length } },
    ],
  };
}

function inTable(
  layout: Layout,
  head: Head,
  forced = false,
): { score: number; recognition: Recognition } | undefined {
  const depth = layout.frame.kind === 'table' ? layout.frame.metaRows : 0;
  let best: { score: number; recognition: Recognition } | undefined;
  for (const row of headingRows(head.rows, depth + 1)) {
    const headings = headingsOf(row.cells);
    if (headings.length < 2) continue;
    const fits = layout.recognise.every((group) => findHeading(headings, group) !== undefined);
    if (!forced && (!fits || findHeading(headings, layout.unless ?? []) !== undefined)) continue;
    const plan = planByHeadings(layout, headings);
    const score = scoreOf(layout, plan, headings);
    if (forced && plan.fields.length < 2) continue;
    if (best && best.score >= score) continue;
    best = {
      score,
      recognition: {
        kind: 'flat',
        ...base(layout, head),
        headerLine: row.line,
        headings,
        parts: [{ layout, plan }],
        evidence: [
          ...headingEvidence(row, headings),
          { code: 'evidence.headings_matched', params: { matched: headings.length - plan.unused.length } },
        ],
      },
    };
  }
  return best;
}

/** Where the headings are, and what of the rows below them is no data. */
function headingEvidence({ first, line, notes }: HeadingRow, headings: readonly Heading[]): Evidence[] {
  const last = notes === undefined ? line : notes - 1;
  const columns = headings.length;
  const found: Evidence =
    first === last
      ? { code: 'evidence.heading_row', params: { line: first, columns } }
      : { code: 'evidence.heading_rows', params: { first, last, columns } };
  return notes === undefined ? [found] : [found, { code: 'evidence.notes_row', params: { line: notes } }];
}

/** Columns explained, those with content counting more than identifiers; unexplained ones count against. */
function scoreOf(layout: Layout, plan: ColumnPlan, headings: readonly Heading[]): number {
  const content = plan.fields.filter((field) => 'column' in field.to).length + plan.items.length;
  const identity = plan.fields.length - content;
  const codes = headings.filter((heading) => ITEM_CODE.test(heading.key)).length;
  const unexplained = plan.unused.length;
  return (
    content * 3 +
    identity +
    layout.recognise.length +
    (layout.itemCodeHeadings ? codes : 0) -
    unexplained * 0.5
  );
}
