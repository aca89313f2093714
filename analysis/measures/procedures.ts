import type { DefinitionTables } from '../domain/tables/index.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { sqlNumber, sqlText, sqlTexts } from './conditions/literal.ts';
import { yearStart } from './frames.ts';
import { BATCHES, ensureYears, type Summary } from './summary-store.ts';

/**
 * Who had which procedure in which months, of the procedures that the definition tables name: the lines of claims are
 * millions, those of dialysis a few thousand.
 */
function proceduresOf(tables: DefinitionTables): Summary {
  const groups = tables.versions('procedure_groups').flatMap((groupsOf) => Object.values(groupsOf));
  const named = (kind: 'sections' | 'codes') => [...new Set(groups.flatMap((group) => group[kind]))].sort();
  const codes = procedureCodes({ sections: named('sections'), codes: named('codes') });
  return {
    built: 'built_procedures',
    tables: {
      // `months`: those with the procedure, a bit each from April on.
      procedure_year: 'fiscal_year SMALLINT, person_id INTEGER, code VARCHAR, months UINTEGER',
    },
    stamp: `SELECT '1|' || md5(${sqlText(codes)}) || '|' || ${BATCHES} || '|' || (SELECT count(*) FROM claim)
      || '|' || (SELECT count(*) FROM claim_procedure) || '|' || (SELECT count(*) FROM procedure_master) AS stamp`,
    build: (warehouse, year, signal) => buildYear(warehouse, year, codes, signal),
  };
}

async function buildYear(
  warehouse: Warehouse,
  year: number,
  codes: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [start, end] = [yearStart(year), yearStart(year + 1)];
  const within = `cl.month >= ${start} AND cl.month < ${end}`;
  const some = await warehouse.all(`SELECT 1 FROM claim cl WHERE ${within} LIMIT 1`, undefined, signal);
  const wanted = (await warehouse.all(codes, undefined, signal)).map(({ code }) => String(code));
  if (some.length === 0 || wanted.length === 0) return;
  await warehouse.run(
    `INSERT INTO summary.procedure_year
      SELECT ${sqlNumber(year)}, cl.person_id, g.code, bit_or(1::UINTEGER << date_diff('month', ${start}, cl.month)::UINTEGER)
      FROM claim_procedure g JOIN claim cl USING (claim_id)
      WHERE ${within} AND g.code IN ${sqlTexts(wanted)} GROUP BY ALL`,
    undefined,
    signal,
  );
}

/** Makes them for the fiscal years that are missing or older than the data or the tables. */
export function ensureProcedures(
  warehouse: Warehouse,
  tables: DefinitionTables,
  years: Iterable<number>,
  signal?: AbortSignal,
): Promise<void> {
  return ensureYears(warehouse, proceduresOf(tables), years, signal);
}

/** `SELECT` of the codes of a group: those of its sections in the procedure master, and those that it names. */
export function procedureCodes({
  sections,
  codes,
}: {
  readonly sections: readonly string[];
  readonly codes: readonly string[];
}): string {
  return `SELECT code FROM procedure_master WHERE section IN ${sqlTexts(sections)}
    UNION SELECT unnest([${codes.map(sqlText).join(', ')}]::VARCHAR[]) AS code`;
}
