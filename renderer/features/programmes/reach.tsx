import { useParam } from '../../app/location.ts';
import { named } from '../../client/answers.ts';
import { useOperation } from '../../client/hooks.ts';
import { YearField } from '../../components/field.tsx';
import { Answer, Empty } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import { ChannelCosts } from './channel-costs.tsx';
import { budgetSentence, ownCostTitle } from './own-cost.ts';
import type { Programme } from './words.ts';

interface ReachProps {
  readonly programme: Programme;
  readonly years: readonly number[];
}

const UNIT_COSTS = 'programme.unit_costs';
/** Column that is drawn first of each table. */
const FIRST: Readonly<Record<string, string>> = {
  'programme.reach': 'reach',
  'programme.persistence': 'persistence',
  'programme.channels': 'conversion',
  [UNIT_COSTS]: 'yen_per_person',
};

/** What the rosters do not tell: nobody known to have taken part is not a reach of 0 %. */
const NOT_RECORDED = {
  none: 'この事業の参加者名簿がまだ取り込まれていません。届いた人と続いた人は、名簿を取り込むと出ます。',
  invited:
    'この事業の名簿にあるのは案内の記録だけで、参加した日がありません。参加した人と続いた人は数えられません。案内した人のその後は「効果検証」で確かめられます。',
} as const;

/** Whom the programme reached: by sex, age and district, how long they stayed, through which channel, at what cost. */
export function Reach({ programme, years }: ReachProps) {
  const [text, setYear] = useParam('y', String(years.at(-2) ?? years.at(-1) ?? ''));
  const reach = useOperation('programmes.reach', { id: programme.id, year: Number(text) });
  return (
    <div className="stack">
      <YearField years={years} value={Number(text)} onChange={(year) => setYear(String(year))} />
      <Answer query={reach}>
        {({ tables, recorded, budget, keptBack }) => (
          <>
            {recorded !== 'joined' && <Empty>{NOT_RECORDED[recorded]}</Empty>}
            {named(tables).map(({ name, wire }) => {
              const { id } = wire.statistic;
              const first = FIRST[id];
              const title = id === UNIT_COSTS ? ownCostTitle(wire.statistic, budget) : undefined;
              return (
                <TableFigure
                  key={name}
                  wire={wire}
                  {...(first === undefined ? {} : { first })}
                  {...(title === undefined ? {} : { title })}
                />
              );
            })}
            {budget !== null && !tables.some(({ statistic }) => statistic.id === UNIT_COSTS) && (
              <p>{budgetSentence(programme.name, budget)}</p>
            )}
            <ChannelCosts programme={programme} tables={tables} />
            {recorded !== 'none' &&
              !tables.some(({ statistic }) => statistic.id === 'programme.channels') && (
                <p className="hint">
                  この年度に案内した記録はありません。案内の手段別の表は、案内をした年度を選ぶと出ます。
                </p>
              )}
            {keptBack.length > 0 && (
              <p className="hint">秘匿の規則により表示できない表：{[...new Set(keptBack)].join('、')}</p>
            )}
          </>
        )}
      </Answer>
    </div>
  );
}
