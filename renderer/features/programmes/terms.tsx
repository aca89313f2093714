import { useState } from 'react';
import { clauseTexts, paymentRuleText } from '../../../analysis/messages/contract.ts';
import { useCommand } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { RemoveButton } from '../../components/remove-button.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { typedNumber } from '../../format/typed-number.ts';
import { type Contract, draftOf, EMPTY, freeId, type Indicator } from './indicator-draft.ts';
import { IndicatorForm } from './indicator-form.tsx';
import type { Programme } from './words.ts';

/** The others; clauses that leaned on the one that goes, go with it. */
function without(indicators: readonly Indicator[], gone: string): readonly Indicator[] {
  return indicators
    .filter(({ id }) => id !== gone)
    .map(({ gate, durability, ...rest }) => ({
      ...rest,
      ...(gate === undefined || gate.indicator === gone ? {} : { gate }),
      ...(durability === undefined || durability.indicator === gone ? {} : { durability }),
    }));
}

interface IndicatorsProps {
  readonly indicators: readonly Indicator[];
  readonly onPut: (next: readonly Indicator[], done?: () => void) => void;
}

function Term({ indicator, indicators, onPut }: IndicatorsProps & { readonly indicator: Indicator }) {
  const [open, setOpen] = useState(false);
  const { id, name, unit, payment, direction } = indicator;
  if (open)
    return (
      <IndicatorForm
        legend={`「${name}」を直す`}
        id={id}
        start={draftOf(indicator)}
        others={indicators.filter((other) => other.id !== id)}
        saveLabel="直して保存する"
        onSave={(changed) => {
          const next = indicators.map((other) => (other.id === id ? changed : other));
          onPut(next, () => setOpen(false));
        }}
        onCancel={() => setOpen(false)}
      />
    );
  return (
    <>
      <strong>{name}</strong>：{paymentRuleText(payment, unit, direction)}{' '}
      <button type="button" className="tool" aria-label={`${name}を直す`} onClick={() => setOpen(true)}>
        直す
      </button>{' '}
      <RemoveButton of={name} onRemove={() => onPut(without(indicators, id))} />
      {clauseTexts(indicator, indicators).map((text) => (
        <p key={text} className="hint">
          {text}
        </p>
      ))}
    </>
  );
}

/** Terms as they are, with indicators to add, to change and to take out; every change is saved at once. */
export function TermsEditor({ programme }: { readonly programme: Programme }) {
  const save = useCommand('programmes.save');
  // A form for the next indicator is a new one: what was typed for the last does not stay.
  const [added, setAdded] = useState(0);
  const { contract, ...rest } = programme;
  const indicators = contract?.indicators ?? [];
  const put = (
    next: readonly Indicator[],
    done?: () => void,
    terms: Partial<Pick<Contract, 'cap' | 'fixedFee'>> = {},
  ) => {
    const base = contract ?? { name: programme.name, cap: null, fixedFee: 0 };
    const changed =
      next.length === 0 ? rest : { ...rest, contract: { ...base, ...terms, indicators: [...next] } };
    const onSuccess = () => {
      announce('契約条件を保存しました。');
      done?.();
    };
    save.mutate({ programme: changed }, { onSuccess });
  };
  return (
    <section aria-label="契約条件" className="stack">
      <h3>契約条件</h3>
      {indicators.length === 0 && (
        <p>
          成果連動型（PFS・SIB：成果に応じて委託料が変わる契約）の条件はまだありません。下で成果の指標を加えると、支払額の試算ができます。
        </p>
      )}
      <ul className="stack">
        {indicators.map((indicator) => (
          <li key={indicator.id}>
            <Term indicator={indicator} indicators={indicators} onPut={put} />
          </li>
        ))}
      </ul>
      {contract !== undefined && (
        <Ceiling contract={contract} onSave={(terms) => put(indicators, undefined, terms)} />
      )}
      {save.isError && <FailurePanel failure={save.error} />}
      <IndicatorForm
        key={added}
        legend="成果の指標を加える"
        id={freeId(indicators)}
        start={EMPTY}
        others={indicators}
        saveLabel="加えて保存する"
        onSave={(indicator) => put([...indicators, indicator], () => setAdded(added + 1))}
      />
    </section>
  );
}

interface CeilingProps {
  readonly contract: Contract;
  readonly onSave: (terms: Pick<Contract, 'cap' | 'fixedFee'>) => void;
}

function Ceiling({ contract, onSave }: CeilingProps) {
  // What is typed lies over what is kept: saving leaves the fields in place.
  const [typed, setTyped] = useState<{ readonly cap?: string; readonly fee?: string }>({});
  const cap = typed.cap ?? (contract.cap === null ? '' : contract.cap.toLocaleString('en-US'));
  const fee = typed.fee ?? contract.fixedFee.toLocaleString('en-US');
  const [capYen, feeYen] = [cap.trim() === '' ? null : typedNumber(cap), typedNumber(fee)];
  const usable = feeYen >= 0 && (capYen === null || capYen >= 0);
  const kept = capYen === contract.cap && feeYen === contract.fixedFee;
  const field = (label: string, value: string, onChange: (text: string) => void) => (
    <TextField label={label} number="numeric" value={value} onChange={onChange} />
  );
  return (
    <div className="filters">
      {field('固定の額（円）', fee, (text) => setTyped({ ...typed, fee: text }))}
      {field('成果に応じた額の上限（円、なければ空欄）', cap, (text) => setTyped({ ...typed, cap: text }))}
      <PushButton
        className="button secondary small"
        off={!usable || kept}
        onClick={() => onSave({ cap: capYen, fixedFee: feeYen })}
      >
        保存する
      </PushButton>
      {!usable && <span className="hint">0以上の金額を数字で入れてください。</span>}
    </div>
  );
}
