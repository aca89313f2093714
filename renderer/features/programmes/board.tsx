import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { ownDecimals } from '../../../analysis/domain/own-decimals.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useOperation } from '../../client/hooks.ts';
import { Scroll } from '../../components/scroll.tsx';
import { Answer, Empty } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { formatNumber } from '../../format/number.ts';
import type { Programme } from './words.ts';

type Kpi = OperationOutput<'programmes.board'>['kpis'][number];

const STATUS = {
  achieved: { label: '達成', tone: 'good' },
  on_track: { label: '順調', tone: 'good' },
  behind: { label: '遅れ', tone: 'caution' },
  worse: { label: '悪化', tone: 'bad' },
} as const;

interface HandTableProps {
  readonly name: string;
  readonly unit: string;
  readonly values: NonNullable<Kpi['byHand']>;
}

/** Typed values of the years: whoever reads them sees where they are from. */
function HandTable({ name, unit, values }: HandTableProps) {
  const { fiscalYear } = usePreferences();
  return (
    <Scroll label={`${name}の手入力の値`} tall>
      <table className="data-table">
        <caption>手入力の値</caption>
        <TableHead columns={['年度', { number: `値（${unit}）` }, '出典', '数えた人']} />
        <tbody>
          {values.map(({ year, value, source, countedBy }) => (
            <tr key={year}>
              <th scope="row">{fiscalYear(year)}</th>
              <td className="num-cell">{formatNumber(value, ownDecimals(value))}</td>
              <td>{source}</td>
              <td>{countedBy}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function KpiCard({ kpi }: { readonly kpi: Kpi }) {
  const status = kpi.status === null ? undefined : STATUS[kpi.status];
  return (
    <li className="card">
      <h3>
        {kpi.name}{' '}
        {status === undefined ? (
          <span className="badge">値なし</span>
        ) : (
          <span className={`badge ${status.tone}`}>{status.label}</span>
        )}
      </h3>
      <p>{kpi.reading}</p>
      {kpi.anyway !== '' && (
        <p className={kpi.anywayTable === undefined ? 'hint' : 'reading-line'}>{kpi.anyway}</p>
      )}
      {kpi.byHand !== undefined && kpi.byHand.length > 0 && (
        <HandTable name={kpi.name} unit={kpi.unit} values={kpi.byHand} />
      )}
      {kpi.table !== undefined && <TableFigure wire={kpi.table} first="value" />}
    </li>
  );
}

/** Every KPI of the programme with baseline, target, released values and where they stand. */
export function Board({ programme }: { readonly programme: Programme }) {
  const board = useOperation('programmes.board', { id: programme.id });
  return (
    <Answer query={board}>
      {({ kpis }) =>
        kpis.length === 0 ? (
          <Empty>「ロジックモデル」の枠に評価指標を加えて保存すると、ここに値と達成状況が出ます。</Empty>
        ) : (
          <ul className="cards two">
            {kpis.map((kpi) => (
              <KpiCard key={`${kpi.box}${kpi.id}`} kpi={kpi} />
            ))}
          </ul>
        )
      }
    </Answer>
  );
}
