import type { CandidateRow, CandidateTable } from '../../domain/statistic.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { coveredClaims } from '../conditions/amount.ts';
import { sqlText } from '../conditions/literal.ts';
import { contextOf } from '../context.ts';
import type { Question, TableRequest } from '../definition.ts';
import { KOKUHO } from '../families/frames-used.ts';
import { yearStratum } from '../strata.ts';

type Run = Extract<Question, { kind: 'table' }>['run'];

/**
 * How a claim's points are given to diseases.
 * `main`: all to the main diagnosis. `shared`: equally over the claim's diagnoses. Neither counts 疑い.
 */
export type Attribution = 'main' | 'shared';

/**
 * Yen and persons by disease group, medical claims without dental and pharmacy. Persons are counted by any
 * mention, so they must not be added up over diseases; yen add up to the total under either attribution.
 */
export function diseaseCosts(attribution: Attribution): Run {
  return async (request: TableRequest): Promise<CandidateTable> => {
    const { definition, years, tables, warehouse, signal } = request;
    const groups = groupsOf(tables, years[0] ?? 0);
    const rows: CandidateRow[] = [];
    for (const year of years) {
      const found = await warehouse.all(costSql(attribution, year, tables), undefined, signal);
      const byCode = new Map(found.map((row) => [String(row.disease), row]));
      const total = byCode.get('all');
      for (const { code } of groups) {
        const row = byCode.get(code);
        const yen = Number(row?.yen ?? 0);
        const all = Number(total?.yen ?? 0);
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
    return {
      id: `measure.${definition.id}`,
      parameters: { years: years.join(','), attribution },
      context: contextOf(definition, KOKUHO, years, tables),
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
  const share = attribution === 'main' ? 'd.main' : 'true';
  return `WITH cl AS (SELECT claim_id, person_id, yen FROM (${coveredClaims('kokuho', year)})
      WHERE setting IN ('inpatient', 'outpatient', 'dpc')),
    named AS (SELECT cl.claim_id, cl.person_id, cl.yen, d.main, ${groupCase(tables, year)} AS disease
      FROM cl JOIN claim_diagnosis d USING (claim_id) WHERE NOT d.suspected AND d.icd10 IS NOT NULL),
    carrier AS (SELECT claim_id, person_id, disease, yen / count(*) OVER (PARTITION BY claim_id) AS yen
      FROM named d WHERE ${share}),
    carried AS (SELECT claim_id, person_id, disease, sum(yen) AS yen FROM carrier GROUP BY ALL
      UNION ALL SELECT claim_id, person_id, 'none', yen FROM cl
        WHERE claim_id NOT IN (SELECT claim_id FROM carrier)),
    paid AS (SELECT person_id, disease, sum(yen) AS yen FROM carried GROUP BY ALL),
    money AS (SELECT disease, count(*) AS payers, sum(yen)::DOUBLE AS yen, to_json(max(yen::DOUBLE, 3))::VARCHAR AS top
      FROM paid GROUP BY disease
      UNION ALL SELECT 'all', count(*), sum(yen)::DOUBLE, to_json(max(yen::DOUBLE, 3))::VARCHAR
      FROM (SELECT person_id, sum(yen) AS yen FROM cl GROUP BY person_id)),
    heads AS (SELECT disease, count(DISTINCT person_id) AS patients FROM named GROUP BY disease
      UNION ALL SELECT 'all', count(DISTINCT person_id) FROM cl)
    SELECT disease, patients, payers, yen, top FROM money FULL JOIN heads USING (disease)`;
}
