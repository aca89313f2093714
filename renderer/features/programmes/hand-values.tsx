import { PROGRAMME_LIMITS } from '../../../analysis/domain/programme-limits.ts';
import { SelectField, TextField } from '../../components/field.tsx';
import { RemoveButton } from '../../components/remove-button.tsx';
import { type KpiDraft, nextValue, type ValueDraft } from './kpi-draft.ts';
import { useYearOptions } from './plan-years.ts';
import { DIRECTIONS } from './words.ts';

interface HandFieldsProps {
  readonly draft: KpiDraft;
  readonly onChange: (part: Partial<KpiDraft>) => void;
}

/** Name, unit and direction of an indicator that no measure gives. */
export function HandFields({ draft, onChange }: HandFieldsProps) {
  return (
    <>
      <TextField
        label="指標の名前"
        block
        maxLength={PROGRAMME_LIMITS.text}
        hint="例：参加者アンケートの満足度、研修の回数"
        value={draft.name}
        onChange={(name) => onChange({ name })}
      />
      <TextField
        label="単位"
        block
        maxLength={PROGRAMME_LIMITS.unit}
        hint="例：点、回、%"
        value={draft.unit}
        onChange={(unit) => onChange({ unit })}
      />
      <SelectField
        label="よい向き"
        block
        value={draft.direction}
        options={DIRECTIONS}
        onChange={(direction) => onChange({ direction: direction as KpiDraft['direction'] })}
      />
    </>
  );
}

/** Values of the years, each with its source and who counted, and what must not be typed. */
export function HandValues({ draft, onChange, threshold }: HandFieldsProps & { readonly threshold: number }) {
  const { values, unit } = draft;
  const years = useYearOptions(values.flatMap(({ year }) => (year === '' ? [] : [Number(year)])));
  const put = (next: readonly ValueDraft[]) => onChange({ values: next });
  const set = (at: number, part: Partial<ValueDraft>) => put(values.with(at, { ...values[at]!, ...part }));
  const few = threshold > 0 ? `${threshold}人未満` : '公開の基準に満たない人数';
  return (
    <section aria-label="年度ごとの実績（手入力）" className="stack">
      <h3>年度ごとの実績（手入力）</h3>
      <p className="notice">
        {few}
        の人数と、それだけの人から求めた割合や平均は入れないでください。手で入れた値には、伏せ字にする審査が働きません。単位が「人」の値は、
        {few}のとき保存できません。
      </p>
      {values.map((value, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name and keep their order
        <fieldset key={at} className="card stack">
          <legend>{at + 1}行目</legend>
          <SelectField
            label="年度"
            value={value.year}
            empty="選ぶ"
            options={years}
            onChange={(year) => set(at, { year })}
          />
          <TextField
            label={unit.trim() === '' ? '値' : `値（${unit.trim()}）`}
            number="decimal"
            value={value.value}
            onChange={(typed) => set(at, { value: typed })}
          />
          <TextField
            label="出典"
            block
            maxLength={PROGRAMME_LIMITS.text}
            hint="例：教室の終了時アンケート（回答120人）"
            value={value.source}
            onChange={(source) => set(at, { source })}
          />
          <TextField
            label="数えた人"
            block
            maxLength={PROGRAMME_LIMITS.text}
            hint="例：健康増進課、委託事業者。個人の名前は要りません"
            value={value.countedBy}
            onChange={(countedBy) => set(at, { countedBy })}
          />
          <div>
            <RemoveButton
              of={`実績の${at + 1}行目`}
              onRemove={() => put(values.filter((_, i) => i !== at))}
            />
          </div>
        </fieldset>
      ))}
      <div>
        <button type="button" className="tool" onClick={() => put([...values, nextValue(values)])}>
          年度の実績を加える
        </button>
      </div>
    </section>
  );
}
