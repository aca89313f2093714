import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OperationInput } from '../../../analysis/api/contract/operations.ts';
import { deck } from '../../../analysis/domain/deck.ts';
import { formatNumber } from '../../../analysis/reporting/format.ts';
import { openSampleTown, type SampleTown } from '../../support/sample-town.ts';
import { decode, openPackage, readWorkbook, requireWellFormed, textOf } from './reading.ts';

/** Every template in every format from the sample municipality's own files, read back by other code. */

let town: SampleTown;
let year = 0;
let studyId = '';

async function built(input: OperationInput<'reports.build'>): Promise<ReadonlyMap<string, Uint8Array>> {
  const { files } = await town.ask('reports.build', input);
  return new Map(
    files.map(({ token, name }) => [
      /_図_((?:svg|png)\.zip)$/.exec(name)?.[1] ?? name.split('.').at(-1) ?? '',
      new Uint8Array(readFileSync(town.analysis.fileOf(token) ?? '')),
    ]),
  );
}

beforeAll(async () => {
  town = await openSampleTown();
  const state = await town.ask('workspace.state', {});
  year = state.fiscalYears.at(-1) ?? 0;
  const { studies } = await town.ask('studies.list', {});
  studyId = studies[0]?.id ?? '';
  await town.ask('programmes.save', {
    programme: {
      id: 'contract',
      name: '受診率向上事業',
      approach: 'population',
      department: '国保年金',
      purpose: '受診率を上げる',
      target: '40〜74歳の国保加入者',
      content: 'はがきと電話で受診をすすめる',
      method: '',
      organisation: '',
      evaluation: '',
      place: '',
      period: { from: 2021, to: null },
      boxes: [
        {
          id: 'result',
          stage: 'outcome_early',
          text: '受診する人が増える',
          kpis: [
            {
              id: 'uptake',
              name: '特定健診受診率',
              measure: 'checkup.uptake',
              unit: '%',
              direction: 'higher_is_better',
              baseline: { year: 2021, value: 30 },
              target: { year: 2025, value: 60 },
              source: 'データヘルス計画',
            },
          ],
        },
      ],
      arrows: [],
      channels: [],
      costs: [],
      contract: {
        name: '受診勧奨の成果連動契約',
        fixedFee: 1_000_000,
        cap: 3_000_000,
        indicators: [
          {
            id: 'uptake',
            name: '特定健診受診率',
            unit: '%',
            measure: 'checkup.uptake',
            payment: { type: 'linear', yen: 2_000_000, floor: 20, cap: 60 },
          },
        ],
      },
    },
  });
});
afterAll(() => town.close());

/** The municipality's uptake in the report year, as the screen is told. */
async function uptake(): Promise<number> {
  const { tables } = await town.ask('measures.run', {
    ids: ['checkup.uptake'],
    years: [year],
    by: [],
    standardise: false,
  });
  const { statistic } = tables[0] ?? { statistic: undefined };
  const at = statistic?.columns.findIndex(({ id }) => id === 'value') ?? -1;
  const cell = statistic?.rows[0]?.cells[at];
  if (cell?.state !== 'shown') throw new Error('the uptake of the whole town is shown');
  return cell.value;
}

const ids = ['annual', 'council', 'summary', 'study', 'district', 'kpi', 'payment', 'processing'];

describe.each(ids)('%s', (template) => {
  test('is made in every format it is offered in, and each can be read', async () => {
    const { templates } = await town.ask('reports.templates', {});
    const formats = templates.find(({ id }) => id === template)?.formats ?? [];
    expect(formats.length).toBeGreaterThan(2);
    const files = await built({ template, formats, year, ...(template === 'study' ? { studyId } : {}) });
    expect(files.size).toBe(formats.length);
    for (const [ending, bytes] of files) expectReadable(ending, bytes);
  });
});

function expectReadable(ending: string, bytes: Uint8Array): void {
  if (['xlsx', 'docx', 'pptx'].includes(ending)) {
    const parts = openPackage(bytes);
    for (const [name, part] of parts) if (/\.(xml|rels)$/.test(name)) requireWellFormed(name, decode(part));
    if (ending === 'xlsx') expect(readWorkbook(bytes).size).toBeGreaterThan(3);
  } else if (ending === 'pdf') {
    expect(Buffer.from(bytes.subarray(0, 5)).toString('latin1')).toBe('%PDF-');
  } else if (ending === 'ebpmdeck') {
    expect(deck.parse(JSON.parse(decode(bytes))).synthetic).toBe(true);
  } else if (ending.endsWith('zip')) {
    expect(Object.keys(unzipSync(bytes)).length).toBeGreaterThan(1);
  } else {
    expect(textOf(decode(bytes))).toContain('架空');
  }
}

