import { useOperation } from '../../client/hooks.ts';

/** The SQL of a measure, asked for when 「出し方」 is opened. */
export function Statement({ id, year }: { readonly id: string; readonly year: number }) {
  const answer = useOperation('overview.statement', { id, year });
  if (answer.data === undefined || answer.data.sql === '') return null;
  return (
    <details className="file-report">
      <summary>計算に使ったSQL（定義だけ。データは含まない）</summary>
      <div className="file-report-body">
        <pre className="code">{answer.data.sql}</pre>
      </div>
    </details>
  );
}
