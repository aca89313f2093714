import { describe, expect, it } from 'vitest';
import { seal } from '../../../analysis/disclosure/released.ts';
import type { Dimension, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { releasedBlocks } from '../../../analysis/reporting/templates/released-figure.ts';
import { automaticChart } from '../../../renderer/charts/automatic.ts';
import { chartPalette } from '../../../renderer/charts/palette.ts';
import { districts, shareTable, years } from '../../support/fake-tables.ts';
import { syntheticInputs } from './synthetic-inputs.ts';
import { record } from './synthetic-tables.ts';

const REST: Dimension = {
  ...districts,
  levels: [
    ...districts.levels,
    { code: 'a0:rest', label: '北圏域（小地区不明）', parent: 'a0' },
    { code: 'unknown', label: '地区不明', parent: 'all' },
  ],
};
const table = (dimensions: readonly Dimension[]): ReleasedTable =>
  shareTable({ id: 'rate', name: '受診率', unit: '%', dimensions, standardise: false }).statistic;

describe('districts of three layers on paper', () => {
  it('a figure that was put into a report draws the districts that the screen drew, without remainders', () => {
    const one = table([years([2023]), REST]);
    const screen = automaticChart(one, chartPalette('light'))!.model.categories;
    const [figure] = releasedBlocks(seal(one, record('rate')), '受診率', 2023);
    if (figure?.kind !== 'figure' || figure.chart.kind !== 'bar') throw new Error('bars over districts');
    const paper = figure.chart.view!.levels!.district!.map(
      (code) => REST.levels.find((level) => level.code === code)!.label,
    );
    expect(paper.toSorted()).toEqual([...screen].sort());
    expect(paper).toHaveLength(8);
    expect(paper.every((label) => label.endsWith('小学校区'))).toBe(true);
  });

  it('a figure of a template, drawn by care areas, says so', () => {
    const { measures, ...rest } = syntheticInputs();
    const captions = (dimension: Dimension) => {
      const tables = [seal(table([years([2021, 2022, 2023]), dimension]), record('rate'))];
      const { blocks } = composeReport('annual', {
        ...{ ...rest, measures: measures.map((measure) => ({ ...measure, tables })) },
      });
      return blocks.flatMap((block) => (block.kind === 'figure' ? [block.caption] : [])).join('\n');
    };
    expect(captions(districts)).toMatch(/圏域別の/u);
    expect(captions(districts)).not.toMatch(/地区別の/u);
    const flat = { ...districts, levels: districts.levels.filter(({ code }) => !code.startsWith('s')) };
    expect(captions(flat)).toMatch(/地区別の/u);
  });
});
