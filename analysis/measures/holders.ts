import type { CandidateRow } from '../domain/statistic.ts';
import type { DefinitionTables } from '../domain/tables/index.ts';
import { keepAnswer } from '../warehouse/kept-answers.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { prepare } from './conditions/compile.ts';
import type { MeasureDefinition, Stratifier } from './definition.ts';
import { serialOf } from './kept-groups.ts';
import { personRows } from './person-rows.ts';
import { bandSql } from './strata.ts';

/** What one institution was paid (or did) for the people of one sex, band and district. */
export interface HolderGroup {
  readonly sex: string;
  readonly band: string;
  readonly district: string;
  /** Column of the measure's table. */
  readonly column: string;
  readonly place: string;
  readonly amount: number;
}

interface HolderRequest {
  readonly year: number;
  readonly tables: DefinitionTables;
  readonly by: readonly Stratifier[];
  readonly signal?: AbortSignal;
}

/**
 * Amounts of a measure by institution, as finely as the breakdown asks. None without districts: what an institution
 * earns from the whole municipality is the insurer's own number. Claims without an institution take no part.
 */
export async function holderGroups(
  warehouse: Warehouse,
  definition: MeasureDefinition,
  { year, tables, by, signal }: HolderRequest,
): Promise<readonly HolderGroup[]> {
  const { question } = definition;
  if (question.kind === 'table' || !by.includes('district')) return [];
  const { rows, scope, byPlace } = personRows(question, year, tables);
  const columns = Object.entries(byPlace);
  if (columns.length === 0) return [];
  const sex = by.includes('sex') ? 'r.sex' : "''";
  const band = by.includes('age') ? bandSql('r.age') : "''";
  const sql = columns.map(
    ([column, amounts]) => `SELECT ${sex} AS sex, ${band} AS band, coalesce(r.district_code, '') AS district,
      '${column}' AS col, h.place::VARCHAR AS place, sum(h.amount)::DOUBLE AS amount
    FROM (${rows}) r JOIN (${amounts}) h USING (person_id) WHERE h.place IS NOT NULL GROUP BY ALL`,
  );
  const key = ['holders', serialOf(definition), serialOf(tables), year, by.join(',')].join(' ');
  const read = async () => {
    const found = await warehouse.all(sql.join(' UNION ALL '), undefined, signal);
    return found.map((row) => ({
      sex: String(row.sex),
      band: String(row.band),
      district: String(row.district),
      column: String(row.col),
      place: String(row.place),
      amount: Number(row.amount),
    }));
  };
  return keepAnswer(warehouse, key, read, () => prepare(warehouse, scope, signal));
}

/** Amounts of cells by column and institution. */
export type CellHolders = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, number>>>;

/** Adds up what institutions were paid in every cell that `cellsOf` puts a group in. */
export function rollUpHolders(
  groups: readonly HolderGroup[],
  cellsOf: (group: HolderGroup) => readonly string[],
): CellHolders {
  const cells = new Map<string, Map<string, Map<string, number>>>();
  for (const group of groups) {
    for (const cell of cellsOf(group)) {
      const columns = emptied(cells, cell);
      const places = emptied(columns, group.column);
      places.set(group.place, (places.get(group.place) ?? 0) + group.amount);
    }
  }
  return cells;
}

function emptied<V>(maps: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const found = maps.get(key) ?? new Map<string, V>();
  maps.set(key, found);
  return found;
}

/** The largest amounts of single institutions in a cell, by column, for the gate. */
export function holdersOf(holders: CellHolders, cell: string): Pick<CandidateRow, 'holders'> {
  const columns = holders.get(cell);
  if (columns === undefined) return {};
  const largest = [...columns].map(([column, places]): [string, readonly number[]] => [
    column,
    [...places.values()].toSorted((a, b) => b - a).slice(0, 3),
  ]);
  return { holders: Object.fromEntries(largest) };
}
