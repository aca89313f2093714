import { useState } from 'react';
import { useOperation } from '../../client/hooks.ts';
import { AreaField, Select, SelectField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { RemoveButton } from '../../components/remove-button.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { KpiEditor } from './kpi-editor.tsx';
import {
  type Arrow,
  type Box,
  chosenLevel,
  EVIDENCE_OPTIONS,
  type Programme,
  STAGE_HINTS,
  STAGE_NAMES,
} from './words.ts';

interface LogicModelProps {
  readonly programme: Programme;
  readonly onChange: (part: Partial<Pick<Programme, 'boxes' | 'arrows'>>) => void;
}

const STAGES = Object.keys(STAGE_NAMES) as Box['stage'][];

function freeBoxId(boxes: readonly Box[]): string {
  const taken = new Set(boxes.map(({ id }) => id));
  for (let number = 1; ; number++) if (!taken.has(`b${number}`)) return `b${number}`;
}

interface BoxCardProps {
  readonly box: Box;
  readonly onChange: (box: Box) => void;
  readonly onRemove: () => void;
}

function BoxCard({ box, onChange, onRemove }: BoxCardProps) {
  return (
    <li className="card">
      <AreaField
        label={<span className="visually-hidden">{STAGE_NAMES[box.stage]}の枠の言葉</span>}
        value={box.text}
        onChange={(text) => onChange({ ...box, text })}
      />
      <KpiEditor kpis={box.kpis} onChange={(kpis) => onChange({ ...box, kpis: [...kpis] })} />
      <RemoveButton of={`「${box.text}」の枠`} shown="枠を消す" onRemove={onRemove} />
    </li>
  );
}

function Boxes({ programme, onChange }: LogicModelProps) {
  const { boxes, arrows } = programme;
  const replace = (box: Box) => onChange({ boxes: boxes.map((old) => (old.id === box.id ? box : old)) });
  const remove = (id: string) =>
    onChange({
      boxes: boxes.filter((box) => box.id !== id),
      arrows: arrows.filter(({ from, to }) => from !== id && to !== id),
    });
  return (
    <div className="logic-columns">
      {STAGES.map((stage) => (
        <section key={stage} aria-label={STAGE_NAMES[stage]}>
          <h3>{STAGE_NAMES[stage]}</h3>
          <p className="hint">{STAGE_HINTS[stage]}</p>
          <ul className="cards">
            {boxes
              .filter((box) => box.stage === stage)
              .map((box) => (
                <BoxCard key={box.id} box={box} onChange={replace} onRemove={() => remove(box.id)} />
              ))}
          </ul>
          <button
            type="button"
            className="tool"
            onClick={() =>
              onChange({
                boxes: [...boxes, { id: freeBoxId(boxes), stage, text: '（ここに書く）', kpis: [] }],
              })
            }
          >
            枠を加える
          </button>
        </section>
      ))}
    </div>
  );
}

interface ListInputProps {
  readonly name: string;
  readonly list: readonly string[];
  readonly onChange: (list: string[]) => void;
}

function itemsIn(text: string): string[] {
  return text.split('、').filter((item) => item !== '');
}

/**
 * A list in one field, divided by 「、」; the text stays as it is typed, also where the next item is not there yet, until
 * the list becomes another one without it (an undo).
 */
function ListInput({ name, list, onChange }: ListInputProps) {
  const [typed, setTyped] = useState('');
  const kept = list.join('、');
  const current = itemsIn(typed).join('、') === kept;
  return (
    <input
      className="input"
      aria-label={name}
      value={current ? typed : kept}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(itemsIn(target.value));
      }}
    />
  );
}

interface ArrowRowProps {
  readonly arrow: Arrow;
  readonly name: (id: string) => string;
  readonly onChange: (arrow: Arrow) => void;
  readonly onRemove: () => void;
}

