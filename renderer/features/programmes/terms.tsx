import { useState } from 'react';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { SelectField, TextField } from '../../components/field.tsx';
import { FailurePanel } from '../../components/state.tsx';
import type { Programme } from './words.ts';

type Contract = NonNullable<Programme['contract']>;
type Indicator = Contract['indicators'][number];
type Rule = Indicator['payment'];

const RULES = {
  steps: '段階表（下限の値ごとの額）',
  linear: '直線（下限から上限まで）',
  threshold: '基準に届けば支払う',
  unit: '単価×数',
  fixed: '固定',
} as const satisfies Record<Rule['type'], string>;

interface Draft {
  readonly name: string;
  readonly unit: string;
  readonly measure: string;
  readonly type: Rule['type'];
  readonly yen: string;
  readonly low: string;
  readonly high: string;
  readonly steps: string;
  readonly evidence: string;
}

const EMPTY: Draft = {
  name: '',
  unit: '%',
  measure: '',
  type: 'steps',
  yen: '',
  low: '',
  high: '',
  steps: '',
  evidence: '',
};

/** `79=0、82=2960000` as steps; null where a part cannot be read. */
export function stepsOf(text: string): { from: number; yen: number }[] | null {
  const parts = text.split(/[、,\n]/u).filter((part) => part.trim() !== '');
  const steps = parts.map((part) => {
    const [from = Number.NaN, yen = Number.NaN] = part.split('=').map((number) => Number(number.trim()));
    return { from, yen };
  });
  const whole = steps.every(({ from, yen }) => Number.isFinite(from) && Number.isFinite(yen) && yen >= 0);
  return whole && steps.length > 0 ? steps : null;
}

function ruleOf({ type, yen: yenText, low: lowText, high: highText, steps }: Draft): Rule | null {
  const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));
  const [yen, low, high] = [number(yenText), number(lowText), number(highText)];
  if (type === 'steps') {
    const found = stepsOf(steps);
    return found === null ? null : { type, steps: found };
  }
  if (!(yen >= 0)) return null;
  if (type === 'fixed') return { type, yen };
  if (type === 'unit') return { type, yenPerUnit: yen, cap: Number.isFinite(high) ? high : null };
  if (type === 'threshold') return Number.isFinite(low) ? { type, yen, reach: low } : null;
  return Number.isFinite(low) && Number.isFinite(high) ? { type, yen, floor: low, cap: high } : null;
}

interface NewIndicatorProps {
  readonly taken: readonly string[];
  readonly onAdd: (indicator: Indicator) => void;
}

interface FieldsProps {
  readonly draft: Draft;
  readonly set: (part: Partial<Draft>) => void;
}

type TextName = 'name' | 'unit' | 'yen' | 'low' | 'high' | 'steps';

function DraftField(props: FieldsProps & { readonly name: TextName; readonly label: string }) {
  const { draft, set, name, label } = props;
  return (
    <TextField
      label={label}
      number={name === 'name' || name === 'steps' ? undefined : 'decimal'}
      value={draft[name]}
      onChange={(text) => set({ [name]: text })}
    />
  );
}

/** What the chosen rule needs to know. */
function RuleFields(props: FieldsProps) {
  const { type } = props.draft;
  const text = (name: TextName, label: string) => <DraftField {...props} name={name} label={label} />;
  if (type === 'steps') return text('steps', '段階（例 79=0、82=2960000、87=4880000）');
  return (
    <>
      {text('yen', type === 'unit' ? '単価（円）' : '額（円）')}
      {type === 'threshold' && text('low', '基準の値')}
      {type === 'linear' && text('low', '下限の値')}
      {type === 'linear' && text('high', '上限の値')}
      {type === 'unit' && text('high', '上限（円、なければ空欄）')}
    </>
  );
}

