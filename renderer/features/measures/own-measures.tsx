import { useState } from 'react';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { SelectField, TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { RemoveButton } from '../../components/remove-button.tsx';
import { Answer, FailurePanel } from '../../components/state.tsx';
import { Conditions } from './conditions.tsx';
import { among, type Choices, type DraftText, draftOf, NEW_DRAFT, textOf } from './draft.ts';

type MeasureList = OperationOutput<'measures.list'>;

const KINDS = [
  ['share', '条件に当てはまる人の割合（%）'],
  ['mean', '検査値の平均'],
] as const;
const SEXES = [
  ['all', '男女計'],
  ['1', '男性'],
  ['2', '女性'],
] as const;
const DIRECTIONS = [
  ['lower_is_better', '低いほどよい'],
  ['higher_is_better', '高いほどよい'],
  ['neutral', 'どちらでもない'],
] as const;
const JOINS = [
  ['all', 'すべてに当てはまる'],
  ['any', 'いずれかに当てはまる'],
] as const;

interface FieldsProps {
  readonly draft: DraftText;
  readonly choices: Choices;
  readonly onChange: (change: Partial<DraftText>) => void;
}

function Fields({ draft, choices, onChange }: FieldsProps) {
  const people = choices.people.map(({ id, label }) => [id as DraftText['people'], label] as const);
  return (
    <>
      <div className="filters">
        <TextField label="名前" value={draft.name} maxLength={100} onChange={(name) => onChange({ name })} />
        <TextField
          label="出典（計画の名前など）"
          value={draft.source}
          maxLength={200}
          onChange={(source) => onChange({ source })}
        />
        <SelectField
          label="よい向き"
          value={draft.direction}
          options={DIRECTIONS}
          onChange={(id) => onChange({ direction: among(DIRECTIONS, id, draft.direction) })}
        />
      </div>
      <div className="filters">
        <SelectField
          label="だれについて"
          value={draft.people}
          options={people}
          onChange={(id) => onChange({ people: among(people, id, draft.people) })}
        />
        <TextField
          label="年齢（から）"
          number="numeric"
          value={draft.from}
          onChange={(from) => onChange({ from })}
        />
        <TextField
          label="年齢（まで、空欄は上限なし）"
          number="numeric"
          value={draft.to}
          onChange={(to) => onChange({ to })}
        />
        <SelectField
          label="性別"
          value={draft.sex}
          options={SEXES}
          onChange={(id) => onChange({ sex: among(SEXES, id, draft.sex) })}
        />
      </div>
      <div className="filters">
        <SelectField
          label="求めるもの"
          value={draft.kind}
          options={KINDS}
          onChange={(id) => onChange({ kind: among(KINDS, id, draft.kind) })}
        />
        {draft.kind === 'mean' && (
          <SelectField
            label="平均を求める検査値"
            value={draft.item}
            empty="選んでください"
            options={choices.values.map(({ id, label }) => [id, label])}
            onChange={(item) => onChange({ item })}
          />
        )}
        {draft.conditions.length > 1 && (
          <SelectField
            label="条件の"
            value={draft.join}
            options={JOINS}
            onChange={(id) => onChange({ join: among(JOINS, id, draft.join) })}
          />
        )}
      </div>
    </>
  );
}

type Editable = Choices['editable'][number];

interface YearProps extends Pick<FieldsProps, 'draft' | 'onChange'> {
  readonly choices: Choices;
  readonly edited: Editable;
}

/** From when a change holds: earlier years keep what they counted by, so that their numbers stay what they were. */
function ValidFrom({ draft, choices, edited, onChange }: YearProps) {
  const { fiscalYear } = usePreferences();
  const years = [
    ...new Set([...choices.years, ...(edited.validFrom === undefined ? [] : [edited.validFrom])]),
  ];
  return (
    <div className="filters">
      <SelectField
        label="直した定義を使う年度"
        value={draft.validFrom}
        options={[
          ['', 'すべての年度（前の定義は残さない）'],
          ...years
            .toSorted((a, b) => b - a)
            .map((year) => [String(year), `${fiscalYear(year)}から（前の年度は前の定義のまま）`] as const),
        ]}
        onChange={(validFrom) => onChange({ validFrom })}
      />
    </div>
  );
}

interface FormProps {
  readonly choices: Choices;
  /** The measure that is changed; a new one where absent. */
  readonly edited: Editable | undefined;
  readonly onSaved: (id: string) => void;
  readonly onCancel: () => void;
}

/** What was saved, in words: a measure that counts otherwise is another, and may leave the one before. */
function savedWords(name: string, replaced: string | undefined, saved: OperationOutput<'measures.saveOwn'>) {
  if (replaced === undefined) return `指標「${name}」を加えました。`;
  if (saved.id === replaced) return `指標「${name}」を直しました。`;
  const kept = saved.keptFor.map((programme) => `「${programme}」`).join('、');
  return kept === ''
    ? `指標「${name}」を直しました。数え方が変わったため、新しい指標として数え直します。`
    : `指標「${name}」を、数え方の違う新しい指標として加えました。直す前の指標は、事業${kept}の評価指標のため残しました。`;
}

function Form({ choices, edited, onSaved, onCancel }: FormProps) {
  const save = useCommand('measures.saveOwn');
  const [draft, setDraft] = useState(edited === undefined ? NEW_DRAFT : textOf(edited));
  const change = (changed: Partial<DraftText>) => setDraft((before) => ({ ...before, ...changed }));
  const made = draftOf(draft, choices);
  const missing = 'missing' in made ? made.missing : undefined;
  const title = edited === undefined ? 'この町の指標を加える' : `「${edited.draft.name}」を直す`;
  return (
    <form
      className="stack"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        if ('missing' in made) return;
        const replaces = edited === undefined ? {} : { replaces: edited.id };
        save.mutate(
          { ...made, ...replaces },
          {
            onSuccess: (saved) => {
              announce(savedWords(made.name, edited?.id, saved));
              setDraft(NEW_DRAFT);
              onSaved(saved.id);
            },
          },
        );
      }}
    >
      {edited !== undefined && <h3>{title}</h3>}
      <Fields draft={draft} choices={choices} onChange={change} />
      <fieldset className="stack">
        <legend>{draft.kind === 'mean' ? '平均を求める人の条件（なくてもよい）' : '数える人の条件'}</legend>
        <Conditions draft={draft} choices={choices} onChange={(conditions) => change({ conditions })} />
      </fieldset>
      {edited !== undefined && (
        <ValidFrom draft={draft} choices={choices} edited={edited} onChange={change} />
      )}
      <p className="hint">
        検査値や回答がない人は分母に入れません。人数の少ない欄は、ほかの指標と同じ規則で「＊」になります。
      </p>
      {save.isError && <FailurePanel failure={save.error} />}
      <div className="actions start">
        <PushButton type="submit" className="button secondary" off={missing !== undefined || save.isPending}>
          {edited === undefined ? '加えて保存する' : '直して保存する'}
        </PushButton>
        {edited !== undefined && (
          <button type="button" className="button secondary" onClick={onCancel}>
            直すのをやめる
          </button>
        )}
        {missing !== undefined && <span className="hint">まだ要るもの：{missing}</span>}
      </div>
    </form>
  );
}

