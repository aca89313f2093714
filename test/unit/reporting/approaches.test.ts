import { describe, expect, it } from 'vitest';
import { seal } from '../../../analysis/disclosure/released.ts';
import type { Column, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { chartData } from '../../../analysis/reporting/figures/chart.ts';
import { drawChart } from '../../../analysis/reporting/figures/draw.ts';
import type { ApproachInput } from '../../../analysis/reporting/inputs.ts';
import type { TableBlock } from '../../../analysis/reporting/model.ts';
import { approachBlocks } from '../../../analysis/reporting/templates/approaches.ts';
import { highRiskFunnel, largestLoss } from '../../../analysis/reporting/templates/funnel.ts';
import { plain } from '../../../analysis/reporting/text.ts';
import { syntheticInputs } from './synthetic-inputs.ts';
import { cascade, record } from './synthetic-tables.ts';

/** A cascade with many steps and their shares, by age. */
function wideCascade(levels: number) {
  const { context } = cascade().statistic;
  const column = (unit: string, index: number): Column => ({
    id: `${unit}${index}`,
    label: `列${index}`,
    unit,
    decimals: 0,
    kind: unit === '人' ? 'count' : 'derived',
  });
  const columns = [
    ...Array.from({ length: 7 }, (_, index) => column('人', index)),
    ...Array.from({ length: 6 }, (_, index) => column('%', index)),
    column('%ポイント', 0),
  ];
  const codes = Array.from({ length: levels }, (_, index) => `a${index}`);
  const table: ReleasedTable = {
    id: 'approaches.cascade.age',
    parameters: {},
    context: { ...context, title: '流れ（年齢別）' },
    dimensions: [
      { id: 'age', label: '年齢', partition: true, levels: codes.map((code) => ({ code, label: code })) },
    ],
    columns,
    rows: codes.map((code) => ({ at: [code], cells: columns.map(() => ({ state: 'shown', value: 30 })) })),
  };
  return seal(table, record('wide'));
}

function approach(factor: string, levels: number): ApproachInput {
  const [given] = syntheticInputs().approaches;
  if (given === undefined) throw new Error('no approach among the made-up inputs');
  const highRisk = { reading: '流れ。', tables: [wideCascade(levels)] };
  return { ...given, factor, factorName: factor, highRisk };
}

const captions = (blocks: readonly { kind: string }[]): string[] =>
  blocks.flatMap((block) => (block.kind === 'table' ? [(block as TableBlock).caption] : []));

/** The rate of guidance: three steps of one year. */
function rate() {
  const { columns, context, dimensions } = cascade().statistic;
  const [examined, eligible] = columns;
  const completed = { ...eligible!, id: 'completed', label: '終了者', of: eligible!.id };
  const at = dimensions.map(({ levels }) => levels[0]!.code);
  const table: ReleasedTable = {
    id: 'approaches.guidance_rate',
    parameters: {},
    context: { ...context, title: '特定保健指導の実施率' },
    dimensions: dimensions.map((dimension) => ({ ...dimension, levels: dimension.levels.slice(0, 1) })),
    columns: [examined!, eligible!, completed],
    rows: [{ at, cells: [484, 70, 28].map((value) => ({ state: 'shown', value })) }],
  };
  return seal(table, record('rate'));
}

/** The cascade of a small town: nobody may see who came further than eligible. */
function hiddenCascade() {
  const { statistic } = cascade();
  const rows = statistic.rows.map((row) => ({
    ...row,
    cells: row.cells.map((each, step) =>
      step < 2 ? each : ({ state: 'hidden', reason: 'primary' } as const),
    ),
  }));
  return seal({ ...statistic, rows }, record('hidden'));
}

describe('whom guidance reached, on a slide', () => {
  const titleOf = (tables: ApproachInput['highRisk']['tables']): string | undefined => {
    const [given] = syntheticInputs().approaches;
    const approaches = [{ ...given!, highRisk: { reading: '流れ。', tables } }];
    const slide = composeReport('council', syntheticInputs({ approaches, programmes: [] })).blocks.find(
      (block) => block.kind === 'slide' && block.kicker === '届いた人',
    );
    return slide?.kind === 'slide' ? plain(slide.title) : undefined;
  };

  it('follows the whole cascade where its steps can be seen', () => {
    expect(titleOf([cascade(), rate()])).toBe('保健指導対象者742人のうち、初回面接を受けた人は256人でした');
  });

  it('says the rate where most steps of the cascade are hidden', () => {
    expect(titleOf([hiddenCascade(), rate()])).toBe('保健指導対象者70人のうち、終了者は28人でした');
  });
});

describe('both approaches on paper', () => {
  it('prints people and shares as two tables where one would be too wide, and loses no column', () => {
    const blocks = approachBlocks(approach('収縮期血圧', 8), syntheticInputs());
    const parts = blocks.filter(
      (block): block is TableBlock => block.kind === 'table' && block.table.statistic.id.endsWith('age'),
    );
    expect(parts.map(({ caption }) => caption)).toEqual(['流れ（年齢別）：人数', '流れ（年齢別）：割合']);
    expect(parts.map(({ view }) => view?.columns?.length)).toEqual([7, 7]);
    const columns = wideCascade(8).statistic.columns.map(({ id }) => id);
    expect(parts.flatMap(({ view }) => view?.columns ?? []).sort()).toEqual(columns.sort());
  });

  it('keeps a wide table of few rows whole: it is printed with its columns as rows', () => {
    const blocks = approachBlocks(approach('収縮期血圧', 3), syntheticInputs());
    expect(captions(blocks)).toContain('流れ（年齢別）');
  });

  it('does not print the cascade again for the next factor, and says where it stands', () => {
    const first = approach('収縮期血圧', 8);
    const next = approach('HbA1c', 8);
    const alone = approachBlocks(next, syntheticInputs());
    const after = approachBlocks(next, syntheticInputs(), [first]);
    expect(captions(alone).some((caption) => caption.startsWith('流れ'))).toBe(true);
    expect(captions(after).some((caption) => caption.startsWith('流れ'))).toBe(false);
    const notes = after.flatMap((block) => (block.kind === 'footnote' ? [plain(block.text)] : []));
    expect(notes).toContain('同じ内容の表は「収縮期血圧」の項にあります。');
  });
});

describe('the cascade as a figure', () => {
  /** The made-up cascade with how many would have improved anyway. */
  function withExpected() {
    const { statistic } = cascade();
    const expected: Column = {
      ...{ id: 'expected_step6', label: '指導がなくても見込まれる人', unit: '人', decimals: 0 },
      ...{ kind: 'derived', formula: 'index', from: ['step5'] },
    };
    const table: ReleasedTable = {
      ...statistic,
      columns: [...statistic.columns, expected],
      rows: statistic.rows.map((row) => ({ ...row, cells: [...row.cells, { state: 'shown', value: 45 }] })),
    };
    return seal(table, record('expected'));
  }

  it('shows those who improved beside those who would have anyway, of the same people', () => {
    const given = { ...approach('sbp', 3), highRisk: { reading: '流れ。', tables: [withExpected()] } };
    const funnel = highRiskFunnel(given, []);
    if (funnel === undefined) throw new Error('no funnel');
    const [improved, anyway] = funnel.steps.slice(-2);
    expect(improved).toMatchObject({ label: '翌年度に対象でなくなった終了者', of: 5 });
    expect(anyway).toMatchObject({ label: '指導がなくても見込まれる人', of: 5, anyway: true });
    // Nobody is lost on the way there.
    expect(largestLoss(funnel)?.to.label).not.toBe('指導がなくても見込まれる人');
    expect(largestLoss({ ...funnel, steps: funnel.steps.slice(0, -1) })).toEqual(largestLoss(funnel));
  });

  /** The columns of the guidance cascade under their own names, in two years. */
  function guidance(counts: readonly (readonly number[])[]) {
    const ids = [
      'examined',
      'eligible',
      'invited',
      'first_interview',
      'completed',
      'examined_next',
      'improved',
    ];
    const columns = ids.map(
      (id, index): Column => ({
        ...{ id, label: id, unit: '人', decimals: 0 },
        ...(index === 0 ? { kind: 'count' } : { kind: 'count_subset', of: ids[index - 1]! }),
      }),
    );
    const year = { id: 'year', label: '年度', partition: false };
    const levels = counts.map((_, index) => ({ code: String(2023 + index), label: `${2023 + index}` }));
    const rows = counts.map((row, index) => ({
      at: [String(2023 + index)],
      cells: row.map((value) => ({ state: 'shown', value }) as const),
    }));
    const { statistic } = cascade();
    const table: ReleasedTable = { ...statistic, dimensions: [{ ...year, levels }], columns, rows };
    const given = {
      ...approach('sbp', 3),
      highRisk: { reading: '流れ。', tables: [seal(table, record('guidance'))] },
    };
    return highRiskFunnel(given, [])!;
  }

  it('finds where most people are lost, and does not call those lost who did not improve', () => {
    const funnel = guidance([[24_529, 3_436, 3_000, 1_369, 1_149, 917, 304]]);
    expect(largestLoss(funnel)).toMatchObject({
      from: { label: 'invited' },
      to: { label: 'first_interview' },
    });
    // Of 3,000 invited 1,631 did not come: the largest number, though a smaller share improved (304 of 917).
    expect(largestLoss(funnel)!.share).toBeCloseTo((100 * 1_369) / 3_000, 9);
  });

  it('leaves out invitations of which none is on record: then everybody interviewed, and nobody else, counts', () => {
    const labels = (counts: readonly (readonly number[])[]) =>
      guidance(counts).steps.map(({ label, of }) => `${label} ${of ?? ''}`);
    const none = [
      [24_529, 3_436, 1_369, 1_369, 1_149, 917, 304],
      [23_793, 3_334, 1_349, 1_349, 1_142, 0, 0],
    ];
    expect(labels(none).slice(0, 4)).toEqual(['examined ', 'eligible 0', 'first_interview 1', 'completed 2']);
    const some = none.map((row, index) => (index === 0 ? [24_529, 3_436, 1_400, ...row.slice(3)] : row));
    expect(labels(some).slice(1, 4)).toEqual(['eligible 0', 'invited 1', 'first_interview 2']);
  });

  it('names the step that a share is of: the one above, or one further up', () => {
    const given = { ...approach('sbp', 3), highRisk: { reading: '流れ。', tables: [withExpected()] } };
    const data = chartData({ kind: 'funnel', steps: highRiskFunnel(given, [])!.steps });
    const scene = drawChart(data, { width: 900, height: 500, size: 14, accent: '17586f' });
    const texts = scene.items.flatMap((item) => (item.shape === 'text' ? [item.text] : []));
    const shares = texts.filter((text) => text.includes('段階の'));
    expect(shares.at(-1)).toMatch(/^45人（2つ前の段階の/u);
    expect(shares.at(-2)).toMatch(/（前の段階の/u);
  });
});
