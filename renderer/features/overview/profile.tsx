import type { ReactNode } from 'react';
import { aboutZero } from '../../../analysis/domain/hidden-zero.ts';
import type { ReleaseRecord } from '../../../analysis/domain/statistic.ts';
import { go } from '../../app/location.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { changeFrom } from '../../charts/findings.ts';
import { type Point, pointOf } from '../../charts/model.ts';
import { cellOf, pickColumns, rowAt } from '../../charts/shape.ts';
import { useOperations } from '../../client/hooks.ts';
import { ReleasedNumber } from '../../components/hidden-cell.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { formatNumber } from '../../format/number.ts';
import { areaKind } from './map-figure.tsx';
import { type District, WHOLE } from './place.ts';
import { PyramidFigure } from './pyramid-figure.tsx';
import { isRedefined, type Measure, type ReleasedWireTable, tableOf } from './question.ts';

const READING = {
  high: '明らかに高い',
  highish: '違うとは言えない',
  lowish: '違うとは言えない',
  low: '明らかに低い',
  hidden: '比べられない（人数が少ない）',
} as const;

/** Whether a clear difference is one to act on, by the way the measure should go. */
export function toneOf(
  kind: ReturnType<typeof areaKind>,
  direction: Measure['direction'],
): '' | 'good' | 'bad' {
  if (direction === 'neutral' || (kind !== 'high' && kind !== 'low')) return '';
  return (kind === 'high') === (direction === 'higher_is_better') ? 'good' : 'bad';
}

function intervalText({ lower, upper }: Point, decimals: number): string {
  return lower === null || upper === null
    ? ''
    : `${formatNumber(lower, decimals)}〜${formatNumber(upper, decimals)}`;
}

interface RowProps {
  readonly measure: Measure;
  readonly year: number;
  readonly previous: number | null;
  readonly district: string;
}

function Cells({ measure, year, previous, district, wire }: RowProps & { readonly wire: ReleasedWireTable }) {
  const { statistic: table, release } = wire;
  const value = pickColumns(table)?.value;
  if (value === undefined) return <td colSpan={6}>表で見る指標です</td>;
  const people = table.columns.find(({ kind }) => kind === 'count');
  const own = { year: String(year), district };
  const point = pointOf(table, own);
  const kind = areaKind(point, pointOf(table, { year: String(year) }).value);
  const compared = previous !== null && !isRedefined(measure, previous, year);
  const before = compared ? pointOf(table, { year: String(previous), district }) : null;
  const change = before === null ? null : changeFrom(before, point, value, measure.direction);
  const number = (at: typeof own | { readonly year: string }): ReactNode => (
    <>
      <ReleasedNumber
        cell={cellOf(table, rowAt(table, at), value)}
        column={value}
        threshold={release.threshold}
      />
      <span className="unit">{value.unit}</span>
    </>
  );
  const tone = toneOf(kind, measure.direction);
  return (
    <>
      <td className="num-cell strong">{number(own)}</td>
      <td className="num-cell num">{intervalText(point, value.decimals)}</td>
      <td className="num-cell">
        {people !== undefined && (
          <>
            <ReleasedNumber
              cell={cellOf(table, rowAt(table, own), people)}
              column={people}
              threshold={release.threshold}
            />
            <span className="unit">{people.unit}</span>
          </>
        )}
      </td>
      <td className="num-cell">{number({ year: String(year) })}</td>
      <td>{tone === '' ? READING[kind] : <span className={`badge ${tone}`}>{READING[kind]}</span>}</td>
      <td className="num-cell num">
        {change === null ? '—' : `${change.text}${change.clear ? '' : '（偶然の範囲）'}`}
      </td>
    </>
  );
}

type Answer = ReturnType<typeof useOperations<'measures.run'>>[number];

