import { CheckField, Select, TextField } from '../../components/field.tsx';
import { RemoveButton } from '../../components/remove-button.tsx';
import {
  among,
  type Choices,
  type ConditionText,
  type DraftText,
  itemsOf,
  NEW_CONDITION,
  TOPICS,
} from './draft.ts';

const OPERATORS = [
  ['>=', '以上'],
  ['>', '超'],
  ['<=', '以下'],
  ['<', '未満'],
] as const;

interface RowProps {
  readonly draft: DraftText;
  readonly condition: ConditionText;
  readonly place: number;
  readonly choices: Choices;
  readonly onChange: (condition: ConditionText) => void;
  readonly onRemove: () => void;
}

function Row({ draft, condition, place, choices, onChange, onRemove }: RowProps) {
  const { about, item, op, value, not } = condition;
  const items = itemsOf(draft, about, choices);
  const unit = choices.values.find(({ id }) => id === item)?.unit ?? '';
  return (
    <li className="filters">
      <Select
        name={`条件${place}：何について`}
        value={about}
        options={TOPICS}
        onChange={(id) => onChange({ ...condition, about: among(TOPICS, id, about), item: '' })}
      />
      {items.length > 0 && (
        <Select
          name={`条件${place}：項目`}
          value={item}
          empty="選んでください"
          options={items.map(({ id, label }) => [id, label])}
          onChange={(id) => onChange({ ...condition, item: id })}
        />
      )}
      {about === 'value' && (
        <>
          <TextField
            label={unit === '' ? '値' : `値（${unit}）`}
            number="decimal"
            value={value}
            onChange={(text) => onChange({ ...condition, value: text })}
          />
          <Select
            name={`条件${place}：以上・以下`}
            value={op}
            options={OPERATORS}
            onChange={(id) => onChange({ ...condition, op: among(OPERATORS, id, op) })}
          />
        </>
      )}
      <CheckField label="でない人" checked={not} onChange={(on) => onChange({ ...condition, not: on })} />
      <RemoveButton of={`条件${place}`} onRemove={onRemove} />
    </li>
  );
}

const MOST = 8;

interface ConditionsProps {
  readonly draft: DraftText;
  readonly choices: Choices;
  readonly onChange: (conditions: readonly ConditionText[]) => void;
}

/** The conditions of a measure, one a line. */
export function Conditions({ draft, choices, onChange }: ConditionsProps) {
  const { conditions } = draft;
  const next = Math.max(-1, ...conditions.map(({ key }) => key)) + 1;
  return (
    <>
      <ol className="stack">
        {conditions.map((condition, i) => (
          <Row
            key={condition.key}
            draft={draft}
            condition={condition}
            place={i + 1}
            choices={choices}
            onChange={(changed) => onChange(conditions.with(i, changed))}
            onRemove={() => onChange(conditions.toSpliced(i, 1))}
          />
        ))}
      </ol>
      {conditions.length < MOST && (
        <div className="actions start">
          <button
            type="button"
            className="button secondary small"
            onClick={() => onChange([...conditions, { key: next, ...NEW_CONDITION }])}
          >
            条件を加える
          </button>
        </div>
      )}
    </>
  );
}
