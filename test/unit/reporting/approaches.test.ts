import { describe, expect, it } from 'vitest';
import { seal } from '../../../analysis/disclosure/released.ts';
import type { Column, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { composeReport } from '../../../analysis/reporting/compose.ts';
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
    expect(titleOf([cascade(), rate()])).toBe(
      '保健指導対象者742人のうち、翌年度に対象でなくなった終了者は52人でした',
    );
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
});
