import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { changeFrom } from '../../charts/findings.ts';
import { pointOf } from '../../charts/model.ts';
import { cellOf, dimensionOf, isPlain, pickColumns, rowAt } from '../../charts/shape.ts';
import { useOperation } from '../../client/hooks.ts';
import { ReleasedNumber } from '../../components/hidden-cell.tsx';
import { useSeen } from '../../components/use-seen.ts';
import { formatNumber } from '../../format/number.ts';
import { type District, WHOLE } from './place.ts';
import {
  type Family,
  isRedefined,
  type Measure,
  type ReleasedWireTable,
  tableOf,
  yearsOf,
} from './question.ts';
import { ReferenceLine } from './reference-figure.tsx';
import { SliceAnswer } from './slice.tsx';

interface Shown {
  readonly measure: Measure;
  readonly year: number;
  readonly years: readonly number[];
  readonly previous: number | null;
  readonly district: District | undefined;
}

interface ValueProps extends Omit<Shown, 'years'> {
  readonly wire: ReleasedWireTable;
}

/** Why a number is not given, where it is not for want of people. */
function Reasons({ table }: { readonly table: ReleasedTable }) {
  return (table.context.missing ?? []).map((reason) => (
    <p key={reason} className="big-base">
      {reason}
    </p>
  ));
}

function ChangeLine({ measure, wire, year, previous }: ValueProps) {
  const table = wire.statistic;
  if (dimensionOf(table, 'year') === undefined)
    return <p className="big-change">{table.context.period.replace(/（.*$/u, '')}の合算</p>;
  if (previous === null) return <p className="big-change">前年度のデータなし</p>;
  if (isRedefined(measure, previous, year))
    return <p className="big-change">前年度とは定義が違うため、比べません</p>;
  const now = pointOf(table, { year: String(year) });
  const before = pointOf(table, { year: String(previous) });
  const column = pickColumns(table)?.value;
  if (column === undefined) return null;
  const change = changeFrom(before, now, column, measure.direction);
  if (change === null) {
    const why = now.hidden || before.hidden ? '伏せた数があるため' : '前年度か今年度の値がないため';
    return <p className="big-change">前年度と比べられません（{why}）</p>;
  }
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

/** The whole municipality's number under a district's. */
function WholeLine({ measure, year, previous }: Omit<Shown, 'district' | 'years'>) {
  const years = previous === null ? [year] : [previous, year];
  const answer = useOperation('measures.run', { ids: [measure.id], years, by: [], standardise: false });
  const table = tableOf(answer.data?.tables ?? [], measure.id, 0)?.statistic;
  const value = table === undefined ? undefined : pickColumns(table)?.value;
  if (table === undefined || value === undefined) return null;
  const point = pointOf(table, { year: String(year) });
  if (point.value === null) return null;
  return (
    <p className="big-base">
      {WHOLE}{' '}
      <span className="num">
        {formatNumber(point.value, value.decimals)}
        {value.unit}
      </span>
    </p>
  );
}

/** Under a number of people chosen for a value: the same number of those who were left alone. */
function AnywayLine({ measure, year, district }: Pick<Shown, 'measure' | 'year' | 'district'>) {
  const beside = measure.withoutIntervention;
  const inside = district !== undefined && measure.stratifications.includes('district');
  const whole = useOperation(
    'measures.run',
    { ids: [beside ?? measure.id], years: [year], by: [], standardise: false },
    { enabled: beside !== undefined && !inside },
  );
  const part = useOperation(
    'overview.within',
    { id: beside ?? measure.id, years: [year], by: [], district: district?.code ?? '' },
    { enabled: beside !== undefined && inside },
  );
  const table = (inside ? part.data?.table : whole.data?.tables[0])?.statistic;
  const value = table === undefined ? undefined : pickColumns(table)?.value;
  if (beside === undefined || table === undefined || value === undefined) return null;
  const point = pointOf(table, { year: String(year) });
  if (point.value === null)
    return <p className="big-base">何もしなくても見込まれる値（事業を受けなかった人）は示せません</p>;
  return (
    <p className="big-base">
      何もしなくても（事業を受けなかった人）{' '}
      <span className="num">
        {formatNumber(point.value, value.decimals)}
        {value.unit}
      </span>
      {point.denominator !== null && ` 分母 ${formatNumber(point.denominator, 0)}人`}
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
  const isNone = cellOf(table, row, value).state === 'none';
  return (
    <>
      <p className="big-number">
        <ReleasedNumber cell={cellOf(table, row, value)} column={value} threshold={release.threshold} />
        {!isNone && <span className="unit">{value.unit}</span>}
      </p>
      {isNone && <Reasons table={table} />}
      <p className="big-base">
        {lower !== null && upper !== null && (
          <span>
            95%信頼区間{' '}
            <span className="num">
              {formatNumber(lower, value.decimals)}〜{formatNumber(upper, value.decimals)}
            </span>
          </span>
        )}
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
      </p>
    </>
  );
}

interface CardProps extends Shown {
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

/** Each card asks for itself, so that the first numbers are there before the last are computed. */
function Card({ chosen, onChoose, ...shown }: CardProps) {
  const [place, seen] = useSeen<HTMLLIElement>();
  const { measure, year, years, previous, district } = shown;
  const inside = district !== undefined && measure.stratifications.includes('district');
  const counted = yearsOf(measure, year, years);
  const asked = counted.length === 1 && previous !== null ? [previous, year] : counted;
  return (
    <li ref={place} className={chosen ? 'card big chosen' : 'card big'}>
      <h3>
        <button type="button" className="card-link" aria-pressed={chosen} onClick={onChoose}>
          {measure.name}
        </button>
      </h3>
      {!seen && <p className="hint">…</p>}
      {seen && (
        <SliceAnswer slice={{ measure, years: asked, by: [], district: inside ? district.code : '' }}>
          {(wire) =>
            isPlain(wire.statistic) ? (
              <>
                <Value {...shown} wire={wire} />
                <AnywayLine measure={measure} year={year} district={district} />
                {district === undefined && <ReferenceLine measure={measure} year={year} />}
                {inside && <WholeLine measure={measure} year={year} previous={previous} />}
                {district !== undefined && !inside && (
                  <p className="big-base">地区別の数はありません（{WHOLE}）</p>
                )}
                <ChangeLine {...shown} wire={wire} />
              </>
            ) : (
              <p className="hint">
                {wire.statistic.context.missing === undefined
                  ? '区分ごとの数です。選ぶと図が出ます。'
                  : '区分ごとの数です。まだ求められない数があります。選ぶと理由が出ます。'}
              </p>
            )
          }
        </SliceAnswer>
      )}
    </li>
  );
}

interface BigNumbersProps {
  readonly family: Family;
  readonly year: number;
  readonly years: readonly number[];
  readonly previous: number | null;
  readonly district: District | undefined;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** The measures of a family for one year and place, each with its base, interval and change on last year. */
export function BigNumbers({ family, year, years, previous, district, chosen, onChoose }: BigNumbersProps) {
  const { fiscalYear } = usePreferences();
  return (
    <section aria-label={`${family.name}の主な数字`}>
      <h2>
        {family.name}
        <span className="hint">
          {fiscalYear(year)}・{district?.name ?? WHOLE}
        </span>
      </h2>
      <ul className="cards big-cards">
        {family.measures.map((measure) => (
          <Card
            key={measure.id}
            measure={measure}
            year={year}
            years={years}
            previous={previous}
            district={district}
            chosen={measure.id === chosen}
            onChoose={() => onChoose(measure.id)}
          />
        ))}
      </ul>
    </section>
  );
}
