import type { YearSpan } from './condition.ts';

/** Where SQL that reads the claim summaries notes the fiscal years it needs. */
export interface ClaimYears {
  readonly year: number;
  readonly claimYears: Set<number>;
}

/** SQL test of `fiscal_year` for a span, with the years noted as read. */
export function claimYears([from, to]: YearSpan, { year, claimYears: read }: ClaimYears): string {
  for (let at = year + from; at <= year + to; at++) read.add(at);
  return `fiscal_year BETWEEN ${year + from} AND ${year + to}`;
}
