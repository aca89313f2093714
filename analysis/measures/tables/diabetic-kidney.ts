import type { CandidateTable } from '../../domain/statistic.ts';
import { valueSql } from '../conditions/amount.ts';
import { conditionSql } from '../conditions/compile.ts';
import type { Condition } from '../conditions/condition.ts';
import type { TableRequest } from '../definition.ts';
import { EXAMINED } from '../families/frames-used.ts';
import { NEPHROPATHY_STAGES, nephropathyStageSql, proteinClassSql } from '../rules/kidney.ts';
import { type Category, crossTable } from './cross-table.ts';
import { KIDNEY_CLASSES } from './kidney-heat-map.ts';

/*
 * Both tables count the same people, those with diabetes whose creatinine and urine are known: two that differed by the
 * few on dialysis would tell how many they are.
 */

/** Examined persons with diabetes by stage of nephropathy. */
export function diabeticStages(diabetic: Condition, dialysed: Condition) {
  const stage: Category = {
    id: 'stage',
    label: '腎症の病期',
    total: '全体',
    levels: NEPHROPATHY_STAGES,
    code: (scope) =>
      `CASE WHEN ${conditionSql(diabetic, scope)} THEN ${nephropathyStageSql({
        egfr: valueSql({ egfr: true }, scope),
        protein: proteinClassSql(`${scope.checkup(0)}.urine_protein`),
        dialysed: conditionSql(dialysed, scope),
      })} END`,
  };
  return (request: TableRequest): Promise<CandidateTable> =>
    crossTable(request, {
      frame: EXAMINED,
      programme: 'tokutei',
      categories: [stage],
      // Without claims nobody is known to be on dialysis, and the last stage would pass for empty.
      claims: { claimsOf: [0, 0], insurer: 'kokuho' },
    });
}

/** Examined persons with diabetes by GFR class × proteinuria class. */
export function diabeticMap(diabetic: Condition) {
  const categories = KIDNEY_CLASSES.map(
    (category, at): Category =>
      // One class without a code is enough to leave a person out.
      at > 0
        ? category
        : {
            ...category,
            code: (scope) => `CASE WHEN ${conditionSql(diabetic, scope)} THEN ${category.code(scope)} END`,
          },
  );
  return (request: TableRequest): Promise<CandidateTable> =>
    crossTable(request, { frame: EXAMINED, programme: 'tokutei', categories });
}
