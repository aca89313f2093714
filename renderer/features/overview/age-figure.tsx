import { leaves } from '../../../analysis/domain/levels.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { useParam } from '../../app/location.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { barOption } from '../../charts/bars.ts';
import { rangeFinding } from '../../charts/findings.ts';
import { heatHeight, heatInks, heatOption } from '../../charts/heat.ts';
import { type Axis, type ChartModel, chartModel, hasPoints, pointOf } from '../../charts/model.ts';
import { dimensionOf, isPlain } from '../../charts/shape.ts';
import { RadioField } from '../../components/field.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import { formatWithUnit } from '../../format/number.ts';
import { Coarser } from './coarser.tsx';
import { detailsOf, MeasureFigure } from './figure-parts.tsx';
import { isKidneyMap, KidneyFigure } from './kidney-figure.tsx';
import type { Measure, ReleasedWireTable } from './question.ts';
import { SliceAnswer } from './slice.tsx';

function axisOf(table: ReleasedTable, id: string): Axis | undefined {
  const dimension = dimensionOf(table, id);
  return dimension === undefined ? undefined : { dimension, levels: leaves(dimension) };
}

/** Ages along the axis with a bar for each sex; a measure without ages shows the sexes. */
export function ageModel(table: ReleasedTable, year: number): ChartModel | undefined {
  const age = axisOf(table, 'age');
  const sex = axisOf(table, 'sex');
  const at = { year: String(year) };
  if (age === undefined) return sex === undefined ? undefined : chartModel(table, { categories: sex, at });
  return chartModel(table, { categories: age, at, ...(sex === undefined ? {} : { series: sex }) });
}

/** The highest and the lowest group; everybody's number where no group may be shown. */
export function ageFinding(subject: string, model: ChartModel, table: ReleasedTable, year: number): string {
  const everybody = pointOf(table, { year: String(year) });
  if (hasPoints(model) || everybody.value === null) return rangeFinding(subject, model);
  return `${subject}は 全体で ${formatWithUnit(everybody.value, model.unit, model.decimals)}（内訳は人数が少ないため伏せています）`;
}

interface AgeFigureProps {
  readonly measure: Measure;
  /** The year, or those that are counted together; the newest last. */
  readonly years: readonly number[];
  readonly district: string;
}

function Looks(props: { readonly heat: boolean; readonly onChange: (heat: boolean) => void }) {
  return (
    <fieldset className="choices inline looks">
      <legend className="visually-hidden">図の形</legend>
      {[
        { heat: false, label: '棒グラフ' },
        { heat: true, label: '色の表（年齢×性別）' },
      ].map((look) => (
        <RadioField
          key={look.label}
          name="look"
          label={look.label}
          checked={props.heat === look.heat}
          onChange={() => props.onChange(look.heat)}
        />
      ))}
    </fieldset>
  );
}

function Drawn({
  measure,
  year,
  wire,
}: {
  readonly measure: Measure;
  readonly year: number;
  readonly wire: ReleasedWireTable;
}) {
  const { palette } = usePreferences();
  const [look, setLook] = useParam('h', '0');
  if (isKidneyMap(wire.statistic)) return <KidneyFigure measure={measure} wire={wire} year={year} />;
  if (!isPlain(wire.statistic)) return <TableFigure wire={wire} />;
  const model = ageModel(wire.statistic, year);
  const title = model === undefined ? measure.name : ageFinding(measure.name, model, wire.statistic, year);
  const crossed = model !== undefined && model.series.length > 1;
  const heat = crossed && look === '1';
  const shape = heat ? '色の濃さで示した表' : '棒グラフ';
  return (
    <div className="stack">
      {crossed && <Looks heat={heat} onChange={(on) => setLook(on ? '1' : '0')} />}
      <MeasureFigure
        measure={measure}
        wire={wire}
        title={title}
        model={model}
        details={[...detailsOf(wire, { year: String(year) }), ...(heat ? ['色が濃いほど高い'] : [])]}
        draw={(drawn) => ({
          option: heat
            ? heatOption(drawn, palette, { ink: heatInks(drawn, palette) })
            : barOption(drawn, palette),
          height: heat ? heatHeight(drawn) + 40 : 320,
          description: `${title}。性別・年齢別の${shape}。同じ数字は「表で見る」で読めます。`,
        })}
      />
    </div>
  );
}

/** A measure by sex and age, of everybody or inside one district. */
export function AgeFigure({ measure, years, district }: AgeFigureProps) {
  const year = years.at(-1) ?? 0;
  const by = measure.stratifications.filter((stratum) => stratum !== 'district');
  return (
    <SliceAnswer slice={{ measure, years, by, district }}>
      {(wire) => (
        <div className="stack">
          <Drawn measure={measure} year={year} wire={wire} />
          {district === '' && <Coarser measure={measure} year={year} by={by} release={wire.release} />}
        </div>
      )}
    </SliceAnswer>
  );
}
