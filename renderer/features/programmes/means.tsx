import { useState } from 'react';
import { CHANNELS } from '../../../analysis/domain/channels.ts';
import { SelectField } from '../../components/field.tsx';
import { RemoveButton } from '../../components/remove-button.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { typedNumber } from '../../format/typed-number.ts';
import type { Changes } from './changes.ts';
import { useYearOptions } from './plan-years.ts';
import type { Programme } from './words.ts';

type Channel = Programme['channels'][number];
type Cost = Programme['costs'][number];

export interface PartProps {
  readonly programme: Programme;
  readonly onChange: (part: Changes) => void;
}

interface NumberInputProps {
  readonly name: string;
  readonly value: number | undefined;
  /** Undefined where the field is empty; NaN where it cannot be read. */
  readonly onChange: (value: number | undefined) => void;
}

function numberIn(text: string): number | undefined {
  return text.trim() === '' ? undefined : typedNumber(text);
}

/**
 * A number in a table; the text stays as it is typed, also where it is none yet, until the value becomes another one
 * without it (an undo, or another row in its place).
 */
function NumberInput({ name, value, onChange }: NumberInputProps) {
  const [typed, setTyped] = useState<string>();
  const kept = value === undefined || Number.isNaN(value) ? '' : value.toLocaleString('en-US');
  const current = typed !== undefined && Object.is(numberIn(typed), value);
  return (
    <input
      className="input short num"
      inputMode="decimal"
      aria-label={name}
      value={current ? typed : kept}
      onBlur={() => {
        if (!Number.isNaN(value)) setTyped(undefined);
      }}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(numberIn(target.value));
      }}
    />
  );
}

/** First and last fiscal year. */
export function PeriodFields({ programme: { period }, onChange }: PartProps) {
  const options = useYearOptions([period.from, ...(period.to === null ? [] : [period.to])]);
  return (
    <div className="filters">
      <SelectField
        label="期間の始まり"
        value={String(period.from)}
        options={options}
        onChange={(year) => onChange({ period: { ...period, from: Number(year) } })}
      />
      <SelectField
        label="期間の終わり"
        value={period.to === null ? '' : String(period.to)}
        empty="続いている"
        options={options}
        onChange={(year) => onChange({ period: { ...period, to: year === '' ? null : Number(year) } })}
      />
    </div>
  );
}

/** Ways to reach people: how many were sent in a year, and what one costs. */
export function ChannelFields({ programme: { channels }, onChange }: PartProps) {
  const [next, setNext] = useState('');
  const put = (list: readonly Channel[]) => onChange({ channels: [...list] });
  const set = (at: number, part: Partial<Channel>) =>
    put(channels.map((channel, i) => (i === at ? { ...channel, ...part } : channel)));
  const number = (at: number, field: 'sent' | 'yenPerUnit', value: number | undefined) => {
    const { [field]: _, ...rest } = channels[at]!;
    put(channels.with(at, value === undefined ? rest : { ...rest, [field]: value }));
  };
  const free = Object.entries(CHANNELS).filter(([code]) => !channels.some(({ id }) => id === code));
  return (
    <section aria-label="案内の手段" className="stack">
      <h3>案内の手段</h3>
      <p className="hint">
        1年に出した数と1つ当たりの費用を入れると、「届いた人」に手段ごとの費用と、参加した人1人当たりの費用が出ます。
      </p>
      {channels.length > 0 && (
        <Scroll label="案内の手段と単価" tall>
          <table className="data-table">
            <TableHead columns={['手段', '名前', '1年の数（通・部・回）', '単価（円）', '操作']} />
            <tbody>
              {channels.map((channel, at) => (
                <tr key={channel.id}>
                  <th scope="row">{CHANNELS[channel.id] ?? channel.id}</th>
                  <td>
                    <input
                      className="input"
                      aria-label={`${at + 1}行目の手段の名前`}
                      value={channel.name}
                      onChange={({ target }) => set(at, { name: target.value })}
                    />
                  </td>
                  <td>
                    <NumberInput
                      name={`${channel.name}の数`}
                      value={channel.sent}
                      onChange={(value) => number(at, 'sent', value)}
                    />
                  </td>
                  <td>
                    <NumberInput
                      name={`${channel.name}の単価`}
                      value={channel.yenPerUnit}
                      onChange={(value) => number(at, 'yenPerUnit', value)}
                    />
                  </td>
                  <td>
                    <RemoveButton
                      of={`手段「${channel.name}」`}
                      onRemove={() => put(channels.filter((_, i) => i !== at))}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <SelectField
        label="手段を加える"
        value={next}
        empty="選ぶ"
        options={free}
        onChange={(code) => {
          // The choice is the deed: the next one starts from nothing chosen.
          setNext('');
          if (code !== '') put([...channels, { id: code, name: CHANNELS[code] ?? code }]);
        }}
      />
    </section>
  );
}

/** What the programme cost, by fiscal year and item. */
export function CostFields({ programme: { costs, period }, onChange }: PartProps) {
  const put = (list: readonly Cost[]) => onChange({ costs: [...list] });
  const set = (at: number, part: Partial<Cost>) =>
    put(costs.map((cost, i) => (i === at ? { ...cost, ...part } : cost)));
  const options = useYearOptions([period.from, ...costs.map(({ year }) => year)]);
  return (
    <section aria-label="費用" className="stack">
      <h3>費用</h3>
      <p className="hint">
        ここに入れた費用は、報告書の費用のページに出ます。入れない事業では、取り込んだ費用の一覧を使います。
      </p>
      {costs.length > 0 && (
        <Scroll label="年度ごとの費用" tall>
          <table className="data-table">
            <TableHead columns={['年度', '費目', '額（円）', '操作']} />
            <tbody>
              {costs.map((cost, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name and keep their order
                <tr key={at}>
                  <td>
                    <SelectField
                      label={<span className="visually-hidden">{at + 1}行目の費用の年度</span>}
                      value={String(cost.year)}
                      options={options}
                      onChange={(year) => set(at, { year: Number(year) })}
                    />
                  </td>
                  <td>
                    <input
                      className="input"
                      aria-label={`${at + 1}行目の費目`}
                      value={cost.item}
                      onChange={({ target }) => set(at, { item: target.value })}
                    />
                  </td>
                  <td>
                    <NumberInput
                      name={`${at + 1}行目の額`}
                      value={cost.yen}
                      onChange={(value) => set(at, { yen: value ?? Number.NaN })}
                    />
                  </td>
                  <td>
                    <RemoveButton
                      of={`${at + 1}行目の費用`}
                      onRemove={() => put(costs.filter((_, i) => i !== at))}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <div>
        <button
          type="button"
          className="tool"
          onClick={() =>
            put([...costs, { year: costs.at(-1)?.year ?? period.from, item: '', yen: Number.NaN }])
          }
        >
          費用を加える
        </button>
      </div>
    </section>
  );
}
