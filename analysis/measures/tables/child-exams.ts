import type { CandidateRow, CandidateTable } from '../../domain/statistic.ts';
import { sqlText } from '../conditions/literal.ts';
import { contextOf } from '../context.ts';
import type { Question, TableRequest } from '../definition.ts';
import { yearStart } from '../frames.ts';
import { yearStratum } from '../strata.ts';

type Run = Extract<Question, { kind: 'table' }>['run'];

/** Children with a record of each item of one infant exam, and those with code 1. */
export function childExams(exam: 'm4' | 'm18' | 'y3'): Run {
  return async ({ warehouse, definition, years, tables, signal }: TableRequest): Promise<CandidateTable> => {
    const rows: CandidateRow[] = [];
    const items = new Set<string>();
    for (const year of years) {
      const found = await warehouse.all(itemSql(exam, year), undefined, signal);
      for (const row of found) {
        const item = String(row.item);
        items.add(item);
        const [n, k] = [Number(row.children), Number(row.positive)];
        rows.push({ at: [String(year), item], values: [n, k, n > 0 ? (100 * k) / n : null] });
      }
    }
    return {
      id: `measure.${definition.id}`,
      parameters: { years: years.join(',') },
      context: contextOf(definition, { kind: 'persons', ages: { from: 0, to: 6 } }, years, tables),
      dimensions: [
        yearStratum(years).dimension,
        {
          id: 'item',
          label: '項目',
          partition: false,
          levels: [...items].map((code) => ({ code, label: code })),
        },
      ],
      columns: [
        { id: 'denominator', label: '記録のある子ども', kind: 'count', unit: '人', decimals: 0 },
        { id: 'numerator', label: '該当', kind: 'count_subset', of: 'denominator', unit: '人', decimals: 0 },
        {
          id: 'value',
          label: '割合',
          kind: 'derived',
          formula: 'share',
          from: ['numerator', 'denominator'],
          unit: '%',
          decimals: 1,
        },
      ],
      rows,
    };
  };
}

function itemSql(exam: string, year: number): string {
  return `SELECT item, count(DISTINCT person_id) AS children,
      count(DISTINCT person_id) FILTER (code = '1' OR value = 1) AS positive
    FROM child_health WHERE exam = ${sqlText(exam)} AND exam_date >= ${yearStart(year)}
      AND exam_date < ${yearStart(year + 1)} GROUP BY item ORDER BY item`;
}
