import { useState } from 'react';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { named } from '../../client/answers.ts';
import { TableFigure } from '../../components/table-figure.tsx';

type Quality = OperationOutput<'quality.report'>;
type Wire = Quality['tables'][number];

/** Groups of tables by the beginning of their ids, in the order of reading. */
const GROUPS = [
  ['月ごとのそろい方', ['quality.coverage']],
  ['加入者の総数', ['quality.enrolled']],
  [
    '健診・レセプトの突合（年度ごと）',
    ['quality.linkage.checkup', 'quality.linkage.claim', 'quality.linkage'],
  ],
  ['項目のそろい方', ['quality.completeness']],
  [
    '値の疑い（ありえない値・丸め・急な変化）',
    ['quality.out_of_range', 'quality.digit_preference', 'quality.means'],
  ],
  ['特定保健指導の実績評価', ['quality.guidance_results']],
] as const;

const ELSEWHERE: readonly string[] = ['quality.linkage.sources', 'quality.not_linked'];

function groupOf({ statistic }: Wire): number {
  return GROUPS.findIndex(([, starts]) => starts.some((start) => statistic.id.startsWith(start)));
}

function Group({ title, tables }: { readonly title: string; readonly tables: readonly Wire[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="file-report" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <strong>{title}</strong>
        <span>{tables.length}表</span>
      </summary>
      {open && (
        <div className="stack">
          {named(tables).map(({ name, wire }) => (
            <TableFigure key={name} wire={wire} />
          ))}
        </div>
      )}
    </details>
  );
}

/** The released numbers behind the verdicts. */
export function Numbers({ tables, keptBack }: Pick<Quality, 'tables' | 'keptBack'>) {
  const rest = tables.filter(({ statistic }) => !ELSEWHERE.includes(statistic.id));
  const others = rest.filter((wire) => groupOf(wire) < 0);
  return (
    <section aria-label="くわしい数字" className="stack">
      <h2>くわしい数字</h2>
      {GROUPS.map(([title], at) => {
        const own = rest.filter((wire) => groupOf(wire) === at);
        return own.length > 0 && <Group key={title} title={title} tables={own} />;
      })}
      {others.length > 0 && <Group title="その他" tables={others} />}
      {keptBack.length > 0 && <p className="hint">人数が少ないため出せない表：{keptBack.join('、')}</p>}
    </section>
  );
}
