import { leaves } from '../../../analysis/domain/levels.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { columnsAsCategories, columnsAsSeries } from '../../charts/columns.ts';
import { type ChartModel, NO_POINT } from '../../charts/model.ts';
import { dimensionOf } from '../../charts/shape.ts';

const FUNNEL_STEPS = [
  'eligible',
  'invited',
  'first_interview',
  'completed',
  'examined_next',
  'improved',
  'expected_improved',
] as const;
const PERCENTILES = [5, 25, 50, 75, 95] as const;

/** First and last year of a table, oldest first. */
function endYears(
  table: ReleasedTable,
): readonly { readonly name: string; readonly at: { readonly year: string } }[] {
  const levels = dimensionOf(table, 'year')?.levels ?? [];
  const ends = levels.length < 2 ? levels : [levels[0]!, levels.at(-1)!];
  return ends.map((level) => ({ name: level.label, at: { year: level.code } }));
}

/** Nobody examined again although people completed: the next checkup is not loaded, which is not a zero. */
function withoutUnmeasured(model: ChartModel | undefined): ChartModel | undefined {
  if (model === undefined) return undefined;
  const place = (id: (typeof FUNNEL_STEPS)[number]) => FUNNEL_STEPS.indexOf(id);
  const series = model.series.map((one) => {
    const again = one.points[place('examined_next')]?.value;
    if (again !== 0 || one.points[place('completed')]?.value === 0) return one;
    return { ...one, points: one.points.map((point, i) => (i >= place('examined_next') ? NO_POINT : point)) };
  });
  return { ...model, series };
}

/** Undefined where no step may be seen but the first: the table with its years says more than a figure of one bar. */
function withSteps(model: ChartModel | undefined): ChartModel | undefined {
  const steps = model?.series.flatMap(({ points }) => points.slice(1)) ?? [];
  return steps.some(({ value }) => value !== null) ? model : undefined;
}

function axis(table: ReleasedTable, id: string) {
  const dimension = dimensionOf(table, id);
  return dimension === undefined ? undefined : { dimension, levels: leaves(dimension) };
}

/** What to draw of a table of the approaches; undefined where the table itself is the best view. */
export function approachModel(table: ReleasedTable): ChartModel | undefined {
  switch (table.id) {
    case 'approaches.funnel':
      // Released before its parts, the whole keeps numbers that they have to hide.
      if (dimensionOf(table, 'whole') === undefined) return undefined;
      return withSteps(
        withoutUnmeasured(
          columnsAsCategories(
            table,
            FUNNEL_STEPS.map((id) => ({ id })),
            endYears(table),
          ),
        ),
      );
    case 'approaches.mean': {
      const sex = dimensionOf(table, 'sex');
      if (sex === undefined) return undefined;
      return columnsAsSeries(table, { dimension: sex, levels: sex.levels }, [{ id: 'change' }]);
    }
    case 'approaches.tiers': {
      const tier = axis(table, 'tier');
      if (tier === undefined) return undefined;
      return columnsAsSeries(table, tier, [{ id: 'share_from' }, { id: 'share_to' }, { id: 'predicted' }]);
    }
    case 'approaches.quantiles':
      return columnsAsCategories(
        table,
        PERCENTILES.map((rank) => ({ id: `p${rank}_change`, name: `低いほうから${rank}%の位置` })),
        [{ name: '男女計', at: {} }],
      );
    case 'approaches.before_after': {
      const group = axis(table, 'group');
      if (group === undefined) return undefined;
      return columnsAsSeries(table, group, [{ id: 'change' }, { id: 'expected' }, { id: 'net' }]);
    }
    case 'approaches.burden': {
      const tier = axis(table, 'class');
      // Several outcomes are chosen from in the table's own figure.
      if (tier === undefined || (dimensionOf(table, 'outcome')?.levels.length ?? 1) > 1) return undefined;
      return columnsAsSeries(table, tier, [{ id: 'share' }, { id: 'paf' }]);
    }
    case 'approaches.side_by_side': {
      const approach = axis(table, 'approach');
      return approach === undefined ? undefined : columnsAsSeries(table, approach, [{ id: 'units' }]);
    }
    default:
      return undefined;
  }
}

/** Tables that are looked up rather than read: the same steps by sex, age, district and way of inviting. */
export function isSupplement(table: ReleasedTable): boolean {
  if (table.id === 'approaches.cascade_channels') return true;
  return table.id === 'approaches.funnel' && dimensionOf(table, 'whole') === undefined;
}
