import { useState } from 'react';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { SignatureFields, UNSIGNED } from './signature.tsx';

type Request = OperationOutput<'releases.requests'>['requests'][number];

/** Exports that wait for their maker's signature or for a second person. Nothing is shown where none does. */
export function Requests() {
  const { data } = useOperation('releases.requests', {});
  const { data: people } = useOperation('releases.signers', {});
  if (data === undefined || data.requests.length === 0) return null;
  const names = people?.signers.map(({ name }) => name) ?? [];
  return (
    <section className="stack" aria-labelledby="release-requests">
      <h2 id="release-requests">承認を待っている書き出し（{data.requests.length}件）</h2>
      {data.requests.map((request) => (
        <RequestForm key={request.request} request={request} names={names} />
      ))}
    </section>
  );
}

interface RequestProps {
  readonly request: Request;
  readonly names: readonly string[];
}

function RequestForm({ request, names }: RequestProps) {
  const { dateTime } = usePreferences();
  return (
    <fieldset className="card stack">
      <legend>
        {request.request}番「{request.title}」
      </legend>
      <p className="hint">
        {dateTime(request.requestedAt)}に申請、統計{request.statistics}件。承認のあと、もう一度書き出します。
      </p>
      {request.maker === undefined ? (
        <SubmitForm request={request} names={names} />
      ) : (
        <>
          <p>作成者：{request.maker}（署名ずみ）</p>
          <DecideForm request={request} names={names.filter((name) => name !== request.maker)} />
        </>
      )}
    </fieldset>
  );
}

/** The maker signs first. */
function SubmitForm({ request, names }: RequestProps) {
  const [signature, setSignature] = useState(UNSIGNED);
  const submit = useCommand('releases.submit');
  return (
    <>
      <div className="cards three">
        <SignatureFields who="作成者" names={names} value={signature} onChange={setSignature} />
      </div>
      {submit.isError && <FailurePanel failure={submit.error} />}
      <div className="actions start">
        <PushButton
          className="button"
          off={submit.isPending}
          onClick={() =>
            submit.mutate(
              { request: request.request, signature },
              { onSuccess: () => announce('作成者として申請しました。別の人の承認を待ちます。') },
            )
          }
        >
          作成者として申請する
        </PushButton>
      </div>
    </>
  );
}

/** Then somebody else decides. */
function DecideForm({ request, names }: RequestProps) {
  const [signature, setSignature] = useState(UNSIGNED);
  const [reason, setReason] = useState('');
  const decide = useCommand('releases.decide');
  const send = (decision: 'approve' | 'reject') =>
    decide.mutate(
      { request: request.request, decision, signature, reason },
      { onSuccess: () => announce(decision === 'approve' ? '承認しました。' : '見送りにしました。') },
    );
  return (
    <>
      <div className="cards three">
        <SignatureFields who="確認者" names={names} value={signature} onChange={setSignature} />
        <TextField label="理由" block value={reason} onChange={setReason} />
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
    </>
  );
}
