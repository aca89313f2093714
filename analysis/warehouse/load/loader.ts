import type { FileLoader, LinkageOutcome, LoadOutcome, StageTable } from '../../domain/staging.ts';
import { STAGES, type StageId } from '../../domain/staging-tables.ts';
import { fiscalYearSql } from '../fiscal-year.ts';
import type { Warehouse } from '../session.ts';
import { contradictions } from './contradictions.ts';
import { KnownKeys } from './known-keys.ts';
import { linkIdentities } from './linker.ts';
import { type FirstNumbers, type Numbering, openNumbering } from './numbering.ts';
import { type DirectTarget, StageSession } from './stage-session.ts';
import { MANY_ROWS, type Target, type TargetContext } from './target.ts';
import { loadCheckup, loadGuidance } from './target-checkup.ts';
import { loadClaim } from './target-claim.ts';
import { loadDiseaseMaster, loadDrugMaster, loadProcedureMaster } from './target-master.ts';
import {
  loadCareCertification,
  loadCareService,
  loadChildHealth,
  loadLink,
  loadRegister,
  loadScreening,
} from './target-person.ts';
import {
  loadAggregate,
  loadCost,
  loadCustomList,
  loadMeasurement,
  loadParticipation,
  loadProgramme,
} from './target-programme.ts';

const TARGETS: Partial<Record<StageId, Target>> = {
  register: loadRegister,
  same_person: loadLink,
  checkup: loadCheckup,
  guidance: loadGuidance,
  claim: loadClaim,
  care_certification: loadCareCertification,
  care_service: loadCareService,
  screening: loadScreening,
  child_health: loadChildHealth,
  programme: loadProgramme,
  participation: loadParticipation,
  measurement: loadMeasurement,
  cost: loadCost,
  custom_list: loadCustomList,
  aggregate: loadAggregate,
  disease_master: loadDiseaseMaster,
  drug_master: loadDrugMaster,
  procedure_master: loadProcedureMaster,
};

/** Column whose fiscal year a row of a stage belongs to. */
const YEAR_COLUMN: Partial<Record<StageId, string>> = {
  checkup: 'exam_date',
  claim: 'month',
  care_service: 'month',
  measurement: 'measured_date',
};

/** Stages of one kind of file: receipts bring their lines along, checkups their further items. */
function stagesOf(stage: StageId): readonly StageTable[] {
  if (stage === 'claim')
    return [STAGES.claim, STAGES.claim_diagnosis, STAGES.claim_procedure, STAGES.claim_drug];
  if (stage === 'custom_list') return [STAGES.custom_list, STAGES.custom_value];
  if (stage === 'checkup') return [STAGES.checkup, STAGES.checkup_item];
  return [STAGES[stage]];
}

/** What of every receipt is needed until its person is known. */
const STAGED_OF_CLAIM = ['identity', 'line', 'claim_no', 'month', 'row_hash'] as const;

/** A receipt's person is provisional until the persons of the file are known: its identity's place among new persons. */
function directTargets({
  batchId,
  firstClaimId,
  firstNewPerson,
}: FirstNumbers): Readonly<Record<string, DirectTarget>> {
  const claimId = { type: 'OFFSET', from: 'claim_no', plus: firstClaimId } as const;
  const batch = { type: 'CONSTANT', value: batchId } as const;
  return {
    claim: {
      table: 'claim',
      columns: [
        claimId,
        { type: 'INTEGER', from: 'identity', plus: firstNewPerson, absent: 0 },
        { type: 'DATE', from: 'month' },
        { type: 'VARCHAR', from: 'setting' },
        { type: 'VARCHAR', from: 'institution' },
        { type: 'VARCHAR', from: 'prescriber' },
        { type: 'INTEGER', from: 'days', least: 0 },
        { type: 'INTEGER', from: 'points', absent: 0 },
        { type: 'BIGINT', from: 'yen', absent: 0 },
        { type: 'BOOLEAN', from: 'long_term_disease', absent: 0 },
        batch,
        { type: 'BIGINT', from: 'receipt_hash' },
      ],
      staged: STAGED_OF_CLAIM,
    },
    claim_diagnosis: {
      table: 'claim_diagnosis',
      columns: [
        claimId,
        { type: 'VARCHAR', from: 'disease_code' },
        { type: 'VARCHAR', from: 'icd10' },
        { type: 'BOOLEAN', from: 'main' },
        { type: 'BOOLEAN', from: 'suspected' },
        { type: 'DATE', from: 'start_month' },
        batch,
      ],
    },
    claim_procedure: {
      table: 'claim_procedure',
      columns: [
        claimId,
        { type: 'VARCHAR', from: 'code' },
        { type: 'INTEGER', from: 'count' },
        { type: 'INTEGER', from: 'points' },
        batch,
      ],
    },
    claim_drug: {
      table: 'claim_drug',
      columns: [
        claimId,
        { type: 'VARCHAR', from: 'code' },
        { type: 'DOUBLE', from: 'quantity' },
        { type: 'INTEGER', from: 'days' },
        batch,
      ],
    },
  };
}

/** Opens the way of one file into the canonical tables; must be inside the import's transaction. */
export async function openFileLoader(
  warehouse: Warehouse,
  stage: StageId,
  course: ImportCourse,
): Promise<WarehouseLoader> {
  const session = new StageSession(warehouse, directTargets(course.numbering.next));
  await warehouse.setThreads('one');
  await session.open(stagesOf(stage));
  return new WarehouseLoader({ warehouse, session, stage, ...course });
}

/** What the files of an import hand on to one another. */
export interface ImportCourse {
  readonly numbering: Numbering;
  readonly known: KnownKeys;
}

