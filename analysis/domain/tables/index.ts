import { UserIssue } from '../issue.ts';
import diseaseGroups from './disease-groups.json' with { type: 'json' };
import drugClasses from './drug-classes.json' with { type: 'json' };
import extractionRules from './extraction-rules.json' with { type: 'json' };
import guidanceLevel from './guidance-level.json' with { type: 'json' };
import judgementValues from './judgement-values.json' with { type: 'json' };
import maternalChild from './maternal-child.json' with { type: 'json' };
import metabolicBaseline from './metabolic-baseline.json' with { type: 'json' };
import metabolicSyndrome from './metabolic-syndrome.json' with { type: 'json' };
import procedureGroups from './procedure-groups.json' with { type: 'json' };
import questionnaireItems from './questionnaire-items.json' with { type: 'json' };
import referenceItems from './reference-items.json' with { type: 'json' };
import relativeRisks from './relative-risks.json' with { type: 'json' };
import riskFactors from './risk-factors.json' with { type: 'json' };
import { TABLE_SCHEMAS, type TableFile, type TableId, type TableValues, tableFileSchema } from './schemas.ts';
import standardPopulation from './standard-population.json' with { type: 'json' };

export type {
  BySex,
  JudgementItem,
  QuestionItem,
  RelativeRisk,
  RiskFactor,
  TableFile,
  TableId,
  TableValues,
} from './schemas.ts';

const SHIPPED: readonly unknown[] = [
  metabolicSyndrome,
  metabolicBaseline,
  maternalChild,
  guidanceLevel,
  judgementValues,
  standardPopulation,
  diseaseGroups,
  drugClasses,
  procedureGroups,
  riskFactors,
  questionnaireItems,
  extractionRules,
  relativeRisks,
  referenceItems,
];

export interface TableProvenance {
  readonly id: TableId;
  readonly title: string;
  readonly source: string;
  readonly confirmed: boolean;
  /** True where the municipality replaced the shipped table. */
  readonly overridden: boolean;
  readonly validFrom: string;
  readonly validTo: string | null;
}

/** Versioned definition tables: thresholds, code groups, standard populations. */
export interface DefinitionTables {
  /** Values that hold on 1 April of the fiscal year (the oldest version for earlier years). */
  values<Id extends TableId>(id: Id, fiscalYear: number): TableValues<Id>;
  provenance(id: TableId, fiscalYear: number): TableProvenance;
  /** Values of every version, oldest first. */
  versions<Id extends TableId>(id: Id): readonly TableValues<Id>[];
}

/**
 * Shipped tables, with the municipality's own files laid over them (same `id` replaces the whole table).
 *
 * Throws `tables.invalid` when an own table does not have the shape of the table that it replaces, and
 * `tables.unknown` when no such table exists.
 */
export function definitionTables(own: readonly unknown[] = []): DefinitionTables {
  if (own.length > 0) return built(own);
  shipped ??= built([]);
  return shipped;
}

/** Checked once; the shipped tables never change while the process lives. */
let shipped: DefinitionTables | undefined;

function built(own: readonly unknown[]): DefinitionTables {
  const files = new Map<TableId, { file: TableFile; overridden: boolean }>();
  for (const raw of SHIPPED) register(files, raw, false);
  for (const raw of own) register(files, raw, true);
  const entryOf = (id: TableId) => {
    const entry = files.get(id);
    if (!entry) throw new UserIssue('input', 'tables.unknown', { table: id });
    return entry;
  };
  const versionOf = (id: TableId, fiscalYear: number) => {
    const entry = entryOf(id);
    return { ...entry, version: versionAt(entry.file, fiscalYear) };
  };
  return {
    versions: (id) => entryOf(id).file.versions.map(({ values }) => values) as never,
    values: (id, fiscalYear) => versionOf(id, fiscalYear).version.values as never,
    provenance: (id, fiscalYear) => {
      const { file, overridden, version } = versionOf(id, fiscalYear);
      return {
        id,
        title: file.title,
        source: version.source,
        confirmed: version.confirmed,
        overridden,
        validFrom: version.valid_from,
        validTo: version.valid_to,
      };
    },
  };
}

function register(
  files: Map<TableId, { file: TableFile; overridden: boolean }>,
  raw: unknown,
  overridden: boolean,
): void {
  const parsed = tableFileSchema.safeParse(raw);
  if (!parsed.success) throw new UserIssue('input', 'tables.invalid', { table: idOf(raw) });
  const file = parsed.data;
  if (!isTableId(file.id)) throw new UserIssue('input', 'tables.unknown', { table: file.id });
  const schema = TABLE_SCHEMAS[file.id];
  const versions = file.versions.map((version) => {
    const values = schema.safeParse(version.values);
    if (!values.success) throw new UserIssue('input', 'tables.invalid', { table: file.id });
    return { ...version, values: values.data };
  });
  versions.sort((a, b) => a.valid_from.localeCompare(b.valid_from));
  files.set(file.id, { file: { ...file, versions }, overridden });
}

function versionAt(file: TableFile, fiscalYear: number): TableFile['versions'][number] {
  const day = `${fiscalYear}-04-01`;
  const started = file.versions.filter((version) => version.valid_from <= day);
  const found = started.at(-1) ?? file.versions[0];
  if (!found) throw new UserIssue('input', 'tables.invalid', { table: file.id });
  return found;
}

function isTableId(id: string): id is TableId {
  return Object.hasOwn(TABLE_SCHEMAS, id);
}

function idOf(raw: unknown): string {
  return typeof raw === 'object' && raw !== null && 'id' in raw && typeof raw.id === 'string' ? raw.id : '';
}
