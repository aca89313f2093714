import { aggregateSql } from '../aggregate.ts';
import { type Definitions, findMeasure } from '../catalogue.ts';
import { personRows } from '../person-rows.ts';
import { bandSql } from '../strata.ts';

/**
 * The SQL that a measure runs for one fiscal year, as it stands: definitions and limits, no data. Empty for
 * measures that are tables of their own. Throws `measures.unknown`.
 */
export function measureStatement(id: string, year: number, { own, tables }: Definitions): string {
  const { question } = findMeasure(id, own, tables);
  if (question.kind === 'table') return '';
  const contributions = question.kind === 'rate' || question.kind === 'ratio';
  return aggregateSql(personRows(question, year, tables).rows, {
    band: bandSql('age'),
    district: true,
    contributions: contributions,
  });
}
