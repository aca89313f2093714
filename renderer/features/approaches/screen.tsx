import type { ReactNode } from 'react';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { useParam } from '../../app/location.ts';
import type { ScreenProps } from '../../app/screen.tsx';
import { useOperation } from '../../client/hooks.ts';
import { SelectField, YearField } from '../../components/field.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { Answer, Empty } from '../../components/state.tsx';
import { BREAKDOWNS, type Breakdown } from './breakdowns.ts';
import { CascadeParts } from './cascade-parts.tsx';
import { FACTORS } from './factors.ts';
import { ApproachFigures } from './figures.tsx';
import { GroundsTable } from './grounds.tsx';
import { RiskTable } from './risks.tsx';
import { WhatIf } from './what-if.tsx';

type Comparison = OperationOutput<'approaches.compare'>;
type Side = Comparison['population'];

interface ApproachProps {
  readonly title: string;
  readonly text: string;
  readonly side: Side;
  /** What can be looked up besides, at the end. */
  readonly children?: ReactNode;
}

function Approach(props: ApproachProps) {
  return (
    <section aria-label={props.title} className="approach">
      <h2>{props.title}</h2>
      <p className="hint">{props.text}</p>
      <p className="reading-line">{props.side.reading}</p>
      <ApproachFigures tables={props.side.tables} />
      {props.children}
    </section>
  );
}

const BASES = { measured_here: 'この町のデータで測った', assumed: '仮定（ほかの研究や想定）' } as const;

function Evidence({ comparison }: { readonly comparison: Comparison }) {
  const groups = Map.groupBy(comparison.evidence, (item) => item.basis);
  return (
    <section aria-label="根拠の内訳">
      <h2>測ったことと、仮定していること</h2>
      <div className="cards two">
        {(['measured_here', 'assumed'] as const).map((basis) => (
          <div key={basis} className="card">
            <h3>
              <span className={`badge ${basis === 'assumed' ? 'caution' : 'good'}`}>{BASES[basis]}</span>
            </h3>
            <ul>
              {(groups.get(basis) ?? []).map((item) => (
                <li key={item.statement}>{item.statement}</li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      <GroundsTable caption="並べて見る数字は、何に基づくか" quantities={comparison.grounds} />
    </section>
  );
}

interface FiltersProps {
  readonly years: readonly number[];
  readonly factor: string;
  readonly from: number;
  readonly to: number;
  /** Absent: every breakdown of the guidance cascade that the data have and show enough of, folded. */
  readonly by: Breakdown | undefined;
  readonly onFactor: (id: string) => void;
  readonly onFrom: (year: number) => void;
  readonly onTo: (year: number) => void;
  readonly onBy: (by: string) => void;
}

function Filters({ years, factor, from, to, by, onFactor, onFrom, onTo, onBy }: FiltersProps) {
  return (
    <form className="filters" aria-label="比べる範囲">
      <SelectField
        label="危険因子"
        value={factor}
        options={FACTORS.map(({ id, name }) => [id, name])}
        onChange={onFactor}
      />
      <YearField label="はじめ" years={years} value={from} onChange={onFrom} />
      <YearField label="おわり" years={years} value={to} onChange={onTo} />
      <SelectField
        label="保健指導の流れの内訳"
        value={by ?? ''}
        empty="出せるものすべて"
        options={BREAKDOWNS}
        onChange={onBy}
      />
    </form>
  );
}

type ComparedProps = Pick<FiltersProps, 'factor' | 'from' | 'to' | 'by'>;

function Compared({ factor, from, to, by }: ComparedProps) {
  // Ways of inviting go before the rest where they are asked for: in a small town the rest may cost them.
  const first = by === 'channel' ? by : 'none';
  const comparison = useOperation('approaches.compare', { factor, from, to, by: first });
  return (
    <Answer query={comparison}>
      {(value) => (
        <>
          <Approach
            title={`並べて見る：${value.factorName}（${value.unit}）`}
            text="二つのアプローチの届いた人と動いた量を、同じものさしに並べます。"
            side={value.sideBySide}
          />
          <Approach
            title="ポピュレーションアプローチ"
            text="町全体の分布が、どれだけ低いほうへ動いたか。"
            side={value.population}
          />
          <Approach
            title="ハイリスクアプローチ"
            text="対象になった人が、案内から終了までどこで減り、どう変わったか。"
            side={value.highRisk}
          >
            {first === 'none' && <CascadeParts key={by ?? ''} from={from} to={to} asked={by} />}
          </Approach>
          <Evidence comparison={value} />
        </>
      )}
    </Answer>
  );
}

/** What moving everybody a little and moving few people much have reached, on one scale. */
export function ApproachesScreen({ state }: ScreenProps) {
  const years = [...state.fiscalYears].sort((a, b) => a - b);
  const [factor, setFactor] = useParam('r', FACTORS[0]?.id ?? '');
  const [fromText, setFrom] = useParam('from', String(years[0] ?? ''));
  const [toText, setTo] = useParam('to', String(years.at(-1) ?? ''));
  const [byText, setBy] = useParam('by', '');
  const by = BREAKDOWNS.find(([id]) => id === byText)?.[0];
  const from = Number(fromText);
  const to = Number(toText);
  const chosen = FACTORS.find(({ id }) => id === factor);
  return (
    <div className="screen">
      <ScreenHead route="approaches" />
      <Filters
        years={years}
        factor={factor}
        from={from}
        to={to}
        onFactor={setFactor}
        onFrom={(year) => setFrom(String(year))}
        onTo={(year) => setTo(String(year))}
        by={by}
        onBy={setBy}
      />
      {from < to ? (
        <>
          <Compared factor={factor} from={from} to={to} by={by} />
          {chosen !== undefined && (
            <>
              <WhatIf key={chosen.id} factor={chosen} year={to} />
              <RiskTable factor={chosen} />
            </>
          )}
        </>
      ) : (
        <Empty>「はじめ」より後の年度を「おわり」に選んでください。1年度分のデータでは比べられません。</Empty>
      )}
    </div>
  );
}
