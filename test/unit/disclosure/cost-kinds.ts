import type { CandidateTable, Column } from '../../../analysis/domain/statistic.ts';
import { context } from './study-parts.ts';
import { flat } from './town-table.ts';

/** Million yen by kind of care in three districts; one hospital is behind `inpatient` of district a. */
export const KINDS = {
  inpatient: { a: 400, b: 500, c: 520 },
  outpatient: { a: 450, b: 430, c: 470 },
  pharmacy: { a: 200, b: 210, c: 190 },
  dental: { a: 90, b: 95, c: 85 },
} as const;

export type Kind = keyof typeof KINDS;
const NAMES = Object.keys(KINDS) as Kind[];

function amount(concept: string): Column {
  return { id: 'amount', label: '医療費', kind: 'sum', of: 'n', unit: '円', decimals: 0, concept };
}

/**
 * The cost of one kind (or of several, or of all) by district, with tables of the parts for the gate.
 *
 * @param kinds which; all for the whole
 * @param oneHospital whether nearly all inpatient care of district a comes from one
 */
export function costTable(kinds: readonly Kind[] | 'all', oneHospital = true): CandidateTable {
  const some = kinds === 'all' ? NAMES : kinds;
  const concept = kinds === 'all' ? 'yen' : `yen/${kinds.join('+')}`;
  const sum = (code: 'a' | 'b' | 'c') => some.reduce((all, kind) => all + KINDS[kind][code], 0) * 1e6;
  const districts = ['a', 'b', 'c'] as const;
  const values = { a: sum('a'), b: sum('b'), c: sum('c'), T: sum('a') + sum('b') + sum('c') };
  return {
    id: `cost.${kinds === 'all' ? kinds : kinds.join('_')}`,
    parameters: { fiscalYear: 2023 },
    context,
    dimensions: [flat('district', districts)],
    columns: [{ id: 'n', label: '対象者', kind: 'count', unit: '人', decimals: 0 }, amount(concept)],
    rows: (['T', ...districts] as const).map((code) => ({
      at: [code],
      values: [code === 'T' ? 3000 : 1000, values[code]],
      contributions: { amount: [2e6, 1e6, 1e6] },
      ...(oneHospital && code === 'a' && kinds !== 'all' && kinds.join() === 'inpatient'
        ? { holders: { amount: [values.a * 0.95, values.a * 0.05] } }
        : {}),
    })),
    parts: async () => NAMES.map((kind) => costTable([kind], oneHospital)),
  };
}
