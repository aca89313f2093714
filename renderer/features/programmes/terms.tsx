import { useState } from 'react';
import { clauseTexts, paymentRuleText } from '../../../analysis/messages/contract.ts';
import { useCommand } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { type Contract, type Indicator, NewIndicator } from './new-indicator.tsx';
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

/** Terms as they are, with indicators to add and to take out; every change is saved at once. */
export function TermsEditor({ programme }: { readonly programme: Programme }) {
  const save = useCommand('programmes.save');
  const { contract, ...rest } = programme;
  const indicators = contract?.indicators ?? [];
  const put = (next: readonly Indicator[], terms: Partial<Pick<Contract, 'cap' | 'fixedFee'>> = {}) => {
    const base = contract ?? { name: programme.name, cap: null, fixedFee: 0 };
    const changed =
      next.length === 0 ? rest : { ...rest, contract: { ...base, ...terms, indicators: [...next] } };
    save.mutate({ programme: changed }, { onSuccess: () => announce('契約条件を保存しました。') });
  };
  return (
    <section aria-label="契約条件" className="stack">
      <h3>契約条件</h3>
      {indicators.length === 0 && <p>成果連動型（PFS・SIB）の契約条件はまだありません。</p>}
      <ul className="stack">
        {indicators.map((indicator) => (
          <li key={indicator.id}>
            <strong>{indicator.name}</strong>：{paymentRuleText(indicator.payment, indicator.unit)}{' '}
            <button
              type="button"
              className="tool"
              aria-label={`${indicator.name}を消す`}
              onClick={() => put(without(indicators, indicator.id))}
            >
              消す
            </button>
            {clauseTexts(indicator, indicators).map((text) => (
              <p key={text} className="hint">
                {text}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {contract !== undefined && <Ceiling contract={contract} onSave={(terms) => put(indicators, terms)} />}
      {save.isError && <FailurePanel failure={save.error} />}
      <NewIndicator others={indicators} onAdd={(indicator) => put([...indicators, indicator])} />
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
  const cap = typed.cap ?? (contract.cap === null ? '' : String(contract.cap));
  const fee = typed.fee ?? String(contract.fixedFee);
  const number = (text: string) => Number(text.replaceAll(',', ''));
  const usable = number(fee) >= 0 && (cap.trim() === '' || number(cap) >= 0);
  const field = (label: string, value: string, onChange: (text: string) => void) => (
    <TextField label={label} number="numeric" value={value} onChange={onChange} />
  );
  return (
    <div className="filters">
      {field('固定の額（円）', fee, (text) => setTyped({ ...typed, fee: text }))}
      {field('成果に応じた額の上限（円、なければ空欄）', cap, (text) => setTyped({ ...typed, cap: text }))}
      <PushButton
        className="button secondary small"
        off={!usable}
        onClick={() => onSave({ cap: cap.trim() === '' ? null : number(cap), fixedFee: number(fee) })}
      >
        保存する
      </PushButton>
    </div>
  );
}
