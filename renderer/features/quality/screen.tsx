import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { go } from '../../app/location.ts';
import { useOperation } from '../../client/hooks.ts';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Answer, Empty } from '../../components/state.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { Checks } from './checks.tsx';
import { GradeBadge } from './grade-badge.tsx';
import { Linkage } from './linkage.tsx';
import { Numbers } from './numbers.tsx';

type Quality = OperationOutput<'quality.report'>;
type Grade = Quality['grades'][number];

const GRADES = { good: '使える', caution: '注意', bad: '使えない' } as const;
const ORDER = ['bad', 'caution', 'good'] as const;

function GradeRow({ grade }: { readonly grade: Grade }) {
  return (
    <tr>
      <td>
        <GradeBadge grade={grade.grade} label={GRADES[grade.grade]} />
      </td>
      <th scope="row">{grade.label}</th>
      <td>{grade.reason}</td>
    </tr>
  );
}

function summary(grades: readonly Grade[]): string {
  const count = (grade: Grade['grade']): number => grades.filter((item) => item.grade === grade).length;
  return `${grades.length}種類の分析のうち、使える ${count('good')}、注意 ${count('caution')}、使えない ${count('bad')}`;
}

function Grades({ grades }: Pick<Quality, 'grades'>) {
  return (
    <section aria-label="分析ごとの判定">
      <h2>{summary(grades)}</h2>
      <Scroll label="表：分析ごとの判定">
        <table className="data-table prose">
          <TableHead columns={['判定', '分析', '理由']} />
          <tbody>
            {ORDER.flatMap((order) =>
              grades
                .filter((grade) => grade.grade === order)
                .map((grade) => <GradeRow key={grade.analysis} grade={grade} />),
            )}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Report({ grades, checks, remedies, tables, keptBack }: Quality) {
  if (grades.length === 0) return <Empty>判定できるデータがまだありません。</Empty>;
  return (
    <>
      <Grades grades={grades} />
      <Checks checks={checks} />
      <Linkage remedies={remedies} tables={tables} onImport={() => go('import')} />
      <Numbers tables={tables} keptBack={keptBack} />
    </>
  );
}

/** Whether each analysis can be trusted with the data at hand, and why. */
export function QualityScreen() {
  const report = useOperation('quality.report', {}, { job: 'データ品質を調べる' });
  return (
    <div className="screen">
      <ScreenHead route="quality" />
      <Answer query={report} waiting="データを調べています…">
        {(value) => <Report {...value} />}
      </Answer>
    </div>
  );
}
