import { usePreferences } from '../../app/preferences.tsx';
import { type FunnelPoint, funnelOption, funnelPoints, isOutside } from '../../charts/funnel.ts';
import { useOperation } from '../../client/hooks.ts';
import { Figure } from '../../components/figure.tsx';
import { useLevelLabel } from '../../components/level-label.ts';
import { ReleasedTableView } from '../../components/released-table.tsx';
import { Answer } from '../../components/state.tsx';
import { peopleOf, TableFigure } from '../../components/table-figure.tsx';
import { definitionOf, type Measure, type ReleasedWireTable } from './question.ts';
import { Statement } from './statement.tsx';

/** Which districts differ by more than chance among districts of their size. */
export function funnelFinding(name: string, points: readonly FunnelPoint[]): string {
  const outside = points.filter(isOutside);
  if (points.length === 0) return `${name}：表示できる地区がありません（人数が少ないため伏せています）`;
  if (outside.length === 0) return `${name}：${points.length}地区のすべてが管理限界の中（違いは偶然の範囲）`;
  const names = outside.map((point) => `${point.name}（${point.ratio > 100 ? '高い' : '低い'}）`);
  const listed = `${names.slice(0, 4).join('、')}${names.length > 4 ? ' ほか' : ''}`;
  return `${name}：${points.length}地区のうち管理限界の外は${outside.length}（${listed}）`;
}

/** What was adjusted for, where groups by sex and five years hold too few people. */
const ADJUSTED: Readonly<Record<string, string>> = {
  sex_broad_age: '性・広い年齢区分を調整',
  broad_age: '広い年齢区分を調整（男女計）',
  none: '性・年齢は調整していない',
};

/** Ratios drawn towards the mean of the districts, as far as their few people ask for it. */
function Smoothed({ measure, wire }: { readonly measure: Measure; readonly wire: ReleasedWireTable }) {
  const pooled = wire.statistic.context.missing !== undefined;
  const levelLabel = useLevelLabel();
  if (!pooled) return <TableFigure wire={wire} first="ebsmr" />;
  // Bars that are all alike would only look like something to compare.
  const { statistic: table, release } = wire;
  return (
    <Figure
      title={`${measure.name}：人数の少なさをならすと、${table.rows.length}地区の間に違いは見えません`}
      context={table.context}
      release={release}
      details={['EBSMR（推定値）', ...peopleOf(table)]}
      table={<ReleasedTableView table={table} release={release} levelLabel={levelLabel} />}
    />
  );
}

/** Districts by size and by their ratio to what age and sex let expect. */
export function FunnelFigure({ measure, year }: { readonly measure: Measure; readonly year: number }) {
  const { palette } = usePreferences();
  const levelLabel = useLevelLabel();
  const answer = useOperation('overview.funnel', { id: measure.id, year });
  return (
    <Answer query={answer}>
      {({ table: wire, smoothed }) => {
        const { statistic: table, release } = wire;
        const { points, hidden } = funnelPoints(table);
        const title = funnelFinding(measure.name, points);
        return (
          <div className="stack">
            <Figure
              title={title}
              context={table.context}
              release={release}
              details={[
                `単位 標準化比（市町村全体=100、${ADJUSTED[String(table.parameters.adjustment)] ?? '性・5歳階級を調整'}）`,
                `${points.length}地区`,
                ...peopleOf(table),
                ...(hidden > 0 ? [`伏せた地区 ${hidden}`] : []),
              ]}
              method={definitionOf(measure)}
              methodMore={<Statement id={measure.id} year={year} />}
              {...(points.length === 0
                ? {}
                : {
                    chart: {
                      option: funnelOption(points, palette),
                      height: 400,
                      description: `${title}。横軸は期待数、縦軸は標準化比。同じ数字は「表で見る」で読めます。`,
                    },
                  })}
              table={<ReleasedTableView table={table} release={release} levelLabel={levelLabel} />}
            />
            {smoothed !== undefined && <Smoothed measure={measure} wire={smoothed} />}
          </div>
        );
      }}
    </Answer>
  );
}
