import type { YearSpan } from './condition.ts';

/** Where SQL that reads the claim summaries notes the fiscal years it needs. */
export interface ClaimYears {
  readonly year: number;
  readonly claimYears: Set<number>;
  /** Those of the summary of procedures, which is apart. */
  readonly procedureYears: Set<number>;
}

/** SQL test of `fiscal_year` for a span, with the years noted as read. */
export function claimYears(span: YearSpan, scope: ClaimYears): string {
  return within(span, scope.year, scope.claimYears);
}

/** The same for the summary of procedures. */
export function procedureYears(span: YearSpan, scope: ClaimYears): string {
  return within(span, scope.year, scope.procedureYears);
}

function within([from, to]: YearSpan, year: number, read: Set<number>): string {
  for (let at = year + from; at <= year + to; at++) read.add(at);
  return `fiscal_year BETWEEN ${year + from} AND ${year + to}`;
}
