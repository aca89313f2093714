import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { OperationInput, OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { effectDecimals } from '../../../analysis/domain/effect-decimals.ts';
import { ownDecimals } from '../../../analysis/domain/own-decimals.ts';
import { hasAmount } from '../../../analysis/domain/payment-reasons.ts';
import { useOperation } from '../../client/hooks.ts';
import { SelectField, TextField, YearField } from '../../components/field.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Answer } from '../../components/state.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { formatNumber } from '../../format/number.ts';
import { typedNumber } from '../../format/typed-number.ts';
import { TermsEditor } from './terms.tsx';
import { WaitingStudies } from './waiting-studies.tsx';
import { chosenLevel, EVIDENCE_OPTIONS, type Programme } from './words.ts';

type Outcomes = OperationInput<'programmes.payment'>['outcomes'];
type Paid = OperationOutput<'programmes.payment'>;
type Contract = NonNullable<Programme['contract']>;

interface PaymentProps {
  readonly programme: Programme;
  readonly years: readonly number[];
}

interface Typed {
  readonly value: string;
  readonly error: string;
  /** Level of evidence that the value would have; empty where none is claimed. */
  readonly evidence: string;
}

const SOURCES = {
  given: '入力した値',
  measure: 'この町の指標',
  study: '効果検証の結果',
  none: '値なし',
} as const;

function outcomesOf(typed: Readonly<Record<string, Typed>>): Outcomes {
  return Object.entries(typed).flatMap(([indicator, { value: valueText, error, evidence }]) => {
    const [value, standardError] = [typedNumber(valueText), typedNumber(error)];
    if (!Number.isFinite(value)) return [];
    const level = chosenLevel(evidence);
    return [
      {
        ...{ indicator, value },
        ...(standardError >= 0 ? { standardError } : {}),
        ...(level === undefined ? {} : { evidence: level }),
      },
    ];
  });
}

const yen = (value: number): string => `${formatNumber(value, 0)}円`;

function valueText({ value, interval, unit }: Paid['indicators'][number]): string {
  if (value === null) return '－';
  // Never rounded: 81.99 is not the 82.0 from which more is paid.
  const own = ownDecimals(value);
  if (interval === null) return `${formatNumber(value, own)}${unit}`;
  const decimals = Math.max(own, effectDecimals({ interval, scale: 'difference' }));
  const [low, high] = interval.map((limit) => formatNumber(limit, decimals));
  return `${formatNumber(value, decimals)}${unit}（${low}〜${high}）`;
}

function Result({ paid }: { readonly paid: Paid }) {
  const { percentiles, fullPayment } = paid.expected;
  const [low, middle, high] = percentiles;
  const open = paid.indicators.filter((indicator) => !hasAmount(indicator)).length;
  return (
    <div className="stack">
      <p className="reading-line" role="status">
        支払額は {yen(paid.total)}（固定 {yen(paid.fixed)}、成果に応じた額 {yen(paid.variable)}
        {paid.capped ? '、上限' : ''}）です。値の不確かさを入れると、平均 {yen(paid.expected.mean)}
        、中ほどの9割は {yen(low)}〜{yen(high)}（中央 {yen(middle)}）
        {fullPayment === null ? '' : `、満額となるのは${formatNumber(100 * fullPayment, 0)}%の場合`}です。
        {open > 0 && `算定できない指標${open}個の分は入っていません。`}
      </p>
      <p className="hint">
        幅は、それぞれの値が標準誤差の分だけばらつき（正規分布）、指標どうしは独立とみなして計算した支払額です。
      </p>
      <Scroll label="指標ごとの支払い" tall>
        <table className="data-table">
          <caption>指標ごとの支払い</caption>
          <TableHead
            columns={['指標', '値（95%区間）', '出どころ', '規則による額', '支払う額', '留め置く額', '理由']}
          />
          <tbody>
            {paid.indicators.map((row) => (
              <tr key={row.indicator}>
                <th scope="row">{row.name}</th>
                <td className="num-cell">{valueText(row)}</td>
                <td>
                  {SOURCES[row.source]}
                  {row.evidence === null ? '' : `（水準 ${row.evidence}）`}
                </td>
                <td className="num-cell">{hasAmount(row) ? yen(row.earned) : '－'}</td>
                <td className="num-cell">{hasAmount(row) ? yen(row.paid) : '－'}</td>
                <td className="num-cell">{row.retained === 0 ? '－' : yen(row.retained)}</td>
                <td>{row.sentence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {paid.indicators.some(({ anyway }) => anyway !== '') && (
        <section aria-label="何もしなくても見込まれる値">
          <h3>何もしなくても見込まれる値</h3>
          <ul>
            {paid.indicators
              .filter(({ anyway }) => anyway !== '')
              .map(({ indicator, name, anyway }) => (
                <li key={indicator}>
                  <strong>{name}</strong>：{anyway}
                </li>
              ))}
          </ul>
        </section>
      )}
    </div>
  );
}

interface WhatIfProps {
  readonly contract: Contract;
  readonly typed: Readonly<Record<string, Typed>>;
  readonly onChange: (indicator: string, part: Partial<Typed>) => void;
}

function Values({ contract, typed, onChange }: WhatIfProps) {
  return (
    <fieldset className="card stack">
      <legend>もしもの値（空欄なら、契約に書かれた指標か効果検証の値を使う）</legend>
      <p className="hint">
        標準誤差は、値の偶然のばらつきの大きさです（95%区間の幅のおよそ4分の1）。空欄なら、ばらつきはないものとして計算します。
      </p>
      {contract.indicators.map(({ id, name, unit, evidence }) => (
        <div key={id} className="filters">
          <TextField
            label={`${name}（${unit}）`}
            number="decimal"
            value={typed[id]?.value ?? ''}
            onChange={(value) => onChange(id, { value })}
          />
          <TextField
            label="標準誤差"
            name={`${name}の標準誤差`}
            number="decimal"
            value={typed[id]?.error ?? ''}
            onChange={(error) => onChange(id, { error })}
          />
          {evidence !== undefined && (
            <SelectField
              label={`${name}の根拠の水準（契約は ${evidence} 以上）`}
              value={typed[id]?.evidence ?? ''}
              empty="まだない"
              options={EVIDENCE_OPTIONS}
              onChange={(level) => onChange(id, { evidence: level })}
            />
          )}
        </div>
      ))}
    </fieldset>
  );
}

/** Designs were fixed for it: what is kept of them is read again. */
function useOpened(opened: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (opened) void queries.invalidateQueries({ queryKey: ['studies.design'] });
  }, [queries, opened]);
}

function Calculator({ programme, contract, years }: PaymentProps & { readonly contract: Contract }) {
  const [typed, setTyped] = useState<Readonly<Record<string, Typed>>>({});
  const [year, setYear] = useState(years.at(-1) ?? 0);
  const [opening, setOpening] = useState(false);
  const payment = useOperation(
    'programmes.payment',
    {
      id: programme.id,
      year,
      outcomes: outcomesOf(typed),
      ...(opening ? { openStudies: true } : {}),
    },
    opening ? { job: '効果検証と支払額の計算' } : {},
  );
  useOpened(opening && payment.data !== undefined);
  return (
    <div className="stack">
      <YearField label="指標の年度" years={years} value={year} onChange={setYear} />
      <Values
        contract={contract}
        typed={typed}
        onChange={(id, part) =>
          setTyped((before) => ({
            ...before,
            [id]: { value: '', error: '', evidence: '', ...before[id], ...part },
          }))
        }
      />
      <Answer query={payment}>
        {(paid) => (
          <>
            <WaitingStudies waiting={paid.waiting} onOpen={() => setOpening(true)} />
            <Result paid={paid} />
          </>
        )}
      </Answer>
    </div>
  );
}

/** Terms of an outcome-based contract, the payment they lead to, and what if the outcomes were others. */
export function Payment(props: PaymentProps) {
  const { contract } = props.programme;
  return (
    <div className="stack">
      {contract !== undefined && <Calculator {...props} contract={contract} />}
      <TermsEditor programme={props.programme} />
    </div>
  );
}
