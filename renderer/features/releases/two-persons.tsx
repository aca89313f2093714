import { useState } from 'react';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { signersProve } from '../../../analysis/messages/signers.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { NameField, type Signature, SignatureFields, UNSIGNED } from './signature.tsx';

type People = OperationOutput<'releases.signers'>;

/** Who may prepare and approve exports; shown where a second person is asked for, or somebody is registered. */
export function TwoPersons() {
  const { dateTime } = usePreferences();
  const { data } = useOperation('releases.signers', {});
  if (data === undefined || (!data.required && data.signers.length === 0)) return null;
  const names = data.signers.map(({ name }) => name);
  return (
    <section className="stack" aria-labelledby="release-people">
      <h2 id="release-people">作成者と確認者（{names.length}人）</h2>
      <p>{signersProve.proved}</p>
      <p className="hint">{signersProve.unproved}</p>
      {names.length < 2 && data.required && (
        <p className="issue-line" role="status">
          二人が登録されるまで、ファイルには出せません。
        </p>
      )}
      {data.removedAlone.length > 0 && (
        <div className="issue-line" role="status">
          {signersProve.removedAlone}
          <ul>
            {data.removedAlone.map(({ at, reason }) => (
              <li key={at}>
                {dateTime(at)} {reason}
              </li>
            ))}
          </ul>
        </div>
      )}
      {names.length > 0 && (
        <ul>
          {data.signers.map(({ name, registeredAt }) => (
            <li key={name}>
              {name}（{dateTime(registeredAt)}に登録）
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>登録する・登録を外す</summary>
        <div className="stack">
          <RegisterForm names={names} />
          {names.length > 0 && <UnregisterForm names={names} />}
          {names.length >= 2 && data.required && <SwitchOffForm names={names} />}
        </div>
      </details>
    </section>
  );
}

interface NamesProps {
  readonly names: readonly People['signers'][number]['name'][];
}

/** Nobody has signed yet. */
const NO_SIGNATURES: readonly Signature[] = [UNSIGNED, UNSIGNED];
const PLACES = ['一人目', '二人目'];

interface SignersFieldsProps extends NamesProps {
  readonly who: string;
  /** One or two signatures. */
  readonly value: readonly Signature[];
  readonly onChange: (at: number, signed: Signature) => void;
}

/** As many of those who are registered as must sign. */
function SignersFields({ who, names, value, onChange }: SignersFieldsProps) {
  return value.map((signature, at) => (
    <SignatureFields
      key={PLACES[at]}
      who={value.length === 1 ? who : `${who}（${PLACES[at]}）`}
      names={names}
      value={signature}
      onChange={(signed) => onChange(at, signed)}
    />
  ));
}

function RegisterForm({ names }: NamesProps) {
  const [signature, setSignature] = useState(UNSIGNED);
  const [sponsors, setSponsors] = useState(NO_SIGNATURES);
  const register = useCommand('releases.register');
  const needed = Math.min(2, names.length);
  const send = () =>
    register.mutate(
      { signature, sponsors: sponsors.slice(0, needed) },
      {
        onSuccess: () => {
          setSignature(UNSIGNED);
          setSponsors(NO_SIGNATURES);
          announce('登録しました。');
        },
      },
    );
  return (
    <fieldset className="card stack">
      <legend>登録する</legend>
      <p className="hint">合言葉は8文字以上。このPCには、元に戻せない形（scrypt）でだけ残ります。</p>
      <div className="cards three">
        <SignatureFields who="登録する人" value={signature} onChange={setSignature} />
        <SignersFields
          who="立会人"
          names={names}
          value={sponsors.slice(0, needed)}
          onChange={(at, signed) => setSponsors(sponsors.with(at, signed))}
        />
      </div>
      {register.isError && <FailurePanel failure={register.error} />}
      <div className="actions start">
        <PushButton className="button" off={register.isPending} onClick={send}>
          登録する
        </PushButton>
      </div>
    </fieldset>
  );
}

function UnregisterForm({ names }: NamesProps) {
  const [name, setName] = useState('');
  const [signatures, setSignatures] = useState(NO_SIGNATURES);
  const unregister = useCommand('releases.unregister');
  const needed = names.length > 2 ? 2 : 1;
  const send = () =>
    unregister.mutate(
      { name, signatures: signatures.slice(0, needed) },
      {
        onSuccess: () => {
          setName('');
          setSignatures(NO_SIGNATURES);
          announce('登録を外しました。');
        },
      },
    );
  return (
    <fieldset className="card stack">
      <legend>登録を外す（合言葉を忘れたとき、変えるとき）</legend>
      <div className="cards three">
        <NameField label="外す人" names={names} value={name} onChange={setName} />
        <SignersFields
          who="行う人"
          names={names}
          value={signatures.slice(0, needed)}
          onChange={(at, signed) => setSignatures(signatures.with(at, signed))}
        />
      </div>
      {unregister.isError && <FailurePanel failure={unregister.error} />}
      <div className="actions start">
        <PushButton className="button secondary" off={unregister.isPending} onClick={send}>
          登録を外す
        </PushButton>
      </div>
    </fieldset>
  );
}

function SwitchOffForm({ names }: NamesProps) {
  const [first, setFirst] = useState(UNSIGNED);
  const [second, setSecond] = useState(UNSIGNED);
  const switchOff = useCommand('releases.switchOff');
  return (
    <fieldset className="card stack">
      <legend>二人での確認をやめる</legend>
      <div className="cards three">
        <SignatureFields who="一人目" names={names} value={first} onChange={setFirst} />
        <SignatureFields who="二人目" names={names} value={second} onChange={setSecond} />
      </div>
      {switchOff.isError && <FailurePanel failure={switchOff.error} />}
      <div className="actions start">
        <PushButton
          className="button secondary"
          off={switchOff.isPending}
          onClick={() =>
            switchOff.mutate({ first, second }, { onSuccess: () => announce('二人での確認をやめました。') })
          }
        >
          やめる
        </PushButton>
      </div>
    </fieldset>
  );
}