function Row({ answer, ...props }: RowProps & { readonly answer: Answer }) {
  const { measure, year, district } = props;
  const wire = answer.data === undefined ? undefined : tableOf(answer.data.tables, measure.id, 0);
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="card-link"
          onClick={() => go('overview', '', { y: String(year), m: measure.id, d: district, v: 'rest' })}
        >
          {measure.name}
        </button>
      </th>
      {answer.isError && (
        <td colSpan={6}>
          <FailurePanel failure={answer.error} />
        </td>
      )}
      {answer.isPending && <td colSpan={6}>計算しています…</td>}
      {wire !== undefined && <Cells {...props} wire={wire} />}
    </tr>
  );
}

interface ProfileProps {
  readonly district: District | undefined;
  readonly measures: readonly Measure[];
  readonly year: number;
  readonly previous: number | null;
}

/** Who is in the column of people: under a share its denominator, under a cost everybody who was insured. */
const PEOPLE = '人数は、割合では分母の人、医療費では加入した人です（1人当たりの額は加入月数で割ります）。';

/** What ＊ means, where a table of the page hides something, and what may be said of 0. */
function hiddenWords(answers: readonly Answer[]): string {
  const hidden = answers.flatMap(({ data }) => (data?.tables ?? []).map(({ release }) => release.hidden));
  const sum = (reason: keyof ReleaseRecord['hidden']) =>
    hidden.reduce((total, counts) => total + counts[reason], 0);
  const all = { primary: sum('primary'), secondary: sum('secondary'), other: sum('other') };
  if (all.primary + all.secondary + all.other === 0) return '';
  return `＊ は個人が分からないように伏せた数で、${aboutZero(all)}。`;
}

/** 地域カルテ: one page about one district, against the whole and against last year. */
export function Profile({ district, ...props }: ProfileProps) {
  if (district === undefined)
    return (
      <div className="notice">
        <p className="notice-title">地区を選んでください</p>
        <p>上の「地区」で圏域か学区を選ぶと、その地区の地域カルテが開きます。</p>
      </div>
    );
  return <DistrictPage district={district} {...props} />;
}

function DistrictPage({
  district,
  measures,
  year,
  previous,
}: ProfileProps & { readonly district: District }) {
  const { fiscalYear } = usePreferences();
  const known = measures.filter(({ stratifications }) => stratifications.includes('district'));
  const years = previous === null ? [year] : [previous, year];
  const answers = useOperations(
    'measures.run',
    known.map(({ id }) => ({ ids: [id], years, by: ['district'], standardise: false })),
  );
  return (
    <section className="profile stack" aria-label={`${district.name}の地域カルテ`}>
      <div className="detail-head">
        <h2>
          地域カルテ：{district.name}
          <span className="hint">{fiscalYear(year)}</span>
        </h2>
        <div className="actions">
          <button type="button" className="button secondary small" onClick={() => window.print()}>
            この画面を印刷
          </button>
          <button
            type="button"
            className="button secondary small"
            onClick={() =>
              go('reports', '', { template: 'district', district: district.code, y: String(year) })
            }
          >
            ファイルにする（PDF・Word）
          </button>
        </div>
      </div>
      <div className="profile-columns">
        <Scroll label={`表：${district.name}の主な指標`} tall>
          <table className="data-table">
            <caption className="visually-hidden">{district.name}の主な指標</caption>
            <TableHead
              columns={[
                '指標',
                { number: district.name },
                { number: '95%信頼区間' },
                { number: '人数' },
                { number: WHOLE },
                `${WHOLE}と比べて`,
                { number: '前年度から' },
              ]}
            />
            <tbody>
              {known.map((measure, at) => (
                <Row
                  key={measure.id}
                  answer={answers[at]!}
                  measure={measure}
                  year={year}
                  previous={previous}
                  district={district.code}
                />
              ))}
            </tbody>
          </table>
        </Scroll>
        <PyramidFigure year={year} district={district.code} height={400} />
      </div>
      <p className="hint">
        「明らかに高い・低い」は、{WHOLE}の値が95%信頼区間の外にあることを示します。{PEOPLE}年齢構成の違いは
        「ほかの地区と比べる」の年齢調整でならせます。{hiddenWords(answers)}
      </p>
    </section>
  );
}
