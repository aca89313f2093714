import { describe, expect, it } from 'vitest';
import { seal } from '../../../analysis/disclosure/released.ts';
import type { Dimension, ReleasedRow, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { formatNumber } from '../../../analysis/reporting/format.ts';
import type { MeasureInput, ReportInputs } from '../../../analysis/reporting/inputs.ts';
import { districtFigure } from '../../../analysis/reporting/templates/measures.ts';
import { nextSteps } from '../../../analysis/reporting/templates/next.ts';
import { releasedBlocks } from '../../../analysis/reporting/templates/released-figure.ts';
import { plain } from '../../../analysis/reporting/text.ts';
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

/** The same numbers, age-adjusted ones moved: no reader could take one for the other. */
function movedBy(points: number, statistic: ReleasedTable): ReleasedTable {
  const moved = statistic.columns.map(({ id }) => id.startsWith('std'));
  return {
    ...statistic,
    rows: statistic.rows.map(({ at, cells }) => ({
      at,
      cells: cells.map((cell, column) =>
        moved[column] === true && cell.state === 'shown' ? { ...cell, value: cell.value + points } : cell,
      ),
    })),
  };
}

const adjusted = (points: number, dimensions: readonly Dimension[] = [years([2023]), REST]) =>
  movedBy(
    points,
    shareTable({ id: 'rate', name: '受診率', unit: '%', dimensions, standardise: true }).statistic,
  );

function withMeasure(change: Partial<MeasureInput>): ReportInputs {
  const inputs = syntheticInputs();
  return { ...inputs, district: 's2', measures: [{ ...inputs.measures[0]!, ...change }] };
}

describe('the sheet of one district', () => {
  const crude = table([years([2022, 2023]), REST]);
  const sealed = [seal(adjusted(-10), record('adjusted')), seal(crude, record('crude'))];
  const { blocks } = composeReport('district', withMeasure({ tables: sealed }));
  const grid = blocks.find((block) => block.kind === 'textTable')!;
  const row = grid.rows[0]!.map(plain);
  const at = (year: string, district: string, id: string) => {
    const column = crude.columns.findIndex((one) => one.id === id);
    const cell = crude.rows.find((one) => one.at.join() === `${year},${district}`)!.cells[column]!;
    return cell.state === 'shown' ? cell.value : Number.NaN;
  };
  const percent = (value: number) => `${formatNumber(value, 1)}%`;

  it('prints the share that was counted, with its people; the age-adjusted one apart and by that name', () => {
    const [own, whole] = [at('2023', 's2', 'value'), at('2023', 'all', 'value')];
    expect(row[1]).toBe(percent(own));
    expect(row[3]).toBe(`${formatNumber(at('2023', 's2', 'denominator'), 0)}人`);
    expect(row[4]).toBe(percent(whole));
    expect(row[7]).toBe(`${percent(own - 10)}／${percent(whole - 10)}`);
    expect(grid.head[7]).toContain('年齢調整値');
  });

  it('says apart, alike and the change from the year before as the screen does', () => {
    const [low, high] = [at('2023', 's2', 'value_lower'), at('2023', 's2', 'value_upper')];
    const whole = at('2023', 'all', 'value');
    const words = whole < low ? '明らかに高い' : whole > high ? '明らかに低い' : '違うとは言えない';
    expect(row[5]).toBe(words);
    const change =
      Math.round(10 * at('2023', 's2', 'value')) / 10 - Math.round(10 * at('2022', 's2', 'value')) / 10;
    expect(row[6]).toContain(`${formatNumber(Math.abs(change), 1)}ポイント`);
    const [bullets] = blocks.flatMap((block) => (block.kind === 'bullets' ? [block] : []));
    expect(plain(bullets!.items[0]!)).toContain('特定健診受診率');
  });

  it('stands in its figure among the districts of its own layer', () => {
    const figure = blocks.find((block) => block.kind === 'figure')!;
    expect(figure.caption).toMatch(/^学区別の特定健診受診率（年齢調整）/u);
    const drawn = figure.chart.kind === 'bar' ? figure.chart.view!.levels!.district! : [];
    expect(drawn).toHaveLength(8);
    expect(drawn).toContain('s2');
  });

  it('a hidden number is called hidden, one that is not computed is not', () => {
    const state = (of: 'hidden' | 'none'): ReleasedTable => ({
      ...crude,
      rows: crude.rows.map((one) => ({
        ...one,
        cells: one.cells.map(() => (of === 'hidden' ? { state: of, reason: 'primary' } : { state: of })),
      })),
    });
    const said = (of: 'hidden' | 'none') => {
      const document = composeReport('district', withMeasure({ tables: [seal(state(of), record('x'))] }));
      const found = document.blocks.find((block) => block.kind === 'bullets')!;
      return found.items.map(plain).join('');
    };
    expect(said('hidden')).toContain('伏せた指標：特定健診受診率');
    expect(said('none')).not.toContain('伏せた');
  });
});

describe('age-adjusted numbers in sentences and captions', () => {
  it('bear that name wherever they are printed', () => {
    const low = {
      ...adjusted(0),
      rows: adjusted(0).rows.map((one) => (one.at[1] === 'a1' ? lowered(one) : one)),
    };
    const inputs = withMeasure({
      direction: 'higher_is_better',
      tables: [seal(low, record('adjusted'))],
    });
    const { blocks } = composeReport('council', inputs);
    const titles = blocks.flatMap((block) => (block.kind === 'slide' ? [plain(block.title)] : []));
    expect(titles.find((title) => title.includes('最も離れています'))).toMatch(
      /^特定健診受診率（年齢調整）は南圏域が/u,
    );
    const next = nextSteps(inputs)[0]!;
    expect(plain(next.short)).toContain('特定健診受診率（年齢調整）');
    expect(plain(next.reason)).toContain('95％信頼区間に全体の値が入りません');
  });

  it('where none may be seen, the counted ones are drawn under their own name', () => {
    const none = adjusted(0);
    const empty: ReleasedTable = {
      ...none,
      rows: none.rows.map(({ at, cells }) => ({
        at,
        cells: cells.map((cell, column) => (column < 5 ? cell : { state: 'none' as const })),
      })),
    };
    const { workspace, measures } = withMeasure({ tables: [seal(empty, record('empty'))] });
    expect(districtFigure(measures[0]!, workspace)!.caption).toMatch(/^圏域別の特定健診受診率 /u);
  });
});

/** A row whose value and limits are far below all others. */
function lowered({ at, cells }: ReleasedRow): ReleasedRow {
  return {
    at,
    cells: cells.map((cell, column) =>
      column < 2 ? cell : { state: 'shown', value: column % 3 === 2 ? 5 : column % 3 === 0 ? 4 : 6 },
    ),
  };
}
