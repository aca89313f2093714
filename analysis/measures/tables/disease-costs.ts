import type { CandidateRow, CandidateTable } from '../../domain/statistic.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { sqlText } from '../conditions/literal.ts';
import { contextOf } from '../context.ts';
import { type Question, type TableRequest, WITHOUT_CLAIMS } from '../definition.ts';
import { KOKUHO } from '../families/frames-used.ts';
import { yearStratum } from '../strata.ts';
import { ensureSummaries } from '../summaries.ts';

type Run = Extract<Question, { kind: 'table' }>['run'];

/**
 * How a claim's points are given to diseases.
 * `main`: all to the main diagnosis. `shared`: equally over the claim's diagnoses. `pdm`: in proportion to the yen a
 * day of claims with that disease alone (岡本 PDM法, weights of the own data). `largest`: all to the diagnosis with the
 * largest of these weights, an estimate of 最大医療資源傷病名. None counts 疑い.
 */
export type Attribution = 'main' | 'shared' | 'pdm' | 'largest';

/** Columns of the claim summary that carry the money, and that say whether a person's claims carry any. */
const CARRIED: Readonly<Record<Attribution, { readonly yen: string; readonly named: string }>> = {
  main: { yen: 'yen_main', named: 'named_main' },
  shared: { yen: 'yen_shared', named: 'named_any' },
  pdm: { yen: 'yen_pdm', named: 'named_any' },
  largest: { yen: 'yen_largest', named: 'named_largest' },
};

/**
 * Yen and persons by disease group, medical claims without dental and pharmacy. Persons are counted by any
 * mention, so they must not be added up over diseases; yen add up to the total under every attribution. A year without
 * any such claim was not imported, and has no numbers: nobody's yen of it are known to be 0.
 */
export function diseaseCosts(attribution: Attribution): Run {
  return async (request: TableRequest): Promise<CandidateTable> => {
    const { definition, years, tables, warehouse, signal } = request;
    const groups = groupsOf(tables, years[0] ?? 0);
    const rows: CandidateRow[] = [];
    let isWithoutClaims = false;
    await ensureSummaries(warehouse, years, signal);
    for (const year of years) {
      const found = await warehouse.all(costSql(attribution, year, tables), undefined, signal);
      const byCode = new Map(found.map((row) => [String(row.disease), row]));
      const total = byCode.get('all');
      const isImported = Number(total?.patients ?? 0) > 0;
      isWithoutClaims ||= !isImported;
      for (const { code } of groups) {
        const row = byCode.get(code);
        const yen = Number(row?.yen ?? 0);
        const all = Number(total?.yen ?? 0);
        if (!isImported) rows.push({ at: [String(year), code], values: [null, null, null, null] });
        else
          rows.push({
            at: [String(year), code],
            values: [
              Number(row?.patients ?? 0),
              Number(row?.payers ?? 0),
              yen,
              all > 0 ? (100 * yen) / all : null,
            ],
            contributions: { amount: JSON.parse(String(row?.top ?? '[]')) as number[] },
          });
      }
    }
    const context = contextOf(definition, KOKUHO, years, tables);
    return {
      id: `measure.${definition.id}`,
      parameters: { years: years.join(','), attribution },
      context: isWithoutClaims ? { ...context, missing: [WITHOUT_CLAIMS] } : context,
      dimensions: [
        yearStratum(years).dimension,
        { id: 'disease', label: '疾病', partition: false, levels: groups },
      ],
      columns: [
        { id: 'patients', label: '患者数（病名のある人）', kind: 'count', unit: '人', decimals: 0 },
        { id: 'payers', label: '医療費が帰属する人', kind: 'count', unit: '人', decimals: 0 },
        { id: 'amount', label: '医療費', kind: 'sum', of: 'payers', unit: '円', decimals: 0 },
        {
          id: 'value',
          label: '医療費に占める割合',
          kind: 'derived',
          formula: 'rate',
          from: ['amount'],
          unit: '%',
          decimals: 1,
        },
      ],
      rows,
    };
  };
}

function groupsOf(tables: DefinitionTables, year: number) {
  const { groups } = tables.values('disease_groups', year);
  return [
    { code: 'all', label: '全疾病' },
    ...groups.map(({ id, label }) => ({ code: id, label })),
    { code: 'other', label: 'その他' },
    { code: 'none', label: '病名なし・主傷病不明' },
  ];
}

/** CASE of the group with the longest matching prefix. */
function groupCase(tables: DefinitionTables, year: number): string {
  const { groups } = tables.values('disease_groups', year);
  const prefixes = groups.flatMap(({ id, prefixes }) => prefixes.map((prefix) => ({ id, prefix })));
  prefixes.sort((a, b) => b.prefix.length - a.prefix.length);
  const cases = prefixes.map(
    ({ id, prefix }) => `WHEN starts_with(d.icd10, ${sqlText(prefix)}) THEN ${sqlText(id)}`,
  );
  return `CASE ${cases.join(' ')} ELSE 'other' END`;
}

function costSql(attribution: Attribution, year: number, tables: DefinitionTables): string {
  const { yen, named } = CARRIED[attribution];
  return `WITH carrier AS (SELECT person_id, CASE WHEN icd10 IS NULL THEN 'none' ELSE ${groupCase(tables, year)} END AS disease,
        ${yen} AS yen, ${named} AS named
      FROM summary.disease_year d WHERE fiscal_year = ${year} AND NOT late AND medical),
    paid AS (SELECT person_id, disease, sum(yen) AS yen, sum(named) > 0 AS carries FROM carrier GROUP BY ALL),
    every AS (SELECT person_id, sum(yen)::DOUBLE AS yen FROM summary.claim_year
      WHERE fiscal_year = ${year} AND NOT late AND setting IN ('inpatient', 'outpatient', 'dpc') GROUP BY person_id)
    SELECT disease, count(*) FILTER (disease <> 'none') AS patients, count(*) FILTER (carries) AS payers, sum(yen) AS yen,
      to_json(max(yen, 3) FILTER (carries))::VARCHAR AS top FROM paid GROUP BY disease
    UNION ALL SELECT 'all', count(*), count(*), sum(yen), to_json(max(yen, 3))::VARCHAR FROM every`;
}
