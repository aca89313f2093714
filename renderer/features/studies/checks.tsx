import { VERDICT_WORDS } from '../../../analysis/domain/verdicts.ts';
import { TableHead } from '../../components/table-head.tsx';
import { GradeBadge } from '../quality/grade-badge.tsx';
import type { StudyCheck } from './study-types.ts';

/** Assumptions that were checked, with what to do where one does not hold. */
export function Checks({ checks }: { readonly checks: readonly StudyCheck[] }) {
  return (
    <section aria-label="前提の確認">
      <h2>前提の確認</h2>
      <table className="data-table prose">
        <TableHead columns={['判定', '確かめたこと', '分かったこと', 'どうすればよいか']} />
        <tbody>
          {checks.map((check) => (
            <tr key={check.id}>
              <td>
                <GradeBadge grade={check.verdict} label={VERDICT_WORDS[check.verdict]} />
              </td>
              <th scope="row">{check.label}</th>
              <td>{check.explanation}</td>
              <td>{check.action === '' ? '—' : check.action}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
