import { useState } from 'react';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { RemoveButton } from '../../components/remove-button.tsx';
import { Answer, FailurePanel } from '../../components/state.tsx';
import type { Factor } from './factors.ts';

type Risks = OperationOutput<'approaches.risks'>['risks'];
type Risk = NonNullable<Risks[string]>[number];

/** A risk while it is typed: every field as text. */
type Draft = Readonly<Record<keyof Risk, string>>;

const NUMBERS = [
  ['rr', '相対リスク'],
  ['lower', '95%下限'],
  ['upper', '95%上限'],
  ['per', '何単位当たり'],
  ['reference', '基準の値'],
  ['incidence_per_1000', '発症率（千人・年）'],
] as const;

const EMPTY: Draft = {
  outcome: '',
  rr: '',
  lower: '',
  upper: '',
  per: '',
  reference: '',
  incidence_per_1000: '',
  citation: '',
};

/** The risk of a draft, or what is still to be typed: a field without a usable entry, or limits that do not fit. */
export function riskOf(draft: Draft): Risk | string {
  const numbers = NUMBERS.map(([name, label]) => [name, Number(draft[name]), label] as const);
  const unusable = numbers.filter(
    ([name, value]) =>
      draft[name].trim() === '' || !Number.isFinite(value) || !(value > 0 || name === 'reference'),
  );
  const missing = [
    ...(draft.outcome.trim() === '' ? ['発症の種類'] : []),
    ...unusable.map(([, , label]) => label),
    ...(draft.citation.trim() === '' ? ['出典'] : []),
  ];
  if (missing.length > 0) return `まだ要るもの：${missing.join('、')}`;
  const risk = Object.fromEntries(numbers) as Omit<Risk, 'outcome' | 'citation'>;
  if (!(risk.lower <= risk.rr && risk.rr <= risk.upper))
    return '95%下限 ≦ 相対リスク ≦ 95%上限 となるように入れてください';
  return { ...risk, outcome: draft.outcome.trim(), citation: draft.citation.trim() };
}

function Form({ factor, onAdd }: { readonly factor: Factor; readonly onAdd: (risk: Risk) => void }) {
  const [draft, setDraft] = useState(EMPTY);
  const risk = riskOf(draft);
  const field = (name: keyof Risk, label: string, short: boolean) => (
    <TextField
      key={name}
      label={label}
      number={short ? 'decimal' : undefined}
      value={draft[name]}
      onChange={(text) => setDraft((before) => ({ ...before, [name]: text }))}
    />
  );
  return (
    <form
      className="stack"
      aria-label="相対リスクを加える"
      onSubmit={(event) => {
        event.preventDefault();
        if (typeof risk === 'string') return;
        onAdd(risk);
        setDraft(EMPTY);
      }}
    >
      <div className="filters">
        {field('outcome', '発症の種類', false)}
        {NUMBERS.map(([name, label]) => field(name, label, true))}
        {field('citation', '出典（必須）', false)}
      </div>
      <p className="hint">
        {factor.name}が「何単位当たり」だけ{factor.high ? '上がる' : '下がる'}ごとの相対リスク。基準の値より
        {factor.high ? '上' : '下'}
        だけで増えるものとして計算します。相対リスクは、その値の人の起こりやすさが何倍かを示す数（例：1.5は1.5倍）。論文やガイドラインの値を、区間とともに写してください。
      </p>
      <div className="actions start">
        <PushButton type="submit" className="button secondary" off={typeof risk === 'string'}>
          加えて保存する
        </PushButton>
        {typeof risk === 'string' && <span className="hint">{risk}</span>}
      </div>
    </form>
  );
}

function Table({ factor, risks }: { readonly factor: Factor; readonly risks: Risks }) {
  const save = useCommand('approaches.saveRisks');
  const held = risks[factor.id] ?? [];
  const put = (next: readonly Risk[]) =>
    save.mutate(
      { risks: { ...risks, [factor.id]: [...next] } },
      { onSuccess: () => announce('相対リスクの表を保存しました。') },
    );
  return (
    <div className="stack">
      {held.length === 0 ? (
        <p>まだ入力されていません。出典を確かめた値を入れると、防げる発症の数を試算します。</p>
      ) : (
        <ul className="stack">
          {held.map((risk) => (
            <li key={`${risk.outcome}${risk.citation}`}>
              <strong>{risk.outcome}</strong>：{risk.per}
              {factor.unit}当たり {risk.rr}（{risk.lower}〜{risk.upper}）、基準 {risk.reference}
              {factor.unit}、発症率 {risk.incidence_per_1000}／千人・年。出典：{risk.citation}{' '}
              <RemoveButton
                of={`${risk.outcome}の相対リスク（${risk.citation}）`}
                onRemove={() => put(held.filter((other) => other !== risk))}
              />
            </li>
          ))}
        </ul>
      )}
      {save.isError && <FailurePanel failure={save.error} />}
      <Form factor={factor} onAdd={(risk) => put([...held, risk])} />
    </div>
  );
}

/** The municipality's own relative risks of a factor, each with its source. */
export function RiskTable({ factor }: { readonly factor: Factor }) {
  const risks = useOperation('approaches.risks', {});
  return (
    <details className="file-report">
      <summary>相対リスクの表（{factor.name}）を見る・直す</summary>
      <div className="file-report-body">
        <Answer query={risks}>{(value) => <Table factor={factor} risks={value.risks} />}</Answer>
      </div>
    </details>
  );
}