function ArrowRow({ arrow, name, onChange, onRemove }: ArrowRowProps) {
  const title = `${name(arrow.from)} → ${name(arrow.to)}`;
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>
        <input
          className="input"
          aria-label={`${title}の根拠`}
          value={arrow.evidence}
          onChange={(event) => onChange({ ...arrow, evidence: event.target.value })}
        />
      </td>
      <td>
        <Select
          name={`${title}の根拠の水準`}
          value={arrow.level ?? ''}
          empty="まだ決めない"
          options={EVIDENCE_OPTIONS}
          onChange={(chosen) => onChange({ ...arrow, level: chosenLevel(chosen) ?? null })}
        />
      </td>
      <td>
        <ListInput
          name={`${title}に効くほかの要因`}
          list={arrow.externalFactors}
          onChange={(externalFactors) => onChange({ ...arrow, externalFactors })}
        />
      </td>
      <td>
        <RemoveButton of={`矢印「${title}」`} onRemove={onRemove} />
      </td>
    </tr>
  );
}

interface NewArrowProps {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly onAdd: (arrow: Arrow) => void;
}

function NewArrow({ boxes, arrows, onAdd }: NewArrowProps) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const chosen = from !== '' && to !== '';
  const twice = arrows.some((arrow) => arrow.from === from && arrow.to === to);
  const choice = (label: string, value: string, onChoose: (id: string) => void) => (
    <SelectField
      label={label}
      value={value}
      empty="選ぶ"
      options={boxes.map((box) => [box.id, `${STAGE_NAMES[box.stage]}：${box.text.slice(0, 24)}`])}
      onChange={onChoose}
    />
  );
  return (
    <div className="filters">
      {choice('どこから', from, setFrom)}
      {choice('どこへ', to, setTo)}
      <PushButton
        className="button secondary small"
        off={!chosen || from === to || twice}
        onClick={() => onAdd({ from, to, evidence: '', level: null, externalFactors: [] })}
      >
        矢印を加える
      </PushButton>
      {chosen && from === to && <span className="hint">同じ枠どうしはつなげません。</span>}
      {twice && <span className="hint">この矢印はもうあります。</span>}
    </div>
  );
}

function Arrows({ programme, onChange }: LogicModelProps) {
  const { boxes, arrows } = programme;
  const name = (id: string) => boxes.find((box) => box.id === id)?.text ?? id;
  const put = (next: readonly Arrow[]) => onChange({ arrows: [...next] });
  return (
    <section aria-label="矢印">
      <h3>つながりと、その根拠</h3>
      {arrows.length > 0 && (
        <Scroll label="矢印とその根拠" tall>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">矢印</th>
                <th scope="col">なぜそうなるか（出典）</th>
                <th scope="col">根拠の水準</th>
                <th scope="col">ほかに効くもの</th>
                <th scope="col">
                  <span className="visually-hidden">操作</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {arrows.map((arrow, i) => (
                <ArrowRow
                  key={`${arrow.from}→${arrow.to}`}
                  arrow={arrow}
                  name={name}
                  onChange={(next) => put(arrows.map((old, at) => (at === i ? next : old)))}
                  onRemove={() => put(arrows.filter((_, at) => at !== i))}
                />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <NewArrow boxes={boxes} arrows={arrows} onAdd={(arrow) => put([...arrows, arrow])} />
    </section>
  );
}

/** What a reviewer would object to, asked anew with every change. */
function Faults({ programme }: { readonly programme: Programme }) {
  const check = useOperation('programmes.check', { programme });
  const faults = check.data?.faults ?? [];
  if (programme.boxes.length === 0)
    return (
      <p className="hint">
        左（インプット）から右（インパクト）へ、何がどうつながって成果になるかを書きます。
      </p>
    );
  if (faults.length === 0) return check.data === undefined ? null : <p>直すところは見つかりません。</p>;
  return (
    <div className="notice">
      <p className="notice-title">直すところ（{faults.length}）</p>
      <ul>
        {faults.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
    </div>
  );
}

/** Editor of the logic model: boxes by stage, arrows with their evidence, and the objections to them. */
export function LogicModel(props: LogicModelProps) {
  return (
    <div className="stack">
      <Faults programme={props.programme} />
      <Boxes {...props} />
      <Arrows {...props} />
    </div>
  );
}
