import { leaves } from '../../../analysis/domain/levels.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { type ChartModel, chartModel, pointOf } from '../../charts/model.ts';
import { pyramidOption } from '../../charts/pyramid.ts';
import { dimensionOf } from '../../charts/shape.ts';
import { useOperation } from '../../client/hooks.ts';
import { Figure } from '../../components/figure.tsx';
import { useLevelLabel } from '../../components/level-label.ts';
import { ReleasedTableView } from '../../components/released-table.tsx';
import { Answer } from '../../components/state.tsx';
import { formatNumber } from '../../format/number.ts';

export function pyramidModel(table: ReleasedTable): ChartModel | undefined {
  const sex = dimensionOf(table, 'sex');
  const age = dimensionOf(table, 'age');
  if (sex === undefined || age === undefined) return undefined;
  return chartModel(table, {
    categories: { dimension: age, levels: leaves(age) },
    series: { dimension: sex, levels: leaves(sex) },
  });
}

/** Number of people and the share of those of 65 and over, where all parts may be seen. */
export function pyramidFinding(table: ReleasedTable): string {
  const total = pointOf(table, {}).value;
  if (total === null) return '被保険者数は表示できません（人数が少ないため伏せています）';
  const people = `被保険者は ${formatNumber(total, 0)}人`;
  const ages = leaves(dimensionOf(table, 'age') ?? { id: '', label: '', levels: [], partition: true });
  const young = ages.filter(({ code }) => Number(code) < 65).map(({ code }) => pointOf(table, { age: code }));
  const old = ages.filter(({ code }) => Number(code) >= 65).map(({ code }) => pointOf(table, { age: code }));
  const sum = (points: readonly { readonly value: number | null }[]): number | null =>
    points.some(({ value }) => value === null)
      ? null
      : points.reduce((all, { value }) => all + (value ?? 0), 0);
  const [below, above] = [sum(young), sum(old)];
  const elderly = above ?? (below === null ? null : total - below);
  return elderly === null ? people : `${people}、うち65歳以上が ${formatNumber((100 * elderly) / total, 1)}%`;
}

interface PyramidProps {
  readonly year: number;
  readonly district: string;
  readonly height?: number;
  readonly headingLevel?: 2 | 3;
}

/** Insured persons by sex and age. */
export function PyramidFigure({ year, district, height = 440, headingLevel = 3 }: PyramidProps) {
  const { palette } = usePreferences();
  const levelLabel = useLevelLabel();
  const answer = useOperation('overview.pyramid', { year, ...(district === '' ? {} : { district }) });
  return (
    <Answer query={answer}>
      {({ table: wire }) => {
        const { statistic: table, release } = wire;
        const model = pyramidModel(table);
        const title = pyramidFinding(table);
        return (
          <Figure
            title={title}
            headingLevel={headingLevel}
            context={table.context}
            release={release}
            details={['単位 人', '5歳階級']}
            {...(model === undefined
              ? {}
              : {
                  chart: {
                    option: pyramidOption(model, palette),
                    height,
                    description: `${title}。左が男、右が女の人口ピラミッド。同じ数字は「表で見る」で読めます。`,
                  },
                })}
            table={<ReleasedTableView table={table} release={release} levelLabel={levelLabel} />}
          />
        );
      }}
    </Answer>
  );
}
