import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useCallback, useState } from 'react';
import { CANCELLED, type Failure } from '../client/failure.ts';
import { isUnderReview, useReview } from '../client/review.ts';

/** Nothing is wrong: what was asked for is done already. */
const DONE_BEFORE = 'intake.already_loaded';
/** Refused, but not by the rules: somebody has to put the record right. */
const LEDGER_BROKEN = 'disclosure.ledger_broken';

function headingOf(failure: Failure): string {
  if (failure.code === CANCELLED) return '中止しました';
  if (failure.code === DONE_BEFORE) return 'すでに取り込んであります';
  if (failure.code === LEDGER_BROKEN) return '公開記録を直すまで、使えません';
  return failure.kind === 'refused' ? '公開の規則により、表示できません' : '処理できませんでした';
}

/** In the place of a table whose safety is still being proved; it follows by itself. */
function UnderReview({ failure }: { readonly failure: Failure }) {
  const [stopped, setStopped] = useState<Failure>();
  const stop = useCallback(() => setStopped(failure), [failure]);
  const isStopped = stopped === failure;
  useReview(isStopped ? undefined : failure, stop);
  return (
    <div className="notice" role="status">
      <p className="notice-title">
        <span className="badge caution">{isStopped ? '審査を中止しました' : '審査中'}</span>
      </p>
      <p>{failure.sentence}</p>
      {isStopped ? (
        <div className="actions start">
          <button type="button" className="button secondary small" onClick={() => setStopped(undefined)}>
            審査を再開
          </button>
        </div>
      ) : (
        <p className="hint">ほかの画面はそのまま使えます。進み具合は画面の下に出ます。</p>
      )}
    </div>
  );
}

interface FailurePanelProps {
  readonly failure: Failure;
  readonly onRetry?: () => void;
}

/** What went wrong and what to do, from the sentence of the issue. */
export function FailurePanel({ failure, onRetry }: FailurePanelProps) {
  if (isUnderReview(failure)) return <UnderReview failure={failure} />;
  return <Fault failure={failure} {...(onRetry === undefined ? {} : { onRetry })} />;
}

/** What happened; what can be done about it, where that takes several lines, on demand. */
export function Sentence({ text, open = false }: { readonly text: string; readonly open?: boolean }) {
  const [what = '', ...ways] = text.split('\n');
  return (
    <>
      <p>{what}</p>
      {ways.length > 0 && (
        <details open={open}>
          <summary>どうすればよいか</summary>
          {ways.map((way) => (
            <p key={way}>{way}</p>
          ))}
        </details>
      )}
    </>
  );
}

function Fault({ failure, onRetry }: FailurePanelProps) {
  const refused = failure.kind === 'refused' && failure.code !== LEDGER_BROKEN;
  const calm = failure.code === CANCELLED || failure.code === DONE_BEFORE || refused;
  return (
    <div className={calm ? 'notice' : 'notice error'} role="alert">
      <p className="notice-title">{headingOf(failure)}</p>
      <Sentence text={failure.sentence} />
      <div className="actions start">
        {onRetry !== undefined && failure.kind !== 'refused' && (
          <button type="button" className="button secondary small" onClick={onRetry}>
            もう一度試す
          </button>
        )}
        <span className="hint">記号：{failure.code}</span>
      </div>
    </div>
  );
}

export function Waiting(props: { readonly label?: string }) {
  return (
    <p className="waiting" role="status">
      {props.label ?? '計算・公開審査中…'}
    </p>
  );
}

export interface AnswerProps<T> {
  readonly query: UseQueryResult<T, Failure>;
  readonly waiting?: string;
  readonly children: (value: T) => ReactNode;
}

/** The answer of an operation, or that it is on its way, or why there is none. */
export function Answer<T>({ query, waiting, children }: AnswerProps<T>) {
  if (query.isError) return <FailurePanel failure={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Waiting {...(waiting === undefined ? {} : { label: waiting })} />;
  return <>{children(query.data)}</>;
}

export function Empty(props: { readonly children: ReactNode }) {
  return <div className="notice">{props.children}</div>;
}
