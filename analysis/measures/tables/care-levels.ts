import type { CandidateTable } from '../../domain/statistic.ts';
import type { TableRequest } from '../definition.ts';
import { SENIORS } from '../families/frames-used.ts';
import { yearStart } from '../frames.ts';
import { crossTable } from './cross-table.ts';

export const CARE_LEVELS = [
  { code: '12', label: '要支援1' },
  { code: '13', label: '要支援2' },
  { code: '21', label: '要介護1' },
  { code: '22', label: '要介護2' },
  { code: '23', label: '要介護3' },
  { code: '24', label: '要介護4' },
  { code: '25', label: '要介護5' },
] as const;

/** 65+ by care level on the last day of the year. */
export function careLevels(request: TableRequest): Promise<CandidateTable> {
  return crossTable(request, {
    frame: SENIORS,
    programme: 'tokutei',
    categories: [
      {
        id: 'level',
        label: '要介護状態区分',
        total: '65歳以上計',
        levels: [...CARE_LEVELS, { code: 'none', label: '認定なし' }],
        code: (scope) => {
          const end = yearStart(scope.year + 1);
          scope.ctes.set(
            'care_at_end',
            `SELECT person_id, arg_max(level, from_date) AS level FROM care_certification
              WHERE level <> '01' AND from_date < ${end}
                AND coalesce(to_date, DATE '9999-12-31') >= (${end} - INTERVAL 1 DAY)
              GROUP BY person_id`,
          );
          scope.joins.set('care_at_end', 'LEFT JOIN care_at_end ON care_at_end.person_id = f.person_id');
          return "coalesce(care_at_end.level, 'none')";
        },
      },
    ],
  });
}
