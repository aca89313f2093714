import { UserIssue } from '../domain/issue.ts';
import { type Encoding, encodingName } from '../intake/decode/encoding.ts';
import type { ByteSource } from '../intake/decode/source.ts';
import { layoutById, layoutNameOf } from '../intake/layouts/index.ts';
import type { Layout } from '../intake/layouts/types.ts';
import { type TableChange, tableChange } from '../intake/map/change.ts';
import { fieldChoices, KEEP_FIELD, REPORT_CHOICES } from '../intake/map/fields.ts';
import { type ColumnProfile, profileTable } from '../intake/map/profile.ts';
import type { HeadingChange, Recipe } from '../intake/map/recipe.ts';
import { tablesIn } from '../intake/map/tables.ts';
import { type FileChoice, isBareTable, type Recognition, unknownTable } from '../intake/recognise.ts';
import { REPORT_LAYOUT, reportRoles } from '../intake/recognise-report.ts';
import { evidenceSentence, reasonSentence, renamedSentence } from '../messages/intake.ts';
import { type Candidate, type Refused, recogniseAll } from './candidates.ts';
import type { Workspace } from './workspace.ts';

/** A column as the user may see it: shape and count of its values, its meaning and why. */
export interface RecognisedColumn {
  readonly heading: string;
  readonly pattern: string;
  readonly filled: number;
  readonly field?: string;
  readonly fieldLabel?: string;
  readonly reason: string;
  readonly suggestions: readonly {
    readonly field: string;
    readonly label: string;
    readonly reason: string;
  }[];
}

/** What a file would be imported as, before anything is loaded. */
export interface RecognisedFile {
  readonly name: string;
  readonly layout?: string;
  readonly layoutName: string;
  readonly encoding: string;
  readonly encodingId?: Encoding;
  readonly evidence: readonly string[];
  readonly columns: readonly RecognisedColumn[];
  /** True when the meaning of the columns can be chosen. */
  readonly mappable: boolean;
  readonly undecodable: number;
  readonly undecodableLine?: number;
  /** Labels of required fields that no column feeds. */
  readonly missing: readonly string[];
  readonly recipe?: string;
  readonly change?: TableChange;
  /** Why it cannot be imported as it is. */
  readonly issue?: UserIssue;
}