/** Begins an import of so many files; must be inside its transaction. */
export async function openImport(warehouse: Warehouse, files: number): Promise<ImportCourse> {
  return { numbering: await openNumbering(warehouse), known: new KnownKeys(files) };
}

interface LoaderParts extends ImportCourse {
  readonly warehouse: Warehouse;
  readonly session: StageSession;
  readonly stage: StageId;
}

export class WarehouseLoader implements FileLoader {
  readonly batchId: number;
  readonly firstClaimId: number;
  readonly #parts: LoaderParts;
  readonly #session: StageSession;
  readonly #first: FirstNumbers;
  #rows = 0;
  /** Every identity of the file has its person. */
  #allLinked = false;
  /** Every identity became a new person, in the order of the identities. */
  #allNew = false;
  #lastPerson = 0;

  constructor(parts: LoaderParts) {
    this.#parts = parts;
    this.#session = parts.session;
    this.#first = parts.numbering.next;
    this.batchId = this.#first.batchId;
    this.firstClaimId = this.#first.firstClaimId;
  }

  append(buffer: Parameters<FileLoader['append']>[0]): void {
    this.#rows += buffer.rows;
    this.#session.append(buffer);
  }

  identities(identities: Parameters<FileLoader['identities']>[0]): void {
    this.#session.identities(identities);
  }

  async link(create: boolean, signal?: AbortSignal): Promise<LinkageOutcome> {
    await this.#session.closeWriters();
    const { warehouse, numbering, known } = this.#parts;
    // Rows of this import are read by one thread whatever the setting: the others would only wait, at full speed.
    if (this.#rows >= MANY_ROWS && numbering.hadBatches) await warehouse.setThreads('all');
    if (!this.#hasPersons()) return { known: 0, created: 0, unlinked: {}, merged: 0 };
    const task = { ...this.#first, create, known };
    const { outcome, allNew, lastPerson } = await linkIdentities(warehouse, this.#session, task, signal);
    this.#allLinked = Object.keys(outcome.unlinked).length === 0;
    this.#allNew = allNew;
    this.#lastPerson = lastPerson;
    return outcome;
  }

  async load({
    setAside = 0,
    signal,
  }: Parameters<FileLoader['load']>[0] & object = {}): Promise<LoadOutcome> {
    await this.#session.closeWriters();
    const { warehouse, stage, numbering } = this.#parts;
    const target = TARGETS[stage];
    if (!target) throw new Error(`no target for stage ${stage}`);
    const stages = new Set(stagesOf(stage).map(({ id }) => id));
    const context: TargetContext = {
      warehouse,
      ...this.#first,
      allLinked: this.#allLinked,
      allNew: this.#allNew,
      signal,
      stages,
      setAside,
      kept: 'TABLE',
      linked: 'TABLE',
    };
    const contradicted = await contradictions(context, stage);
    const outcome = await target(context);
    const unlinkedLines = await this.#unlinkedLines(signal);
    const years = await this.#years(signal);
    await warehouse.run(`DROP ${context.kept} IF EXISTS stage_kept`);
    await warehouse.run(`DROP ${context.linked} IF EXISTS stage_linked`);
    numbering.took({ batch: this.batchId, claim: outcome.lastClaim ?? 0, person: this.#lastPerson });
    const issues = [...outcome.issues, ...contradicted];
    return { rowsLoaded: outcome.rowsLoaded, issues, unlinkedLines, years };
  }

  /** Takes back the rows that are in canonical tables already; the rest of what was staged goes with `close`. */
  async discard(): Promise<void> {
    await this.#session.closeWriters();
    const { warehouse, stage } = this.#parts;
    const direct = directTargets(this.#first);
    for (const { id } of stagesOf(stage)) {
      const table = direct[id]?.table;
      if (table) await warehouse.run(`DELETE FROM ${table} WHERE batch_id = ${this.batchId}`);
    }
  }

  /** Empties the tables of the stages; also after a failure, when the transaction is rolled back anyway. */
  async close(): Promise<void> {
    await this.#session.closeWriters();
    await this.#session.clear(this.#rows >= MANY_ROWS);
  }

  #hasPersons(): boolean {
    return STAGES[this.#parts.stage].columns.some((column: { name: string }) => column.name === 'identity');
  }

  async #unlinkedLines(signal?: AbortSignal): Promise<Int32Array> {
    if (!this.#hasPersons() || this.#allLinked) return new Int32Array(0);
    const rows = await this.#parts.warehouse.columns(
      `SELECT DISTINCT s.line FROM stage_${this.#parts.stage} s
       WHERE s.identity NOT IN (SELECT identity FROM stage_link) ORDER BY s.line`,
      undefined,
      signal,
    );
    return Int32Array.from(rows.number('line'));
  }

  async #years(signal?: AbortSignal): Promise<LoadOutcome['years']> {
    const { stage, warehouse } = this.#parts;
    if (!this.#hasPersons()) return [];
    const column = YEAR_COLUMN[stage];
    const year = column ? fiscalYearSql(`s.${column}`) : 'CAST(NULL AS INTEGER)';
    const rows = await warehouse.all(
      `SELECT ${year} AS fiscal_year, count(*) AS records, count(${this.#allLinked ? 's.identity' : 'l.person_id'}) AS linked
       FROM stage_${stage} s ${this.#allLinked ? '' : 'LEFT JOIN stage_link l ON l.identity = s.identity'}
       GROUP BY 1 ORDER BY 1 NULLS LAST`,
      undefined,
      signal,
    );
    return rows.map((row) => ({
      fiscalYear: row.fiscal_year === null ? null : Number(row.fiscal_year),
      records: Number(row.records),
      linked: Number(row.linked),
    }));
  }
}
