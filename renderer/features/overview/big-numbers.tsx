import { usePreferences } from '../../app/preferences.tsx';
import { pointOf } from '../../charts/model.ts';
import { cellOf, pickColumns, rowAt } from '../../charts/shape.ts';
import { useOperation } from '../../client/hooks.ts';
import { ReleasedNumber } from '../../components/hidden-cell.tsx';
import { Answer } from '../../components/state.tsx';
import { formatNumber } from '../../format/number.ts';
import { changeFrom } from './findings.ts';
import { type Family, type Measure, type ReleasedWireTable, tableOf } from './question.ts';

interface CardProps {
  readonly measure: Measure;
  readonly wire: ReleasedWireTable | undefined;
  readonly year: number;
  readonly previous: number | null;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function ChangeLine({ measure, wire, year, previous }: CardProps) {
  if (wire === undefined || previous === null) return <p className="big-change">前年度のデータなし</p>;
  const table = wire.statistic;
  const now = pointOf(table, { year: String(year) });
  const before = pointOf(table, { year: String(previous) });
  const column = pickColumns(table)?.value;
  if (column === undefined) return null;
  const change = changeFrom(before, now, column, measure.direction);
  if (change === null) return <p className="big-change">前年度と比べられません</p>;
  const tone = change.wanted === null ? '' : change.wanted ? ' good' : ' bad';
  const words = change.wanted === null ? '' : change.wanted ? '（改善）' : '（悪化）';
  return (
    <p className={`big-change${tone}`}>
      前年度より <span className="num">{change.text}</span>
      {words}
    </p>
  );
}

function Value({ wire, year }: { readonly wire: ReleasedWireTable; readonly year: number }) {
  const { statistic: table, release } = wire;
  const columns = pickColumns(table);
  const row = rowAt(table, { year: String(year) });
  if (columns === undefined) return null;
  const { value, denominator } = columns;
  const point = pointOf(table, { year: String(year) });
  const interval =
    point.lower === null || point.upper === null
      ? ''
      : `95%信頼区間 ${formatNumber(point.lower, value.decimals)}〜${formatNumber(point.upper, value.decimals)}`;
  return (
    <>
      <p className="big-number">
        <ReleasedNumber cell={cellOf(table, row, value)} column={value} threshold={release.threshold} />
        <span className="unit">{value.unit}</span>
      </p>
      <p className="big-base">
        {denominator !== undefined && (
          <span>
            {denominator.label}{' '}
            <ReleasedNumber
              cell={cellOf(table, row, denominator)}
              column={denominator}
              threshold={release.threshold}
            />
            人
          </span>
        )}
        {interval !== '' && <span className="num">{interval}</span>}
      </p>
    </>
  );
}

function Card(props: CardProps) {
  const { measure, wire, year, chosen, onChoose } = props;
  return (
    <li className={chosen ? 'card big chosen' : 'card big'}>
      <h3>
        <button type="button" className="card-link" aria-pressed={chosen} onClick={onChoose}>
          {measure.name}
        </button>
      </h3>
      {wire === undefined ? <p className="hint">数がありません</p> : <Value wire={wire} year={year} />}
      <ChangeLine {...props} />
    </li>
  );
}

interface BigNumbersProps {
  readonly family: Family;
  readonly year: number;
  readonly previous: number | null;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** The measures of a family for one year, each with its denominator, interval and change on last year. */
export function BigNumbers({ family, year, previous, chosen, onChoose }: BigNumbersProps) {
  const { fiscalYear } = usePreferences();
  const answer = useOperation('measures.run', {
    ids: family.measures.map((measure) => measure.id),
    years: previous === null ? [year] : [previous, year],
    by: [],
    standardise: false,
  });
  return (
    <section aria-label={`${family.name}の主な数字`}>
      <h2>
        {family.name}　<span className="hint">{fiscalYear(year)}</span>
      </h2>
      <Answer query={answer}>
        {({ tables }) => (
          <ul className="cards big-cards">
            {family.measures.map((measure, index) => (
              <Card
                key={measure.id}
                measure={measure}
                wire={tableOf(tables, measure.id, index)}
                year={year}
                previous={previous}
                chosen={measure.id === chosen}
                onChoose={() => onChoose(measure.id)}
              />
            ))}
          </ul>
        )}
      </Answer>
    </section>
  );
}
