import { describe, expect, it } from 'vitest';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import type { KpiInput } from '../../../analysis/reporting/inputs.ts';
import { plain } from '../../../analysis/reporting/text.ts';
import { footLine } from '../../../analysis/reporting/writers/pptx/foot-line.ts';
import { syntheticInputs } from './synthetic-inputs.ts';
import { shareTable, years } from './synthetic-tables.ts';

const table = shareTable({ id: 'share', name: '受診率', base: 41, dimensions: [years] });
const kpi: KpiInput = {
  label: '特定健診受診率',
  stage: 'outcome',
  unit: '%',
  plan: { baseline: { year: 2021, value: 30 }, target: { year: 2025, value: 62.5 } },
};

function rowsOf(kpis: readonly KpiInput[]): readonly (readonly string[])[] {
  const inputs = syntheticInputs();
  const [programme] = inputs.programmes;
  const { blocks } = composeReport('kpi', { ...inputs, programmes: [{ ...programme!, kpis }] });
  const [found] = blocks.filter((block) => block.kind === 'textTable');
  return found!.rows.map((row) => row.map(plain));
}

describe('the sheet of KPIs', () => {
  it('tells baseline, target, value and people with their years, and the status of the screen', () => {
    const code = years.levels.at(-1)!.code;
    const measured = { table, year: Number(code), at: [code], column: 'value' };
    const [row] = rowsOf([{ ...kpi, status: 'behind', measured }]);
    expect(row!.slice(0, 4)).toEqual([
      'アウトカム',
      '特定健診受診率',
      '30%（令和3年度）',
      '62.5%（令和7年度）',
    ]);
    expect(row![4]).toMatch(/^[\d.]+%（令和\d+年度）$/u);
    expect(row![5]).toMatch(/^[\d,]+人$/u);
    expect(row![6]).toBe('△ 遅れ');
  });

  it('typed values say so, with their sources below the table', () => {
    const byHand = [
      { year: 2023, value: 78, source: '終了時アンケート', countedBy: '委託事業者' },
      { year: 2022, value: 74.5, source: '終了時アンケート', countedBy: '健康増進課' },
    ];
    const typed: KpiInput = { ...kpi, label: '満足度', unit: '点', status: 'on_track', byHand };
    const [row] = rowsOf([typed]);
    expect(row!.slice(4)).toEqual(['78点（令和5年度、手入力）', '－', '○ 順調']);
    const inputs = syntheticInputs();
    const [programme] = inputs.programmes;
    const { blocks } = composeReport('kpi', { ...inputs, programmes: [{ ...programme!, kpis: [typed] }] });
    expect(blocks.flatMap((block) => (block.kind === 'footnote' ? [plain(block.text)] : []))).toContain(
      '手入力の値　満足度：令和4年度 74.5点（出典：終了時アンケート、数えた人：健康増進課）、令和5年度 78点（出典：終了時アンケート、数えた人：委託事業者）。取り込んだデータから求めた値ではありません。',
    );
  });

  it('an indicator without a value stays on the sheet', () => {
    expect(rowsOf([kpi])).toEqual([
      [
        ...['アウトカム', '特定健診受診率', '30%（令和3年度）', '62.5%（令和7年度）'],
        ...['値なし、または公表できない値', '－', '－'],
      ],
    ]);
  });
});

describe('what the register says of a programme', () => {
  const words = (aim: string, target: string) => {
    const inputs = syntheticInputs();
    const [programme] = inputs.programmes;
    const { blocks } = composeReport('kpi', {
      ...inputs,
      programmes: [{ ...programme!, aim, target, kpis: [kpi] }],
    });
    return blocks.flatMap((block) =>
      block.kind === 'paragraph' || block.kind === 'footnote' ? [plain(block.text)] : [],
    );
  };

  it('aim and target stand where they are written, never as empty headings', () => {
    expect(words('歩く人を増やす', '18歳以上')).toContain('ねらい：歩く人を増やす　対象：18歳以上');
    expect(words('', '18歳以上')).toContain('対象：18歳以上');
    expect(words('', '').join()).not.toMatch(/ねらい|対象：/u);
  });

  it('the signs of the status are told beside the table', () => {
    expect(words('', '').join()).toMatch(/◎ 達成＝.*○ 順調＝.*△ 遅れ＝.*▲ 悪化＝/u);
  });
});

describe('the yearly evaluation of a data health plan', () => {
  const headings = (kpis: readonly KpiInput[]) => {
    const inputs = syntheticInputs();
    const programmes = inputs.programmes.map((programme, at) => ({
      ...programme,
      kpis: at === 0 ? kpis : [],
    }));
    const { blocks } = composeReport('annual', { ...inputs, programmes });
    return blocks.flatMap((block) => (block.kind === 'heading' ? [`${block.level} ${block.text}`] : []));
  };

  it('has the indicators of every programme that has any, and no heading over nothing', () => {
    const told = headings([kpi]);
    const at = told.indexOf('1 事業ごとの目標と実績');
    expect(told[at + 1]).toBe(`2 ${syntheticInputs().programmes[0]!.name}`);
    expect(headings([])).not.toContain('1 事業ごとの目標と実績');
  });
});

describe('statements of several contracts', () => {
  it('the title names no single one of them, every list names its own', () => {
    const { payments = [], ...rest } = syntheticInputs();
    const [first] = payments;
    const two = composeReport('payment', { ...rest, payments: [first!, { ...first!, name: '禁煙の契約' }] });
    expect(two.title).toBe('成果連動型民間委託契約（2件） 支払算定書');
    const headings = two.blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []));
    expect(headings).toContain('指標ごとの算定：禁煙の契約');
    const one = composeReport('payment', { ...rest, payments: [first!] });
    expect(one.title).toBe(`${first!.name} 支払算定書`);
  });
});

describe('the bottom line of a slide', () => {
  it('names a source once where sources differ only in what the brackets said', () => {
    const line = footLine(
      '対象：国保の加入者　出典：取り込んだデータ（健診結果）、取り込んだデータ（レセプト、要介護認定）　20人未満は「＊」',
    );
    expect(line).toBe('対象：国保の加入者　出典：取り込んだデータ　20人未満は「＊」（全文はノート）');
  });
});
