import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { CANCELLED, type Failure } from '../client/failure.ts';

function headingOf(failure: Failure): string {
  if (failure.code === CANCELLED) return '中止しました';
  return failure.kind === 'refused' ? '公開の規則により、表示できません' : '処理できませんでした';
}

/** What went wrong and what to do, from the sentence of the issue. */
export function FailurePanel(props: { readonly failure: Failure; readonly onRetry?: () => void }) {
  const { failure, onRetry } = props;
  const calm = failure.code === CANCELLED || failure.kind === 'refused';
  return (
    <div className={calm ? 'notice' : 'notice error'} role="alert">
      <p className="notice-title">{headingOf(failure)}</p>
      <p>{failure.sentence}</p>
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
