/** SQL of the fiscal year (April to March) that a date column or expression lies in; NULL where the date is. */
export function fiscalYearSql(date: string): string {
  return `(year(${date}) - CASE WHEN month(${date}) < 4 THEN 1 ELSE 0 END)`;
}

/** Fiscal years from the first to the last, both included. */
export function yearsFrom(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
