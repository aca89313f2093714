import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { Scroll } from '../../components/scroll.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { GradeBadge } from './grade-badge.tsx';

type Check = OperationOutput<'quality.report'>['checks'][number];

const STATES = { good: '問題なし', caution: '確かめる', bad: '直す' } as const;

/** What was checked in the data, and what was found. */
export function Checks({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <section aria-label="データの点検">
      <h2>データの点検</h2>
      <Scroll label="表：点検の結果">
        <table className="data-table prose">
          <TableHead columns={['結果', '点検', '見つかったこと']} />
          <tbody>
            {checks.map((check) => (
              <tr key={check.id}>
                <td>
                  <GradeBadge grade={check.state} label={STATES[check.state]} />
                </td>
                <th scope="row">{check.label}</th>
                <td>
                  {check.findings.length === 0 ? (
                    '気になる点はありません。'
                  ) : (
                    <ul className="evidence">
                      {check.findings.map((finding) => (
                        <li key={finding}>{finding}</li>
                      ))}
                    </ul>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