interface HeldProps extends Pick<OwnProps, 'list' | 'onChoose'> {
  readonly choices: Choices;
  readonly onEdit: (id: string) => void;
}

function Held({ list, choices: { removable, editable }, onChoose, onEdit }: HeldProps) {
  const { fiscalYear } = usePreferences();
  const historyWords = (versions: NonNullable<MeasureList['measures'][number]['versions']>) =>
    versions
      .map(({ validFrom, numerator, denominator }, i) => {
        const next = versions[i + 1];
        const when =
          next === undefined ? `${fiscalYear(validFrom)}から` : `${fiscalYear(next.validFrom - 1)}まで`;
        return `${when} 分子 ${numerator}、分母 ${denominator}`;
      })
      .reverse()
      .join('／');
  const remove = useCommand('measures.removeOwn');
  const own = list.measures.filter(({ family }) => family === 'own');
  return (
    <>
      {own.length > 0 && (
        <ul className="stack">
          {own.map(({ id, name, numerator, denominator, versions }) => (
            <li key={id}>
              <button type="button" className="tool" onClick={() => onChoose(id)}>
                {name}
              </button>
              ：{versions === undefined ? `分子 ${numerator}、分母 ${denominator}` : historyWords(versions)}{' '}
              {editable.some((one) => one.id === id) && (
                <button
                  type="button"
                  className="tool"
                  aria-label={`${name}を直す`}
                  onClick={() => onEdit(id)}
                >
                  直す
                </button>
              )}
              {removable.includes(id) && (
                <RemoveButton
                  of={name}
                  onRemove={() =>
                    remove.mutate({ id }, { onSuccess: () => announce(`指標「${name}」を消しました。`) })
                  }
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {list.ownFaults.map(({ file, line, sentence }) => (
        <p key={`${file} ${line}`} className="notice error">
          {sentence}
        </p>
      ))}
      {remove.isError && <FailurePanel failure={remove.error} />}
    </>
  );
}

interface OwnProps {
  readonly list: MeasureList;
  /** Shows a measure: the new one at once. */
  readonly onChoose: (id: string) => void;
}

/** The municipality's own measures: what it has, what of its files cannot be used, and a form for a new one. */
export function OwnMeasures({ list, onChoose }: OwnProps) {
  const [open, setOpen] = useState(false);
  const [editedId, setEditedId] = useState<string>();
  const choices = useOperation('measures.ownChoices', {}, { enabled: open });
  const count = list.measures.filter(({ family }) => family === 'own').length;
  return (
    <details className="file-report" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        この町の指標（{count}）を見る・加える・直す
        {list.ownFaults.length > 0 && `：使えないファイルが ${list.ownFaults.length} 件あります`}
      </summary>
      {open && (
        <div className="file-report-body stack">
          <Answer query={choices}>
            {(offered) => (
              <>
                <Held list={list} choices={offered} onChoose={onChoose} onEdit={setEditedId} />
                <Form
                  key={editedId ?? 'new'}
                  choices={offered}
                  edited={offered.editable.find(({ id }) => id === editedId)}
                  onSaved={(id) => {
                    setEditedId(undefined);
                    onChoose(id);
                  }}
                  onCancel={() => setEditedId(undefined)}
                />
              </>
            )}
          </Answer>
        </div>
      )}
    </details>
  );
}
