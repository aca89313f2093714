import { useState } from 'react';
import { clauseTexts, paymentRuleText } from '../../../analysis/messages/contract.ts';
import { useOperation } from '../../client/hooks.ts';
import { SelectField, TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { type Draft, type Indicator, indicatorOf, missingIn } from './indicator-draft.ts';
import { DIRECTIONS, EVIDENCE_OPTIONS } from './words.ts';

const RULES = {
  steps: '段階表（値ごとの額）',
  linear: '直線（下限から上限まで）',
  threshold: '基準に届けば支払う',
  unit: '単価×数',
  fixed: '固定',
} as const satisfies Record<Draft['type'], string>;

interface FieldsProps {
  readonly draft: Draft;
  readonly set: (part: Partial<Draft>) => void;
}

type TextName = Exclude<
  keyof Draft,
  'measure' | 'study' | 'type' | 'direction' | 'evidence' | 'gate' | 'durable'
>;
const WORDS: readonly TextName[] = ['name', 'unit', 'steps'];

function DraftField(
  props: FieldsProps & { readonly name: TextName; readonly label: string; readonly hint?: string },
) {
  const { draft, set, name, label, hint } = props;
  return (
    <TextField
      label={label}
      hint={hint}
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
  if (type === 'steps') return text('steps', '段階（例 79=0、82=2,960,000、87=4,880,000）');
  return (
    <>
      {text('yen', type === 'unit' ? '単価（円）' : '額（円）')}
      {type === 'threshold' && text('low', '基準の値')}
      {type === 'linear' && text('low', '支払いが始まる値')}
      {type === 'linear' && text('high', '満額になる値')}
      {type === 'unit' && text('high', '上限（円、なければ空欄）')}
    </>
  );
}

/** What a measure says is a description, whatever its value. */
const OF_MEASURES = '4';
const NEVER_REACHED =
  '指標の値の水準は4（記述）なので、この水準では支払われません。値を「効果検証」からとるか、水準を4にしてください。';
const BY_HAND = '手で入れる値は画面の試算だけに使います。支払算定書では「算定なし」になります。';

function ofStudy(outcome: string, unit: string): string {
  if (unit === '')
    return `値は「${outcome}」の効果です。差か比か、単位が何かを「効果検証」の結果で確かめて、同じ単位を入れてください。単位が違うと算定しません。`;
  return `値は「${outcome}」の「参加した人－参加しなかった人」の差（${unit}）です。下がるのがよい結果なら、よい向きを「低いほどよい」にし、基準の値にマイナスを付けます。`;
}

function neverReached({ measure, evidence }: Draft): boolean {
  return measure !== '' && evidence !== '' && evidence !== OF_MEASURES;
}

/** Where the value comes from; a measure or a study brings its name and unit where they were not typed. */
function SourceFields({ draft, set }: FieldsProps) {
  const list = useOperation('measures.list', {});
  const studies = useOperation('studies.list', {});
  const measures = list.data?.measures ?? [];
  const offered = studies.data?.studies ?? [];
  const studied = offered.find(({ id }) => id === draft.study);
  const choose = (id: string) => {
    const measure = measures.find((one) => one.id === id);
    const { name, unit, direction } = measure ?? {};
    set({
      measure: id,
      study: '',
      ...(name !== undefined && draft.name.trim() === '' ? { name } : {}),
      ...(unit === undefined ? {} : { unit }),
      ...(direction === undefined || direction === 'neutral' ? {} : { direction }),
    });
  };
  const chooseStudy = (id: string) => {
    const { outcomes: [outcome] = [], units: [unit] = [] } = offered.find((one) => one.id === id) ?? {};
    set({
      study: id,
      measure: '',
      ...(outcome !== undefined && draft.name.trim() === '' ? { name: `${outcome}の差` } : {}),
      ...(unit === undefined ? {} : { unit }),
    });
  };
  return (
    <>
      <SelectField
        label="値をとる指標"
        value={draft.measure}
        empty="手で入れる"
        options={measures.map(({ id, name }) => [id, name])}
        hint={draft.measure === '' && draft.study === '' && draft.type !== 'fixed' ? BY_HAND : undefined}
        onChange={choose}
      />
      <SelectField
        label="または効果検証"
        value={draft.study}
        empty="使わない"
        options={offered.map(({ id, question }) => [id, question])}
        hint={studied === undefined ? undefined : ofStudy(studied.outcomes[0] ?? '', studied.units[0] ?? '')}
        onChange={chooseStudy}
      />
    </>
  );
}

function IndicatorFields(props: FieldsProps) {
  const { draft, set } = props;
  return (
    <div className="filters">
      <SourceFields {...props} />
      <DraftField {...props} name="name" label="名前" />
      <DraftField {...props} name="unit" label="単位" />
      <SelectField
        label="よい向き"
        value={draft.direction}
        options={DIRECTIONS}
        onChange={(direction) => set({ direction: direction as Draft['direction'] })}
      />
      <SelectField
        label="支払いの形"
        value={draft.type}
        options={Object.entries(RULES)}
        onChange={(type) => set({ type: type as Draft['type'] })}
      />
      <RuleFields {...props} />
      <SelectField
        label="支払いに必要な根拠の水準"
        value={draft.evidence}
        empty="決めない"
        options={EVIDENCE_OPTIONS}
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

/** How the terms read, before they are kept; or what is missing. */
function ReadBack({ draft, indicator, others }: ClauseProps & { readonly indicator: Indicator | null }) {
  if (indicator === null) return <>まだ足りないか、読めないもの：{missingIn(draft).join('、')}</>;
  const rule = paymentRuleText(indicator.payment, indicator.unit, indicator.direction);
  return <>この条件の読み方：{[rule, ...clauseTexts(indicator, others)].join('。')}。</>;
}

interface IndicatorFormProps {
  readonly legend: string;
  readonly id: string;
  readonly start: Draft;
  readonly others: readonly Indicator[];
  readonly saveLabel: string;
  readonly onSave: (indicator: Indicator) => void;
  readonly onCancel?: () => void;
}

/** An indicator of the contract, new or changed. */
export function IndicatorForm(props: IndicatorFormProps) {
  const { others, onSave, onCancel } = props;
  const [draft, setDraft] = useState(props.start);
  const indicator = indicatorOf(draft, props.id);
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  return (
    <fieldset className="card stack">
      <legend>{props.legend}</legend>
      <IndicatorFields draft={draft} set={set} />
      <ClauseFields draft={draft} set={set} others={others} />
      <p className="hint" role="status">
        <ReadBack draft={draft} set={set} others={others} indicator={indicator} />
      </p>
      <div className="actions start">
        <PushButton
          className="button secondary small"
          off={indicator === null}
          onClick={() => {
            if (indicator !== null) onSave(indicator);
          }}
        >
          {props.saveLabel}
        </PushButton>
        {onCancel !== undefined && (
          <PushButton className="button secondary small" off={false} onClick={onCancel}>
            やめる
          </PushButton>
        )}
      </div>
    </fieldset>
  );
}