function IndicatorFields(props: FieldsProps) {
  const { draft, set } = props;
  const list = useOperation('measures.list', {});
  return (
    <div className="filters">
      <DraftField {...props} name="name" label="名前" />
      <DraftField {...props} name="unit" label="単位" />
      <SelectField
        label="値をとる指標"
        value={draft.measure}
        empty="手で入れる"
        options={(list.data?.measures ?? []).map(({ id, name }) => [id, name])}
        onChange={(measure) => set({ measure })}
      />
      <SelectField
        label="支払いの形"
        value={draft.type}
        options={Object.entries(RULES)}
        onChange={(type) => set({ type: type as Rule['type'] })}
      />
      <RuleFields {...props} />
      <SelectField
        label="支払いに必要な根拠の水準"
        value={draft.evidence}
        empty="決めない"
        options={EVIDENCE.map((level) => [level, level])}
        onChange={(evidence) => set({ evidence })}
      />
    </div>
  );
}

const EVIDENCE = ['1', '2a', '2b', '3', '4'] as const;

/** The indicator of a draft with an id that is free; null while something is missing. */
function indicatorOf(draft: Draft, taken: readonly string[]): Indicator | null {
  const payment = ruleOf(draft);
  if (payment === null || draft.name.trim() === '') return null;
  const evidence = EVIDENCE.find((level) => level === draft.evidence);
  let number = taken.length + 1;
  while (taken.includes(`i${number}`)) number++;
  return {
    id: `i${number}`,
    name: draft.name.trim(),
    unit: draft.unit,
    payment,
    ...(draft.measure === '' ? {} : { measure: draft.measure }),
    ...(evidence === undefined ? {} : { evidence }),
  };
}

function NewIndicator({ taken, onAdd }: NewIndicatorProps) {
  const [draft, setDraft] = useState(EMPTY);
  const indicator = indicatorOf(draft, taken);
  const add = () => {
    if (indicator === null) return;
    onAdd(indicator);
    setDraft(EMPTY);
  };
  return (
    <fieldset className="card stack">
      <legend>成果の指標を加える</legend>
      <IndicatorFields draft={draft} set={(part) => setDraft((before) => ({ ...before, ...part }))} />
      <div className="actions start">
        <button type="button" className="button secondary small" disabled={indicator === null} onClick={add}>
          加えて保存する
        </button>
      </div>
    </fieldset>
  );
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
            <strong>{indicator.name}</strong>：{RULES[indicator.payment.type]}
            {indicator.evidence === undefined ? '' : `、根拠の水準 ${indicator.evidence} 以上`}{' '}
            <button
              type="button"
              className="tool"
              aria-label={`${indicator.name}を消す`}
              onClick={() => put(indicators.filter((other) => other !== indicator))}
            >
              消す
            </button>
          </li>
        ))}
      </ul>
      {contract !== undefined && (
        <Ceiling key={String(contract.cap)} contract={contract} onSave={(terms) => put(indicators, terms)} />
      )}
      {save.isError && <FailurePanel failure={save.error} />}
      <NewIndicator
        taken={indicators.map(({ id }) => id)}
        onAdd={(indicator) => put([...indicators, indicator])}
      />
    </section>
  );
}

interface CeilingProps {
  readonly contract: Contract;
  readonly onSave: (terms: Pick<Contract, 'cap' | 'fixedFee'>) => void;
}

function Ceiling({ contract, onSave }: CeilingProps) {
  const [cap, setCap] = useState(contract.cap === null ? '' : String(contract.cap));
  const [fee, setFee] = useState(String(contract.fixedFee));
  const number = (text: string) => Number(text.replaceAll(',', ''));
  const usable = number(fee) >= 0 && (cap.trim() === '' || number(cap) >= 0);
  const field = (label: string, value: string, onChange: (text: string) => void) => (
    <TextField label={label} number="numeric" value={value} onChange={onChange} />
  );
  return (
    <div className="filters">
      {field('固定の額（円）', fee, setFee)}
      {field('成果に応じた額の上限（円、なければ空欄）', cap, setCap)}
      <button
        type="button"
        className="button secondary small"
        disabled={!usable}
        onClick={() => onSave({ cap: cap.trim() === '' ? null : number(cap), fixedFee: number(fee) })}
      >
        保存する
      </button>
    </div>
  );
}
