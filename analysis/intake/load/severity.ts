import type { Severity } from '../issues.ts';

const ERRORS = new Set([
  'value.not_number',
  'value.not_two',
  'value.not_icd10',
  'date.not_period',
  'identifier.broken_number',
  'date.unreadable',
  'date.ambiguous_year',
]);
const INFOS = new Set(['date.excel_serial']);

/** How grave a cell's fault is: an error loses the value, a warning keeps it with doubt. */
export function severityOf(code: string): Severity {
  if (ERRORS.has(code)) return 'error';
  return INFOS.has(code) ? 'info' : 'warning';
}
