import { useState } from 'react';
import { EVIDENCE_LEVELS } from '../../../analysis/domain/evidence-levels.ts';
import { useOperation } from '../../client/hooks.ts';
import { SelectField, TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { EVIDENCE_NAMES, type Programme } from './words.ts';

export type Contract = NonNullable<Programme['contract']>;
export type Indicator = Contract['indicators'][number];
type Rule = Indicator['payment'];

const RULES = {
  steps: '段階表（下限の値ごとの額）',
  linear: '直線（下限から上限まで）',
  threshold: '基準に届けば支払う',
  unit: '単価×数',
  fixed: '固定',
} as const satisfies Record<Rule['type'], string>;

export interface Draft {
  readonly name: string;
  readonly unit: string;
  readonly measure: string;
  readonly type: Rule['type'];
  readonly yen: string;
  readonly low: string;
  readonly high: string;
  readonly steps: string;
  readonly evidence: string;
  readonly study: string;
  readonly baseline: string;
  /** Id of the indicator that must be reached first, and its value. */
  readonly gate: string;
  readonly gateReach: string;
  /** Id of the indicator of the later check, its value, and the per cent kept back until then. */
  readonly durable: string;
  readonly durableReach: string;
  readonly retained: string;
}

export const EMPTY: Draft = {
  name: '',
  unit: '%',
  measure: '',
  type: 'steps',
  yen: '',
  low: '',
  high: '',
  steps: '',
  evidence: '',
  study: '',
  baseline: '',
  gate: '',
  gateReach: '',
  durable: '',
  durableReach: '',
  retained: '',
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
  const [yen = Number.NaN, low = Number.NaN, high = Number.NaN] = [yenText, lowText, highText].map(numberOf);
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
  readonly others: readonly Indicator[];
  readonly onAdd: (indicator: Indicator) => void;
}

interface FieldsProps {
  readonly draft: Draft;
  readonly set: (part: Partial<Draft>) => void;
}

type TextName = Exclude<keyof Draft, 'measure' | 'study' | 'type' | 'evidence' | 'gate' | 'durable'>;
const WORDS: readonly TextName[] = ['name', 'unit', 'steps'];

function DraftField(props: FieldsProps & { readonly name: TextName; readonly label: string }) {
  const { draft, set, name, label } = props;
  return (
    <TextField
      label={label}
      number={WORDS.includes(name) ? undefined : 'decimal'}
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

const LEVELS = EVIDENCE_LEVELS.map((level) => [level, EVIDENCE_NAMES[level]] as const);

/** What a measure says is a description, whatever its value. */
const OF_MEASURES = '4';
const NEVER_REACHED =
  '指標の値の水準は4（記述）なので、この水準では支払われません。値を「効果検証」からとるか、水準を4にしてください。';

function neverReached({ measure, evidence }: Draft): boolean {
  return measure !== '' && evidence !== '' && evidence !== OF_MEASURES;
}

function IndicatorFields(props: FieldsProps) {
  const { draft, set } = props;
  const list = useOperation('measures.list', {});
  const studies = useOperation('studies.list', {});
  return (
    <div className="filters">
      <DraftField {...props} name="name" label="名前" />
      <DraftField {...props} name="unit" label="単位" />
      <SelectField
        label="値をとる指標"
        value={draft.measure}
        empty="手で入れる"
        options={(list.data?.measures ?? []).map(({ id, name }) => [id, name])}
        onChange={(measure) => set({ measure, study: '' })}
      />
      <SelectField
        label="または効果検証"
        value={draft.study}
        empty="使わない"
        options={(studies.data?.studies ?? []).map(({ id, question }) => [id, question])}
        onChange={(study) => set({ study, measure: '' })}
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
        options={LEVELS}
        hint={neverReached(draft) ? NEVER_REACHED : undefined}
        onChange={(evidence) => set({ evidence })}
      />
    </div>
  );
}

interface ClauseProps extends FieldsProps {
  readonly others: readonly Indicator[];
}

/** Baseline, and clauses that lean on another indicator: a gate before, a check of durability after. */
function ClauseFields({ others, ...props }: ClauseProps) {
  const { draft, set } = props;
  const options = others.map(({ id, name }) => [id, name] as const);
  return (
    <div className="filters">
      <DraftField {...props} name="baseline" label="事業前の値（記録用、なければ空欄）" />
      {others.length > 0 && (
        <>
          <SelectField
            label="前提となる指標"
            value={draft.gate}
            empty="なし"
            options={options}
            onChange={(gate) => set({ gate })}
          />
          {draft.gate !== '' && (
            <DraftField {...props} name="gateReach" label="前提の値（届いたときだけ支払う）" />
          )}
          <SelectField
            label="持続を確かめる指標"
            value={draft.durable}
            empty="なし"
            options={options}
            onChange={(durable) => set({ durable })}
          />
          {draft.durable !== '' && (
            <>
              <DraftField {...props} name="durableReach" label="持続とみなす値" />
              <DraftField {...props} name="retained" label="それまで留め置く割合（%）" />
            </>
          )}
        </>
      )}
    </div>
  );
}

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/** The clauses of a draft; null where one was begun and cannot be read. */
function clausesOf(draft: Draft): Pick<Indicator, 'baseline' | 'gate' | 'durability'> | null {
  const [baseline, gateReach, durableReach] = [draft.baseline, draft.gateReach, draft.durableReach].map(
    numberOf,
  );
  const retained = numberOf(draft.retained) / 100;
  if (draft.baseline.trim() !== '' && !Number.isFinite(baseline)) return null;
  if (draft.gate !== '' && !Number.isFinite(gateReach)) return null;
  if (draft.durable !== '' && !(Number.isFinite(durableReach) && retained >= 0 && retained <= 1)) return null;
  return {
    ...(draft.baseline.trim() === '' ? {} : { baseline: baseline ?? 0 }),
    ...(draft.gate === '' ? {} : { gate: { indicator: draft.gate, reach: gateReach ?? 0 } }),
    ...(draft.durable === ''
      ? {}
      : { durability: { indicator: draft.durable, reach: durableReach ?? 0, retained } }),
  };
}

/** The indicator of a draft with an id that is free; null while something is missing. */
export function indicatorOf(draft: Draft, others: readonly Pick<Indicator, 'id'>[]): Indicator | null {
  const payment = ruleOf(draft);
  const clauses = clausesOf(draft);
  if (payment === null || clauses === null || draft.name.trim() === '') return null;
  const evidence = EVIDENCE_LEVELS.find((level) => level === draft.evidence);
  let number = others.length + 1;
  while (others.some(({ id }) => id === `i${number}`)) number++;
  return {
    id: `i${number}`,
    name: draft.name.trim(),
    unit: draft.unit,
    payment,
    ...(draft.measure === '' ? {} : { measure: draft.measure }),
    ...(draft.study === '' ? {} : { study: draft.study }),
    ...(evidence === undefined ? {} : { evidence }),
    ...clauses,
  };
}

export function NewIndicator({ others, onAdd }: NewIndicatorProps) {
  const [draft, setDraft] = useState(EMPTY);
  const indicator = indicatorOf(draft, others);
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const add = () => {
    if (indicator === null) return;
    onAdd(indicator);
    setDraft(EMPTY);
  };
  return (
    <fieldset className="card stack">
      <legend>成果の指標を加える</legend>
      <IndicatorFields draft={draft} set={set} />
      <ClauseFields draft={draft} set={set} others={others} />
      <div className="actions start">
        <PushButton className="button secondary small" off={indicator === null} onClick={add}>
          加えて保存する
        </PushButton>
      </div>
    </fieldset>
  );
}
