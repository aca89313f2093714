import type { UseQueryResult } from '@tanstack/react-query';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { pointOf } from '../../charts/model.ts';
import { cellOf, isPlain, pickColumns, rowAt } from '../../charts/shape.ts';
import type { Failure } from '../../client/failure.ts';
import { useOperation } from '../../client/hooks.ts';
import { ReleasedNumber } from '../../components/hidden-cell.tsx';
import { Answer } from '../../components/state.tsx';
import { useSeen } from '../../components/use-seen.ts';
import { formatNumber } from '../../format/number.ts';
import { changeFrom } from './findings.ts';
import { type Family, type Measure, type ReleasedWireTable, tableOf } from './question.ts';

interface CardProps {
  readonly measure: Measure;
  readonly year: number;
  readonly previous: number | null;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

interface ValueProps {
  readonly measure: Measure;
  readonly wire: ReleasedWireTable;
  readonly year: number;
  readonly previous: number | null;
}

function ChangeLine({ measure, wire, year, previous }: ValueProps) {
  if (previous === null) return <p className="big-change">前年度のデータなし</p>;
  const table = wire.statistic;
  const now = pointOf(table, { year: String(year) });
  const before = pointOf(table, { year: String(previous) });
  const column = pickColumns(table)?.value;
  if (column === undefined) return null;
  const change = changeFrom(before, now, column, measure.direction);
  if (change === null) return <p className="big-change">前年度と比べられません</p>;
  const tone = change.wanted === null ? '' : change.wanted ? ' good' : ' bad';
  const direction = change.wanted === null ? '' : change.wanted ? '（改善）' : '（悪化）';
  const words = change.clear ? direction : '（偶然の範囲）';
  return (
    <p className={`big-change${tone}`}>
      前年度より <span className="num">{change.text}</span>
      {words}
    </p>
  );
}

function Value({ wire, year }: ValueProps) {
  const { statistic: table, release } = wire;
  const columns = pickColumns(table);
  const row = rowAt(table, { year: String(year) });
  if (columns === undefined) return <p className="hint">表で見る指標です</p>;
  const { value, denominator } = columns;
  const { lower, upper } = pointOf(table, { year: String(year) });
  return (
    <>
      <p className="big-number">
        <ReleasedNumber cell={cellOf(table, row, value)} column={value} threshold={release.threshold} />
        {cellOf(table, row, value).state !== 'none' && <span className="unit">{value.unit}</span>}
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
        {lower !== null && upper !== null && (
          <span>
            95%信頼区間{' '}
            <span className="num">
              {formatNumber(lower, value.decimals)}〜{formatNumber(upper, value.decimals)}
            </span>
          </span>
        )}
      </p>
    </>
  );
}

interface CardAnswerProps {
  readonly measure: Measure;
  readonly year: number;
  readonly previous: number | null;
  readonly answer: UseQueryResult<OperationOutput<'measures.run'>, Failure>;
}

function CardAnswer({ measure, year, previous, answer }: CardAnswerProps) {
  return (
    <Answer query={answer}>
      {({ tables }) => {
        const wire = tableOf(tables, measure.id, 0);
        if (wire === undefined) return <p className="hint">数がありません</p>;
        if (!isPlain(wire.statistic)) return <p className="hint">区分ごとの数です。選ぶと図が出ます。</p>;
        const shown = { measure, wire, year, previous };
        return (
          <>
            <Value {...shown} />
            <ChangeLine {...shown} />
          </>
        );
      }}
    </Answer>
  );
}

/** Each card asks for itself, so that the first numbers are there before the last are computed. */
function Card({ measure, year, previous, chosen, onChoose }: CardProps) {
  const [place, seen] = useSeen<HTMLLIElement>();
  const answer = useOperation(
    'measures.run',
    {
      ids: [measure.id],
      years: previous === null ? [year] : [previous, year],
      by: [],
      standardise: false,
    },
    { enabled: seen },
  );
  return (
    <li ref={place} className={chosen ? 'card big chosen' : 'card big'}>
      <h3>
        <button type="button" className="card-link" aria-pressed={chosen} onClick={onChoose}>
          {measure.name}
        </button>
      </h3>
      {seen ? (
        <CardAnswer measure={measure} year={year} previous={previous} answer={answer} />
      ) : (
        <p className="hint">…</p>
      )}
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
  return (
    <section aria-label={`${family.name}の主な数字`}>
      <h2>
        {family.name}　<span className="hint">{fiscalYear(year)}</span>
      </h2>
      <ul className="cards big-cards">
        {family.measures.map((measure) => (
          <Card
            key={measure.id}
            measure={measure}
            year={year}
            previous={previous}
            chosen={measure.id === chosen}
            onChoose={() => onChoose(measure.id)}
          />
        ))}
      </ul>
    </section>
  );
}
