import { AreaField, SelectField, TextField } from '../../components/field.tsx';
import { ChannelFields, CostFields, type PartProps, PeriodFields } from './means.tsx';
import { NOTES } from './wrong-input.ts';

const DEPARTMENTS = ['高齢者福祉', '国保年金', '母子保健', '健康増進', 'その他'] as const;

/** The text is in the programme's own words, as data health plans ask for it. */
export function Facts({ programme, onChange }: PartProps) {
  return (
    <div className="stack">
      <div className="filters">
        <TextField label="事業名" value={programme.name} onChange={(name) => onChange({ name })} />
        <SelectField
          label="アプローチ"
          value={programme.approach}
          options={[
            ['population', 'ポピュレーション'],
            ['high_risk', 'ハイリスク'],
          ]}
          onChange={(chosen) => onChange({ approach: chosen === 'population' ? 'population' : 'high_risk' })}
        />
        <SelectField
          label="所管"
          value={programme.department}
          options={DEPARTMENTS.map((name) => [name, name])}
          onChange={(chosen) =>
            onChange({ department: DEPARTMENTS.find((name) => name === chosen) ?? 'その他' })
          }
        />
        <DigitalLevel programme={programme} onChange={onChange} />
      </div>
      <PeriodFields programme={programme} onChange={onChange} />
      {NOTES.map(([name, label]) => (
        <AreaField
          key={name}
          label={label}
          value={programme[name]}
          onChange={(text) => onChange({ [name]: text })}
        />
      ))}
      <ChannelFields programme={programme} onChange={onChange} />
      <CostFields programme={programme} onChange={onChange} />
    </div>
  );
}

function DigitalLevel({ programme, onChange }: PartProps) {
  return (
    <SelectField
      label="デジタル化の段階"
      value={String(programme.digitalLevel ?? '')}
      empty="なし"
      options={[
        ['1', '1　紙の置きかえ'],
        ['2', '2　進め方の改善'],
        ['3', '3　新しい価値'],
      ]}
      onChange={(chosen) =>
        onChange({ digitalLevel: ([1, 2, 3] as const).find((number) => String(number) === chosen) })
      }
    />
  );
}
