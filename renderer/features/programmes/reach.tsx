import { useParam } from '../../app/location.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useOperation } from '../../client/hooks.ts';
import { Answer, Empty } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import type { Programme } from './words.ts';

interface ReachProps {
  readonly programme: Programme;
  readonly years: readonly number[];
}

/** Column that is drawn first of each table. */
const FIRST: Readonly<Record<string, string>> = {
  'programme.reach': 'reach',
  'programme.persistence': 'persistence',
  'programme.channels': 'conversion',
  'programme.unit_costs': 'yen_per_person',
};

/** Whom the programme reached: by sex, age and district, how long they stayed, through which channel, at what cost. */
export function Reach({ programme, years }: ReachProps) {
  const { fiscalYear } = usePreferences();
  const [text, setYear] = useParam('y', String(years.at(-2) ?? years.at(-1) ?? ''));
  const reach = useOperation('programmes.reach', { id: programme.id, year: Number(text) });
  return (
    <div className="stack">
      <label className="field inline">
        <span>年度</span>
        <select className="select" value={text} onChange={(event) => setYear(event.target.value)}>
          {years.map((year) => (
            <option key={year} value={year}>
              {fiscalYear(year)}
            </option>
          ))}
        </select>
      </label>
      <Answer query={reach}>
        {({ tables, keptBack }) => (
          <>
            {tables.length === 0 && <Empty>参加者名簿がまだ取り込まれていません。</Empty>}
            {tables.map((wire) => {
              const first = FIRST[wire.statistic.id];
              return (
                <TableFigure
                  key={wire.release.releaseId}
                  wire={wire}
                  {...(first === undefined ? {} : { first })}
                />
              );
            })}
            {keptBack.length > 0 && (
              <p className="hint">秘匿の規則により表示できない表：{[...new Set(keptBack)].join('、')}</p>
            )}
          </>
        )}
      </Answer>
    </div>
  );
}