/** Looks at files without loading them: kind, encoding, columns with patterns and counts. */
export async function recogniseFiles(
  workspace: Workspace,
  from: readonly string[],
  options: {
    readonly choices?: Readonly<Record<string, FileChoice>>;
    readonly signal?: AbortSignal;
  } = {},
): Promise<RecognisedFile[]> {
  const { candidates, refused } = await recogniseAll(workspace, { from, ...options });
  const files: RecognisedFile[] = [];
  for (const each of refused) {
    options.signal?.throwIfAborted();
    files.push(...(await describeRefused(each, options)));
  }
  for (const candidate of candidates) {
    options.signal?.throwIfAborted();
    files.push(await describeCandidate(candidate));
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a recognised table looks like to the user. */
export async function describeCandidate({ name, source, recognition }: Candidate): Promise<RecognisedFile> {
  const base = {
    name,
    layout: recognition.layoutId,
    layoutName: recognition.layoutName,
    encoding: encodingName(recognition.encoding),
    encodingId: recognition.encoding,
    evidence: [
      ...recognition.evidence.map(({ code, params }) => evidenceSentence(code, params)),
      ...recognition.encodingEvidence.map((code) => evidenceSentence(code, {})),
    ],
  };
  if (recognition.kind === 'report') return { ...base, ...(await describeReport(source, recognition)) };
  const [part] = recognition.parts;
  if (recognition.kind !== 'flat' || !part || recognition.headings.length === 0) {
    return { ...base, columns: [], mappable: false, undecodable: 0, missing: [] };
  }
  const profile = await profileTable(source, recognition, part.layout);
  const { recipe, change } = recognition;
  const described = profile.columns.map((column) => describeColumn(column, part.layout));
  return {
    ...base,
    columns: recipe && change ? described.map((column) => withOldMeaning(column, recipe, change)) : described,
    mappable: true,
    undecodable: profile.undecodable,
    ...(profile.undecodableLine === undefined ? {} : { undecodableLine: profile.undecodableLine }),
    missing: missingFields(recognition),
    ...(recipe && change
      ? { recipe: recipe.name, change: tableChange(change, recipe, profile.columns) }
      : {}),
  };
}

/** A printed report: its columns are names of rows, numbers, or not used. */
async function describeReport(source: ByteSource, recognition: Recognition) {
  const profile = await profileTable(source, recognition, undefined);
  const columns = reportRoles(recognition).map((field, index): RecognisedColumn => {
    const { heading, pattern, filled } = profile.columns[index]!;
    const label = REPORT_CHOICES.find(({ id }) => id === field)?.label;
    return {
      heading,
      pattern,
      filled,
      ...(label === undefined ? {} : { field, fieldLabel: label }),
      reason: reasonSentence(recognition.recipe ? 'recipe' : 'report'),
      suggestions: [],
    };
  });
  const { recipe, change } = recognition;
  return {
    columns,
    mappable: true,
    undecodable: profile.undecodable,
    ...(profile.undecodableLine === undefined ? {} : { undecodableLine: profile.undecodableLine }),
    missing: [],
    ...(recipe && change ? { recipe: recipe.name, change: { ...change, shapes: [], codes: [] } } : {}),
  };
}

/** A column that probably only changed its name is offered what the recipe said about the old one. */
function withOldMeaning(column: RecognisedColumn, recipe: Recipe, change: HeadingChange): RecognisedColumn {
  const old = change.renamed.find(({ to }) => to === column.heading)?.from;
  const field = old === undefined ? undefined : recipe.columns[old];
  const isOpen = column.field === undefined || (column.field === KEEP_FIELD && field !== KEEP_FIELD);
  if (old === undefined || field === undefined || !isOpen) return column;
  const layout = layoutById(recipe.layout);
  const label = layout && fieldChoices(layout).find(({ id }) => id === field)?.label;
  return {
    ...column,
    suggestions: [
      { field, label: label ?? field, reason: renamedSentence(old) },
      ...column.suggestions.filter((suggestion) => suggestion.field !== field),
    ],
  };
}

function missingFields(recognition: Recognition): string[] {
  return recognition.parts.flatMap(({ plan }) =>
    plan.missing.filter((field) => field.required).map((field) => field.headings[0] ?? ''),
  );
}

/** A table of no known kind is shown with its headings, so that the user can say what it is. */
async function describeRefused(
  { name, issue, source }: Refused,
  options: {
    readonly choices?: Readonly<Record<string, FileChoice>>;
    readonly signal?: AbortSignal;
  },
): Promise<RecognisedFile[]> {
  const refused = {
    name,
    layoutName: '',
    encoding: '',
    evidence: [],
    columns: [],
    mappable: false,
    undecodable: 0,
    missing: [],
    issue,
  };
  if (issue.code !== 'intake.unknown_layout' && issue.code !== 'intake.unknown_form') return [refused];
  const found: RecognisedFile[] = [];
  for (const table of await tablesIn(source, options.signal)) {
    const described = await describeUnknown(table, options.choices?.[table.name]?.encoding);
    if (described) found.push({ ...refused, ...described, name: table.name });
  }
  if (found.length > 0) return found;
  const bare = await isBareTable(source);
  return [
    bare ? { ...refused, issue: new UserIssue('input', 'intake.no_headings', { file: name }) } : refused,
  ];
}

async function describeUnknown(
  source: ByteSource,
  encoding: Encoding | undefined,
): Promise<Partial<RecognisedFile> | undefined> {
  const table = await unknownTable(source, encoding).catch((error: unknown) => {
    if (error instanceof UserIssue) return undefined;
    throw error;
  });
  if (!table) return undefined;
  const profile = await profileTable(source, table, undefined);
  return {
    encoding: encodingName(table.encoding),
    encodingId: table.encoding,
    columns: profile.columns.map((column) => describeColumn(column, undefined)),
    mappable: true,
    undecodable: profile.undecodable,
    ...(profile.undecodableLine === undefined ? {} : { undecodableLine: profile.undecodableLine }),
  };
}

function describeColumn(column: ColumnProfile, layout: Layout | undefined): RecognisedColumn {
  const labels = new Map(layout ? fieldChoices(layout).map(({ id, label }) => [id, label]) : []);
  const { heading, pattern, filled, field } = column;
  return {
    heading,
    pattern,
    filled,
    ...(field === undefined ? {} : { field, fieldLabel: labels.get(field) ?? field }),
    reason: reasonSentence(column.reason),
    suggestions: column.suggestions.map(({ field: id, reasons }) => ({
      field: id,
      label: labels.get(id) ?? id,
      reason: reasons.map((reason) => reasonSentence(reason)).join('、'),
    })),
  };
}

/** The layouts whose columns can be mapped, with the meanings that a column can have. */
export function mappableLayouts(layouts: readonly Layout[]) {
  const tables = layouts
    .filter(({ frame }) => frame.kind !== 'positional')
    .map((layout) => ({
      id: layout.id,
      name: layout.name,
      table: layout.stage,
      fields: fieldChoices(layout),
    }));
  const report = { id: REPORT_LAYOUT, name: layoutNameOf(REPORT_LAYOUT), table: 'aggregate' };
  return [...tables, { ...report, fields: [...REPORT_CHOICES] }];
}

/** Throws `intake.no_such_layout` for a layout whose columns cannot be mapped. */
export function requireLayout(id: string): void {
  if (id !== REPORT_LAYOUT && !layoutById(id)) {
    throw new UserIssue('usage', 'intake.no_such_layout', { layout: id });
  }
}
