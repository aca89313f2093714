import { useState } from 'react';
import type { OperationInput } from '../../../analysis/api/contract/operations.ts';
import type { ReleaseRecord } from '../../../analysis/domain/statistic.ts';
import { useOperation } from '../../client/hooks.ts';
import { Answer } from '../../components/state.tsx';
import type { Measure } from './question.ts';

/** Share of hidden numbers above which another cut of the table may serve the reader better. */
const MANY_HIDDEN = 0.15;

interface CoarserProps {
  readonly measure: Measure;
  readonly year: number;
  readonly by: OperationInput<'releases.coarser'>['by'];
  readonly release: ReleaseRecord;
}

function Proposals({ measure, year, by }: Omit<CoarserProps, 'release'>) {
  const answer = useOperation('releases.coarser', { id: measure.id, year, by });
  return (
    <Answer query={answer} waiting="まとめ方を公開審査しています（審査中）…">
      {({ sentences }) =>
        sentences.length === 0 ? (
          <p>隣の区分や上の区分にまとめても、伏せる数は減りません。期間を長くすると減ることがあります。</p>
        ) : (
          <ul>
            {sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )
      }
    </Answer>
  );
}

/** Beside a table with many hidden numbers: how to cut it so that fewer need hiding. */
export function Coarser({ release, ...question }: CoarserProps) {
  const [open, setOpen] = useState(false);
  const { primary, secondary, other } = release.hidden;
  const hidden = primary + secondary + other;
  if (hidden < MANY_HIDDEN * (hidden + release.shown)) return null;
  return (
    <section className="notice" aria-label="伏せた数を減らす">
      <p>
        伏せた数（＊）が多い表です（{hidden}
        か所）。正確な数と丸めた数を両方出すと伏せた数の範囲が狭まるため、この画面の表を丸めて出し直すことはできません。
      </p>
      {open ? (
        <Proposals {...question} />
      ) : (
        <div className="actions start">
          <button type="button" className="button secondary small" onClick={() => setOpen(true)}>
            伏せる数が減るまとめ方を調べる
          </button>
        </div>
      )}
    </section>
  );
}