describe('numbers read back', () => {
  test('equal what the screen is told, in every format that holds them', async () => {
    const value = await uptake();
    const files = await built({ template: 'kpi', formats: ['xlsx', 'html', 'csv'], year });
    const printed = formatNumber(value, 1);
    const cells = [...readWorkbook(files.get('xlsx') ?? new Uint8Array()).values()].flatMap((sheet) => [
      ...sheet.values(),
    ]);
    expect(cells.some((cell) => typeof cell === 'string' && cell.includes(`${printed}%`))).toBe(true);
    expect(textOf(decode(files.get('html')))).toContain(`${printed}%`);
    const annual = await built({ template: 'annual', formats: ['xlsx', 'csv'], year });
    const numbers = [...readWorkbook(annual.get('xlsx') ?? new Uint8Array()).values()].flatMap((sheet) =>
      [...sheet.values()].filter((cell) => typeof cell === 'number'),
    );
    expect(numbers.some((number) => Math.abs(number - value) < 1e-9)).toBe(true);
    expect(decode(annual.get('csv'))).toContain(String(value));
  });

  test('a contract pays by the released value alone', async () => {
    const value = await uptake();
    const due = Math.round(2_000_000 * Math.min(1, Math.max(0, (value - 20) / 40)));
    const files = await built({ template: 'payment', formats: ['html'], year });
    const text = textOf(decode(files.get('html')));
    expect(text).toContain(`${formatNumber(1_000_000 + due, 0)}円`);
    expect(text).toMatch(new RegExp(`${formatNumber(value, 1)}%（分母 [\\d,]+人）`, 'u'));
  });

  test.each(['kpi', 'annual'])('programme indicators stand beside their targets: %s', async (template) => {
    const text = textOf(decode((await built({ template, formats: ['html'], year })).get('html')));
    expect(text).toContain('受診率向上事業のKPI');
    expect(text).toMatch(/30%（令和3年度）\s*60%（令和7年度）/u);
    // The value with its year, the people behind it, and where it stands on the way.
    expect(text).toMatch(/[\d.]+%（令和6年度）\s*[\d,]+人\s*(?:◎ 達成|○ 順調|△ 遅れ|▲ 悪化)/u);
    if (template !== 'annual') return;
    expect(text).toContain('事業ごとの目標と実績');
    // Years of one calendar throughout.
    expect(text).toContain('令和3年度〜');
    expect(text).not.toContain('2021年度〜');
  });
});

describe('what a municipality makes its own', () => {
  test('a template file is kept, offered, used and handed on', async () => {
    const text = [
      'id: our-uptake',
      'name: 受診率だけの資料',
      'base: council',
      'parts:',
      '  - section: cover',
      '  - measure: { id: checkup.uptake, show: figure }',
      '  - measure: { id: checkup.uptake, by: [district], show: table }',
    ].join('\n');
    expect(await town.ask('reports.saveTemplate', { text })).toEqual({ id: 'our-uptake' });
    const { templates } = await town.ask('reports.templates', {});
    expect(templates.find(({ id }) => id === 'our-uptake')).toMatchObject({ own: true, base: 'council' });
    const files = await built({ template: 'our-uptake', formats: ['deck', 'html'], year });
    expect(deck.parse(JSON.parse(decode(files.get('ebpmdeck')))).slides).toHaveLength(3);
    const handed = await town.ask('reports.exportTemplate', { id: 'our-uptake' });
    expect(readFileSync(town.analysis.fileOf(handed.token) ?? '', 'utf8')).toBe(text);
    await town.ask('reports.deleteTemplate', { id: 'our-uptake' });
    const reply = await town.call('reports.build', { template: 'our-uptake', formats: ['html'] });
    expect(reply).toMatchObject({ ok: false, issue: { code: 'report.unknown_template' } });
  });

  test('a composed draft prints the figure as it is now', async () => {
    const input = { ids: ['checkup.uptake'], years: [year], by: ['district'], standardise: false };
    const { tables } = await town.ask('measures.run', input as OperationInput<'measures.run'>);
    const [table] = tables;
    await town.ask('drafts.save', {
      id: 'mine',
      title: '地区の受診率',
      blocks: [
        { kind: 'heading', id: 'a', text: '現状' },
        {
          kind: 'figure',
          id: 'b',
          caption: '地区で差があります',
          comment: '低い地区から声をかけます',
          source: {
            operation: 'measures.run',
            input,
            statistic: table?.statistic.id ?? '',
            title: table?.statistic.context.title ?? '',
          },
        },
      ],
    });
    const files = await built({ template: 'annual', draft: 'mine', formats: ['html'], year });
    const text = textOf(decode(files.get('html')));
    expect(text).toContain('地区で差があります');
    expect(text).toContain('低い地区から声をかけます');
    expect(text).toContain(formatNumber(await uptake(), 1));
  });

  test('a CSV in Shift_JIS names what it cannot hold', async () => {
    const made = await town.ask('reports.build', {
      template: 'annual',
      formats: ['csv'],
      year,
      csvEncoding: 'cp932',
    });
    const bytes = readFileSync(town.analysis.fileOf(made.files[0]?.token ?? '') ?? '');
    expect(new TextDecoder('shift_jis', { fatal: true }).decode(bytes)).toContain('＊');
    for (const { codePoint, count } of made.unwritable) {
      expect(codePoint).toMatch(/^U\+[0-9A-F]{4,6}$/);
      expect(count).toBeGreaterThan(0);
    }
  });

  test('a build that fails or is given up leaves nothing behind', async () => {
    const count = (): number =>
      readdirSync(join(town.folder, 'reports')).filter((name) =>
        statSync(join(town.folder, 'reports', name)).isDirectory(),
      ).length;
    const before = count();
    const stop = new AbortController();
    const given = town.call(
      'reports.build',
      { template: 'kpi', formats: ['xlsx', 'docx'], year },
      {
        signal: stop.signal,
        onProgress: () => stop.abort(),
      },
    );
    expect(await given).toMatchObject({ ok: false });
    expect(count()).toBe(before);
  });
});
