import type { CandidateTable } from '../../domain/statistic.ts';
import type { TableRequest } from '../definition.ts';
import { EXAMINED } from '../families/frames-used.ts';
import { PRESSURE_GRADES, pressureGradeSql } from '../rules/blood-pressure.ts';
import { crossTable } from './cross-table.ts';

/** Persons by class of blood pressure and whether they take a drug for it. */
export function pressureGrades(request: TableRequest): Promise<CandidateTable> {
  return crossTable(request, {
    frame: EXAMINED,
    programme: 'tokutei',
    categories: [
      {
        id: 'grade',
        label: '血圧の分類',
        total: '全体',
        levels: PRESSURE_GRADES,
        code: (scope) => pressureGradeSql(scope.checkup(0)),
      },
      {
        id: 'drug',
        label: '降圧薬',
        total: '服薬の有無計',
        levels: [
          { code: 'yes', label: '服薬あり' },
          { code: 'no', label: '服薬なし・不明' },
        ],
        code: (scope) => `CASE WHEN coalesce(${scope.checkup(0)}.drug_bp, false) THEN 'yes' ELSE 'no' END`,
      },
    ],
  });
}
