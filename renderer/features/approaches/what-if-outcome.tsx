import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { barOption, horizontalHeight } from '../../charts/bars.ts';
import { Chart } from '../../charts/chart.tsx';
import { distributionOption } from '../../charts/lines.ts';
import { type ChartModel, NO_POINT, type Point } from '../../charts/model.ts';
import { TableHead } from '../../components/table-head.tsx';
import { formatNumber } from '../../format/number.ts';
import { GroundsTable, type Quantity } from './grounds.tsx';

type Result = OperationOutput<'approaches.whatIf'>;
type Band = Result['equivalentShift'];
type Row = Result['rows'][number];

const point = (value: number | null): Point => ({ ...NO_POINT, value });

function curveModel({ curve, factorName, unit }: Result): ChartModel {
  return {
    categories: curve.map(({ label }) => label),
    series: [
      { name: 'いま', points: curve.map(({ now }) => point(now)) },
      { name: '全員を少しずつ', points: curve.map(({ population }) => point(population)) },
      { name: '少数を大きく', points: curve.map(({ highRisk }) => point(highRisk)) },
    ],
    unit: '%',
    decimals: 1,
    valueLabel: `${factorName}（${unit}）ごとの割合`,
  };
}

/** Shares beyond each tier now and after either plan, each with its interval. */
function tierModel({ rows, factorName }: Result): ChartModel {
  const tiers = rows.filter(({ now }) => now !== null);
  const pointOf = (band: Band | null): Point =>
    band === null ? NO_POINT : { ...point(band.estimate), lower: band.lower, upper: band.upper };
  return {
    categories: tiers.map(({ label }) => label.split('：')[0] ?? label),
    series: [
      { name: 'いま', points: tiers.map(({ now }) => pointOf(now)) },
      { name: '全員を少しずつ', points: tiers.map(({ population }) => pointOf(population)) },
      { name: '少数を大きく', points: tiers.map(({ highRisk }) => pointOf(highRisk)) },
    ],
    unit: '%',
    decimals: 1,
    valueLabel: `${factorName}が段階にかかる割合`,
  };
}

function bandText(band: Band | null, decimals: number): string {
  if (band === null) return '－';
  const text = (value: number) => formatNumber(value, decimals);
  if (band.lower === band.upper) return text(band.estimate);
  return `${text(band.estimate)}（${text(band.lower)}〜${text(band.upper)}）`;
}

function quantitiesOf({ rows }: Result): readonly Quantity[] {
  return rows.flatMap(({ id, label, grounds }) => [
    { id, label, side: 'population' as const, grounds: grounds.population },
    { id, label, side: 'high_risk' as const, grounds: grounds.highRisk },
  ]);
}

function labelOf({ label, now, decimals }: Row): string {
  return now === null ? label : `${label}。いま ${bandText(now, decimals)}`;
}

/** Answer of the sliders: one sentence, the curves, the shares beyond the tiers and every number with its interval. */
export function Outcome({ result }: { readonly result: Result }) {
  const { palette } = usePreferences();
  const tiers = tierModel(result);
  return (
    <div className="stack">
      <p className="reading-line" role="status">
        {result.reading}
      </p>
      <Chart
        option={distributionOption(curveModel(result), palette)}
        description={`${result.factorName}の分布。いま、全員を少しずつ動かした場合、少数を大きく動かした場合の3本。数字は下の表にあります。`}
        height={280}
      />
      {tiers.categories.length > 0 && (
        <Chart
          option={barOption(tiers, palette, { horizontal: true })}
          description={`${tiers.valueLabel}。いまと二つの計画のあと、95%区間つきの横棒グラフ。数字は下の表にあります。`}
          height={horizontalHeight(tiers)}
        />
      )}
      <table className="data-table">
        <caption>二つの計画を同じものさしで（かっこの中は95%区間）</caption>
        <TableHead columns={['数字', '全員を少しずつ', '少数を大きく']} />
        <tbody>
          {result.rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">{labelOf(row)}</th>
              <td className="num">{bandText(row.population, row.decimals)}</td>
              <td className="num">{bandText(row.highRisk, row.decimals)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <GroundsTable caption="もしもの数字は、何に基づくか" quantities={quantitiesOf(result)} />
      <details>
        <summary>この試算の仮定（{result.assumptions.length}）</summary>
        <ul>
          {result.assumptions.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}
