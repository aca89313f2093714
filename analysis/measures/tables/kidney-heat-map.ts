import type { CandidateTable } from '../../domain/statistic.ts';
import { valueSql } from '../conditions/amount.ts';
import type { TableRequest } from '../definition.ts';
import { EXAMINED } from '../families/frames-used.ts';
import { GFR_CLASSES, gfrClassSql, PROTEIN_CLASSES, proteinClassSql } from '../rules/kidney.ts';
import { type Category, crossTable } from './cross-table.ts';

const GFR_LABELS = {
  G1: 'G1（90以上）',
  G2: 'G2（60〜89）',
  G3a: 'G3a（45〜59）',
  G3b: 'G3b（30〜44）',
  G4: 'G4（15〜29）',
  G5: 'G5（15未満）',
};
const PROTEIN_LABELS = { A1: 'A1（尿蛋白－）', A2: 'A2（尿蛋白±）', A3: 'A3（尿蛋白＋以上）' };

/** Classes of GFR and of the dip-stick. */
export const KIDNEY_CLASSES: readonly Category[] = [
  {
    id: 'gfr',
    label: 'GFR区分',
    total: '全体',
    levels: GFR_CLASSES.map((code) => ({ code, label: GFR_LABELS[code] })),
    code: (scope) => gfrClassSql(valueSql({ egfr: true }, scope)),
  },
  {
    id: 'protein',
    label: '尿蛋白区分',
    total: '全体',
    levels: PROTEIN_CLASSES.map((code) => ({ code, label: PROTEIN_LABELS[code] })),
    code: (scope) => proteinClassSql(`${scope.checkup(0)}.urine_protein`),
  },
];

/** Persons by GFR class × proteinuria class; colours come from `kidneyRisk`. */
export function kidneyHeatMap(request: TableRequest): Promise<CandidateTable> {
  return crossTable(request, { frame: EXAMINED, programme: 'tokutei', categories: KIDNEY_CLASSES });
}
