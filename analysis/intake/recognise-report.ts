import type { EncodingGuess } from './decode/encoding.ts';
import type { Dialect } from './decode/records.ts';
import { layoutNameOf } from './layouts/index.ts';
import { type ReportColumns, type ReportTable, readReportTable } from './load/report-table.ts';
import { REPORT_LABEL, REPORT_NUMBER } from './map/fields.ts';
import { directIdentifier, type Heading, headingsOf } from './map/headings.ts';
import { fixedBy, headingChange, type Recipe, recipeFit } from './map/recipe.ts';
import type { Evidence, Recognition } from './recognise.ts';

/** The first rows of a file. */
export interface Head {
  readonly encoding: EncodingGuess;
  readonly dialect: Dialect;
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/** Layout id of printed reports. */
export const REPORT_LAYOUT = 'report_table';

/**
 * A printed table of numbers, when the file is no list of persons; a recipe says what its columns are, as long as it
 * fits them.
 */
export function reportTable(
  head: Head,
  recipe?: Recipe,
): { readonly fit: number; readonly recognition: Recognition } | undefined {
  const detected = readReportTable(head.rows);
  if (!detected || detected.numbers.length < LEAST_REPORT_NUMBERS) return undefined;
  const heads = head.rows.filter(({ line }) => line >= detected.headerFrom && line <= detected.headerTo);
  const words = heads.flatMap(({ cells }) => cells.map((cell) => cell.normalize('NFKC')));
  if (looksPersonal(words) || words.filter((word) => REPORT_WORD.test(word)).length < LEAST_REPORT_WORDS) {
    return undefined;
  }
  const headings = headingsOf(detected.columns.map(({ label }) => label));
  const fit = recipe ? recipeFit(recipe, headings) : 1;
  if (fit === 0) return undefined;
  const evidence: Evidence = recipe
    ? { code: 'evidence.recipe', params: { name: recipe.name, line: detected.headerFrom } }
    : { code: 'evidence.report_title', params: { line: detected.headerFrom - 1 } };
  const recognition: Recognition = {
    kind: 'report',
    layoutId: REPORT_LAYOUT,
    layoutName: layoutNameOf(REPORT_LAYOUT),
    layoutVersion: '2026-1',
    order: 95,
    encoding: head.encoding.encoding,
    dialect: head.dialect,
    headerLine: detected.headerTo,
    headings,
    parts: [],
    evidence: [evidence],
    encodingEvidence: head.encoding.evidence,
    reportColumns: recipe
      ? reportColumnsOf(recipe, headings, detected.columns)
      : detectedColumns(detected.columns),
    ...(recipe ? { recipe, change: headingChange(recipe, headings) } : {}),
  };
  return { fit, recognition };
}

/** Field id of each column of a recognised report; empty for one that is not used. */
export function reportRoles({ headings, reportColumns }: Recognition): string[] {
  return headings.map((heading) => {
    const label = heading.text;
    if (reportColumns?.ignored.has(label)) return '';
    return reportColumns?.labels.has(label) ? REPORT_LABEL : REPORT_NUMBER;
  });
}

type ReportColumn = ReportTable['columns'][number];

function detectedColumns(columns: readonly ReportColumn[]): ReportColumns {
  const of = (role: ReportColumn['role']) =>
    new Set(columns.filter((each) => each.role === role).map(({ label }) => label));
  return { labels: of('label'), ignored: of('unused'), numbers: of('number') };
}

/** Columns that are new since the recipe stay what they look like. */
function reportColumnsOf(
  recipe: Recipe,
  headings: readonly Heading[],
  columns: readonly ReportColumn[],
): ReportColumns {
  const fixed = fixedBy(recipe, headings);
  const roleOf = (index: number): ReportColumn['role'] => {
    if (!fixed.has(index)) return columns[index]!.role;
    return fixed.get(index) === REPORT_LABEL ? 'label' : fixed.get(index) === null ? 'unused' : 'number';
  };
  return detectedColumns(columns.map(({ label }, index) => ({ label, role: roleOf(index) })));
}

const LEAST_REPORT_NUMBERS = 4;
const LEAST_REPORT_WORDS = 2;
/** Words of headings by which a table of public-health statistics is known. */
const REPORT_WORD =
  /年度|年齢|性別|対象者|受診|健診|検診|被保険者|人口|割合|率$|医療費|レセプト|件数|日数|認定|該当者|要精|同規模|保険者/;

/** Headings of a list of persons: such a file is never taken for a table of statistics. */
function looksPersonal(cells: readonly string[]): boolean {
  return headingsOf(cells).some(
    (heading) =>
      /氏名|生年月日|番号$|記号|ID$|患者|個人/.test(heading.key) || directIdentifier(heading) !== undefined,
  );
}
