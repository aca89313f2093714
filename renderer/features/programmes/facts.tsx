import type { Programme } from './words.ts';

interface FactsProps {
  readonly programme: Programme;
  readonly onChange: (part: Partial<Programme>) => void;
}

const TEXTS = [
  ['purpose', '目的'],
  ['target', '対象者'],
  ['content', '事業の内容'],
  ['method', '実施方法'],
  ['organisation', '実施体制'],
  ['evaluation', '評価の体制・方法'],
  ['place', '場所'],
] as const;

const DEPARTMENTS = ['高齢者福祉', '国保年金', '母子保健', '健康増進', 'その他'] as const;

/** The text is in the programme's own words, as data health plans ask for it. */
export function Facts({ programme, onChange }: FactsProps) {
  return (
    <div className="stack">
      <div className="filters">
        <label className="field inline">
          <span>事業名</span>
          <input
            className="input"
            value={programme.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        </label>
        <label className="field inline">
          <span>アプローチ</span>
          <select
            className="select"
            value={programme.approach}
            onChange={(event) =>
              onChange({ approach: event.target.value === 'population' ? 'population' : 'high_risk' })
            }
          >
            <option value="population">ポピュレーション</option>
            <option value="high_risk">ハイリスク</option>
          </select>
        </label>
        <label className="field inline">
          <span>所管</span>
          <select
            className="select"
            value={programme.department}
            onChange={(event) =>
              onChange({ department: DEPARTMENTS.find((name) => name === event.target.value) ?? 'その他' })
            }
          >
            {DEPARTMENTS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <DigitalLevel programme={programme} onChange={onChange} />
      </div>
      {TEXTS.map(([name, label]) => (
        <label key={name} className="field">
          <span>{label}</span>
          <textarea
            className="input"
            rows={2}
            value={programme[name]}
            onChange={(event) => onChange({ [name]: event.target.value })}
          />
        </label>
      ))}
    </div>
  );
}

function DigitalLevel({ programme, onChange }: FactsProps) {
  const { digitalLevel: _, ...rest } = programme;
  return (
    <label className="field inline">
      <span>デジタル化の段階</span>
      <select
        className="select"
        value={programme.digitalLevel ?? ''}
        onChange={(event) => {
          const level = ([1, 2, 3] as const).find((number) => String(number) === event.target.value);
          onChange(level === undefined ? rest : { digitalLevel: level });
        }}
      >
        <option value="">なし</option>
        <option value="1">1　紙の置きかえ</option>
        <option value="2">2　進め方の改善</option>
        <option value="3">3　新しい価値</option>
      </select>
    </label>
  );
}
