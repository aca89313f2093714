import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { placeHash } from '../../app/location.ts';

interface WaitingStudiesProps {
  readonly waiting: OperationOutput<'programmes.payment'>['waiting'];
  readonly onOpen: () => void;
}

/** Studies whose results a payment would open: what that means is told, and nothing is opened until somebody asks. */
export function WaitingStudies({ waiting, onOpen }: WaitingStudiesProps) {
  if (waiting.length === 0) return null;
  return (
    <section className="notice stack" aria-label="結果をまだ開いていない効果検証">
      <p>次の指標は、効果検証の結果で支払います。結果をまだ開いていないため、支払額に入っていません。</p>
      <ul>
        {waiting.map(({ indicator, study, title }) => (
          <li key={indicator}>
            {indicator}：<a href={placeHash({ route: 'studies', detail: study, params: {} })}>{title}</a>
          </li>
        ))}
      </ul>
      <p>
        ここで計算すると、いまの設計が固定され、だれも診断を読まないまま結果が開かれます。そのことは記録に残り、支払算定書や報告書にも書かれます。先に効果検証の画面で診断を読むことを勧めます。
      </p>
      <div className="actions">
        <button type="button" className="button secondary" onClick={onOpen}>
          設計を固定して計算する
        </button>
      </div>
    </section>
  );
}
