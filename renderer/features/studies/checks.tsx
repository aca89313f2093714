import { GRADE_LABELS, type StudyCheck } from './study-types.ts';

const MARKS = { good: '○', caution: '△', bad: '×' } as const;

/** Assumptions that were checked, with what to do where one does not hold. */
export function Checks({ checks }: { readonly checks: readonly StudyCheck[] }) {
  return (
    <section aria-label="前提の確認">
      <h2>前提の確認</h2>
      <table className="data-table prose">
        <thead>
          <tr>
            <th scope="col">判定</th>
            <th scope="col">確かめたこと</th>
            <th scope="col">分かったこと</th>
            <th scope="col">どうすればよいか</th>
          </tr>
        </thead>
        <tbody>
          {checks.map((check) => (
            <tr key={check.id}>
              <td>
                <span className={`badge ${check.verdict}`}>
                  <span aria-hidden="true">{MARKS[check.verdict]}</span> {GRADE_LABELS[check.verdict]}
                </span>
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
