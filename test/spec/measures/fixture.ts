import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CANONICAL_TABLES } from '../../../analysis/domain/canonical/tables.ts';
import type { CandidateTable } from '../../../analysis/domain/statistic.ts';
import { runMeasure } from '../../../analysis/measures/catalogue.ts';
import { createSchema } from '../../../analysis/warehouse/schema.ts';
import { openWarehouse, type Warehouse } from '../../../analysis/warehouse/session.ts';

type Cell = string | number | boolean | null;
export type FixtureRow = Readonly<Record<string, Cell>>;
export type Fixture = Readonly<Record<string, readonly FixtureRow[]>>;

/** Opens an empty canonical warehouse for few rows in a temporary folder; `close` removes it. */
export async function emptyWarehouse(): Promise<{ warehouse: Warehouse; close: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'ebpm-measures-'));
  // Statements over few rows only lose by being shared out.
  const warehouse = await openWarehouse(join(folder, 'test.duckdb'), { threads: 1 });
  await createSchema(warehouse);
  const close = () => {
    warehouse.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { warehouse, close };
}

/** Replaces the content of every canonical table; columns that a row leaves out are null (or 0 where needed). */
export async function load(warehouse: Warehouse, fixture: Fixture): Promise<void> {
  // Rows that change without an import: what was summed up from them is forgotten.
  await warehouse.run('DROP SCHEMA IF EXISTS summary CASCADE');
  // In one go: each statement on its own would be written to the disk on its own.
  await warehouse.transaction(async () => {
    for (const table of CANONICAL_TABLES) {
      await warehouse.run(`DELETE FROM ${table.name}`);
      const rows = fixture[table.name] ?? [];
      if (rows.length === 0) continue;
      const json = JSON.stringify(rows.map((row) => ({ batch_id: 1, ...defaults(table.name), ...row })));
      const given = new Set(rows.flatMap((row) => Object.keys({ ...defaults(table.name), ...row })));
      const columns = table.columns.filter(({ name }) => given.has(name) || name === 'batch_id');
      const shape = `{${columns.map(({ name, type }) => `"${name}":"${type}"`).join(',')}}`;
      const names = columns.map(({ name }) => `"${name}"`).join(', ');
      await warehouse.run(
        `INSERT INTO ${table.name} (${names})
       SELECT ${names} FROM (SELECT unnest(from_json($json::JSON, '[${shape}]'), recursive := true))`,
        { json },
      );
    }
  });
}

function defaults(table: string): FixtureRow {
  return DEFAULTS[table] ?? {};
}

const DEFAULTS: Readonly<Record<string, FixtureRow>> = {
  enrolment: { insurer_kind: 'kokuho' },
  checkup: { programme: 'tokutei' },
  questionnaire: { form: 'period4' },
  claim: { setting: 'outpatient' },
  claim_diagnosis: { disease_code: '0000000', main: false, suspected: false },
  programme_measurement: { state: 0 },
};

/** The value of a column in the row at these levels. Throws when the table has no such row or column. */
export function cell(table: CandidateTable, at: readonly string[], column: string): number | null {
  const index = table.columns.findIndex(({ id }) => id === column);
  const row = table.rows.find((candidate) => candidate.at.join('|') === at.join('|'));
  if (index === -1 || !row) throw new Error(`no cell ${at.join('|')} ${column}`);
  return row.values[index] ?? null;
}

/** People numbered from 1, every second one a woman; `same` goes into every row. */
export const people = (n: number, same: FixtureRow): FixtureRow[] =>
  Array.from({ length: n }, (_, i) => ({ person_id: i + 1, sex: 1 + (i % 2), ...same }));

/** These people in the register, since long before the years that tests ask for. */
export const insured = (n: number, same: FixtureRow = {}): FixtureRow[] =>
  Array.from({ length: n }, (_, i) => ({ person_id: i + 1, from_date: '2015-04-01', ...same }));

/** One checkup of a person, in fiscal 2023. */
export const exam = (id: number, values: FixtureRow): FixtureRow => ({
  checkup_id: id,
  person_id: id,
  exam_date: '2023-07-01',
  fiscal_year: 2023,
  ...values,
});

/** Denominator and numerator of a measure in a year. */
export async function counts(warehouse: Warehouse, id: string, year = 2023): Promise<(number | null)[]> {
  const table = await runMeasure(warehouse, id, { year });
  return ['denominator', 'numerator'].map((column) => cell(table, [String(year)], column));
}

/**
 * Claims for nothing in a file of their own: it was imported for these years, so that who had no such claim is known to
 * have had none.
 */
export function imported(
  setting: 'pharmacy' | 'dental',
  person_id: number,
  ...years: readonly number[]
): FixtureRow[] {
  const first = setting === 'pharmacy' ? 900_000 : 800_000;
  return years.map((year) => ({
    ...{ claim_id: first + 100 * person_id + (year - 2000), person_id, month: `${year}-06-01` },
    ...{ setting, days: 0, points: 0, yen: 0 },
  }));
}
