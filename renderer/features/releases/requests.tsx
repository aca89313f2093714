import { useState } from 'react';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';

type Request = OperationOutput<'releases.requests'>['requests'][number];

/** Exports that wait for a second person. Nothing is shown where none does. */
export function Requests() {
  const { data } = useOperation('releases.requests', {});
  if (data === undefined || data.requests.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="release-requests">
      <h2 id="release-requests">承認を待っている書き出し（{data.requests.length}件）</h2>
      {data.requests.map((request) => (
        <RequestForm key={request.request} request={request} />
      ))}
    </section>
  );
}

function RequestForm({ request }: { readonly request: Request }) {
  const { dateTime } = usePreferences();
  const [maker, setMaker] = useState('');
  const [checker, setChecker] = useState('');
  const [reason, setReason] = useState('');
  const decide = useCommand('releases.decide');
  const send = (decision: 'approve' | 'reject') =>
    decide.mutate(
      { request: request.request, decision, maker, checker, reason },
      { onSuccess: () => announce(decision === 'approve' ? '承認しました。' : '見送りにしました。') },
    );
  const fields = [
    ['作成者', maker, setMaker],
    ['確認者（作成者とは別の人）', checker, setChecker],
    ['理由', reason, setReason],
  ] as const;
  return (
    <fieldset className="card stack">
      <legend>
        {request.request}番「{request.title}」
      </legend>
      <p className="hint">
        {dateTime(request.requestedAt)}に申請、統計{request.statistics}件。承認のあと、もう一度書き出します。
      </p>
      <div className="cards three">
        {fields.map(([label, value, set]) => (
          <TextField key={label} label={label} block value={value} onChange={set} />
        ))}
      </div>
      {decide.isError && <FailurePanel failure={decide.error} />}
      <div className="actions start">
        <PushButton className="button" off={decide.isPending} onClick={() => send('approve')}>
          承認する
        </PushButton>
        <PushButton className="button secondary" off={decide.isPending} onClick={() => send('reject')}>
          見送る
        </PushButton>
      </div>
    </fieldset>
  );
}
