import type { CandidateTable } from '../../domain/statistic.ts';
import { valueSql } from '../conditions/amount.ts';
import { conditionSql } from '../conditions/compile.ts';
import type { Condition } from '../conditions/condition.ts';
import type { TableRequest } from '../definition.ts';
import { EXAMINED } from '../families/frames-used.ts';
import { NEPHROPATHY_STAGES, nephropathyStageSql, proteinClassSql } from '../rules/kidney.ts';
import { type Category, crossTable } from './cross-table.ts';
import { KIDNEY_CLASSES } from './kidney-heat-map.ts';

export interface DiabeticKidney {
  /** Who is counted. */
  readonly diabetic: Condition;
  readonly treated: Condition;
  readonly dialysed: Condition;
}

/** Examined persons with diabetes by stage of nephropathy and whether they are treated for diabetes. */
export function diabeticStages({ diabetic, treated, dialysed }: DiabeticKidney) {
  const categories: readonly Category[] = [
    {
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
    },
    {
      id: 'treated',
      label: '糖尿病の治療',
      total: '治療の有無計',
      levels: [
        { code: 'yes', label: '治療あり' },
        { code: 'no', label: '治療なし・不明' },
      ],
      code: (scope) => `CASE WHEN ${conditionSql(treated, scope)} THEN 'yes' ELSE 'no' END`,
    },
  ];
  return (request: TableRequest): Promise<CandidateTable> =>
    crossTable(request, { frame: EXAMINED, programme: 'tokutei', categories });
}

/** Examined persons with diabetes, those on dialysis left out, by GFR class × proteinuria class. */
export function diabeticMap({ diabetic, dialysed }: DiabeticKidney) {
  const counted: Condition = { all: [diabetic, { not: dialysed }] };
  const categories = KIDNEY_CLASSES.map(
    (category, at): Category =>
      // One class without a code is enough to leave a person out.
      at > 0
        ? category
        : {
            ...category,
            code: (scope) => `CASE WHEN ${conditionSql(counted, scope)} THEN ${category.code(scope)} END`,
          },
  );
  return (request: TableRequest): Promise<CandidateTable> =>
    crossTable(request, { frame: EXAMINED, programme: 'tokutei', categories });
}
