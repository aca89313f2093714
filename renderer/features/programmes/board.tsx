import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { useOperation } from '../../client/hooks.ts';
import { Answer, Empty } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import type { Programme } from './words.ts';

type Kpi = OperationOutput<'programmes.board'>['kpis'][number];

const STATUS = {
  achieved: { label: '達成', tone: 'good' },
  on_track: { label: '順調', tone: 'good' },
  behind: { label: '遅れ', tone: 'caution' },
  worse: { label: '悪化', tone: 'bad' },
} as const;

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
          <Empty>
            「ロジックモデル」のアウトプットかアウトカムの枠に評価指標を加えて保存すると、ここに値と達成状況が出ます。
          </Empty>
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
