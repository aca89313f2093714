import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVIDENCE_LEVELS } from '../../../analysis/domain/evidence-levels.ts';
import { programmeSchema } from '../../../analysis/domain/programme.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { changed } from '../../../renderer/features/programmes/changes.ts';
import { channelCosts } from '../../../renderer/features/programmes/channel-cost.ts';
import {
  BY_HAND,
  EMPTY_KPI,
  freeKpiId,
  kpiDraft,
  kpiOf,
  missingInKpi,
  nextValue,
} from '../../../renderer/features/programmes/kpi-draft.ts';
import { planYears } from '../../../renderer/features/programmes/plan-years.ts';
import { EVIDENCE_OPTIONS, type Programme } from '../../../renderer/features/programmes/words.ts';
import { wrongInput } from '../../../renderer/features/programmes/wrong-input.ts';
import { fakeContext, hiddenCell, shownCell } from '../../support/fake-tables.ts';

const WHOLE: Programme = programmeSchema.parse({
  id: 'colon',
  name: '大腸がん検診の受診勧奨',
  approach: 'high_risk',
  department: '国保年金',
  digitalLevel: 2,
  period: { from: 2021, to: 2024 },
  boxes: [
    { id: 'a', stage: 'activity', text: 'はがきを送る' },
    { id: 'b', stage: 'activity', text: '電話をかける' },
  ],
  arrows: [{ from: 'a', to: 'b', evidence: '', level: null }],
  channels: [{ id: 'posting', name: 'ポスティング', sent: 193_000, yenPerUnit: 4.5 }],
  costs: [{ year: 2023, item: '委託料', yen: 5_401_000 }],
});

describe('what is written over a programme', () => {
  it('undefined takes a part out that was kept', () => {
    expect('digitalLevel' in changed(WHOLE, { digitalLevel: undefined })).toBe(false);
    expect(changed(WHOLE, { digitalLevel: 3, place: '保健センター' })).toEqual({
      ...WHOLE,
      digitalLevel: 3,
      place: '保健センター',
    });
  });

  it('evidence is chosen from the strongest to the weakest', () => {
    expect(EVIDENCE_OPTIONS.map(([level]) => level)).toEqual([...EVIDENCE_LEVELS]);
  });

  it('years of plans reach back, ahead, and to whatever year is held', () => {
    expect(planYears([1999, 2050], 2025)).toEqual([
      1999,
      ...Array.from({ length: 30 }, (_, i) => 2008 + i),
      2050,
    ]);
  });
});

describe('what keeps a programme from being saved', () => {
  it('says the field, why, and what to do', () => {
    const wrong: Programme = {
      ...WHOLE,
      name: ' ',
      purpose: 'あ'.repeat(2001),
      boxes: [WHOLE.boxes[0]!, { ...WHOLE.boxes[1]!, text: '' }],
      arrows: [{ ...WHOLE.arrows[0]!, evidence: 'あ'.repeat(2500) }],
      channels: [{ id: 'letter', name: '郵送', sent: 1.5, yenPerUnit: Number.NaN }],
      costs: [{ year: 2023, item: '', yen: Number.NaN }],
      period: { from: 2024, to: 2023 },
    };
    expect(wrongInput(wrong)).toEqual([
      '「事業名」が空です。名前を入れてください。',
      '「目的」が長すぎます（2,001字）。2,000字以内に縮めてください。',
      '「アクティビティ」の2番目の枠が空です。言葉を入れるか、枠を消してください。',
      '矢印（上から1番目）の「なぜそうなるか」が長すぎます（2,500字）。2,000字以内に縮めてください。',
      '費用の1行目の「費目」が空です。費目を入れるか、行を消してください。',
      '費用の1行目の「額」が読めません。0以上の整数を数字で入れてください。',
      '手段の1行目の「数」が読めません。0以上の整数を数字で入れてください。',
      '手段の1行目の「単価」が読めません。0以上の数字で入れるか、空欄にしてください。',
      '「期間」の終わりが始まりより前です。終わりを始まりと同じか後の年度にしてください。',
    ]);
    expect(wrongInput(WHOLE)).toEqual([]);
  });

  it('finds nothing exactly where the register takes the programme', () => {
    const words = fc.oneof(
      fc.constantFrom('', '　', 'はがき', 'あ'.repeat(400), 'あ'.repeat(401), 'あ'.repeat(2000)),
      fc.constant('あ'.repeat(2001)),
    );
    const amount = fc.constantFrom(0, 12, 1.5, -1, Number.NaN, 2 ** 53);
    const programme = fc
      .record({
        name: words,
        purpose: words,
        place: words,
        box: words,
        evidence: words,
        item: words,
        yen: amount,
        sent: fc.option(amount, { nil: undefined }),
        yenPerUnit: fc.option(amount, { nil: undefined }),
      })
      .map(({ name, purpose, place, box, evidence, item, yen, sent, yenPerUnit }) => ({
        ...{ ...WHOLE, name, purpose, place },
        boxes: [{ ...WHOLE.boxes[0]!, text: box }],
        arrows: [{ ...WHOLE.arrows[0]!, evidence }],
        costs: [{ year: 2023, item, yen }],
        channels: [
          {
            ...{ id: 'app', name: 'アプリ' },
            ...(sent === undefined ? {} : { sent }),
            ...(yenPerUnit === undefined ? {} : { yenPerUnit }),
          },
        ],
      }));
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(fc.oneof(programme, fc.constant(WHOLE)), (draft) => {
        const { success } = programmeSchema.safeParse(draft);
        if (success) taken++;
        else refused++;
        expect(wrongInput(draft).length === 0).toBe(success);
      }),
      { numRuns: 400 },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(0);
  });
});

describe('a KPI while it is typed', () => {
  const measure = {
    ...{ id: 'screening.colorectal.uptake', name: '大腸がん検診受診率', unit: '%', source: '報告' },
    direction: 'higher_is_better',
  } as NonNullable<Parameters<typeof kpiOf>[1]['measure']>;
  const source = { measure, handId: 'hand1', threshold: 10 };
  const typed = {
    ...EMPTY_KPI,
    measure: 'screening.colorectal.uptake',
    baselineYear: '2021',
    baseline: '１１．６',
    targetYear: '2025',
    target: '30',
  };

  it('full-width digits are digits; what is missing is told', () => {
    expect(missingInKpi(typed, 10)).toEqual([]);
    const kpi = kpiOf(typed, source)!;
    expect(kpi).toMatchObject({
      baseline: { year: 2021, value: 11.6 },
      target: { year: 2025, value: 30 },
    });
    expect(kpiOf(kpiDraft(kpi), source)).toEqual(kpi);
    expect(missingInKpi(EMPTY_KPI, 10)).toEqual([
      '指標を選ぶ',
      '基準の年度を選ぶ',
      '基準値を数字で入れる',
      '目標の年度を選ぶ',
      '目標値を数字で入れる',
    ]);
    const back = { ...typed, targetYear: '2021' };
    expect(missingInKpi(back, 10)).toEqual(['目標の年度を、基準の年度より後にする']);
    expect(kpiOf(back, source)).toBeUndefined();
  });

  const byHand = {
    ...typed,
    measure: BY_HAND,
    ...{ name: '教室に来た人', unit: '人', baseline: '120', target: '200' },
    values: [{ year: '2022', value: '１５０', source: '受付簿', countedBy: '健康増進課' }],
  };

  it('values by hand keep their source and who counted, and can be changed', () => {
    const kpi = kpiOf(byHand, { ...source, measure: undefined })!;
    expect(kpi).toEqual({
      ...{ id: 'hand1', name: '教室に来た人', unit: '人', direction: 'higher_is_better', source: '手入力' },
      baseline: { year: 2021, value: 120 },
      target: { year: 2025, value: 200 },
      values: [{ year: 2022, value: 150, source: '受付簿', countedBy: '健康増進課' }],
    });
    expect(programmeSchema.safeParse({ ...WHOLE, boxes: [{ ...WHOLE.boxes[0], kpis: [kpi] }] }).success).toBe(
      true,
    );
    expect(kpiOf(kpiDraft(kpi), { ...source, measure: undefined })).toEqual(kpi);
    expect(freeKpiId([kpi])).toBe('hand2');
    expect(nextValue(byHand.values)).toEqual({
      year: '',
      value: '',
      source: '受付簿',
      countedBy: '健康増進課',
    });
  });

  it('what a value by hand lacks is told by its row, and few people are refused with the reason', () => {
    const row = byHand.values[0]!;
    const values = [row, { ...row, value: '多い', source: ' ', countedBy: '' }];
    expect(missingInKpi({ ...byHand, name: '', unit: '', values }, 10)).toEqual([
      '指標の名前を入れる',
      '単位を入れる',
      '実績の2行目の年度を、ほかの行と違う年度にする',
      '実績の2行目の値を数字で入れる',
      '実績の2行目の出典を入れる',
      '実績の2行目の数えた人を入れる',
    ]);
    const few = { ...byHand, baseline: '3', values: [{ ...row, value: '9' }] };
    expect(missingInKpi(few, 10)).toEqual([
      '基準値を10人以上の年度のものにする（10人未満の人数は公開の基準により入れられません）',
      '実績の1行目の値を消す（10人未満の人数は公開の基準により入れられません）',
    ]);
    expect(kpiOf(few, source)).toBeUndefined();
    for (const harmless of [
      { ...few, unit: '点' },
      { ...few, baseline: '0', values: [{ ...row, value: '10' }] },
    ])
      expect(missingInKpi(harmless, 10)).toEqual([]);
  });
});

describe('costs by the way people were reached', () => {
  const table: ReleasedTable = {
    id: 'programme.channels',
    parameters: { year: 2023, by: 'none' },
    context: fakeContext('案内の手段別の参加率'),
    dimensions: [
      {
        ...{ id: 'channel', label: '案内の手段', partition: false },
        levels: [
          { code: 'letter', label: '郵送' },
          { code: 'sns', label: 'SNS' },
          { code: 'phone', label: '電話' },
        ],
      },
    ],
    columns: [
      { id: 'invited', label: '案内した人', kind: 'count', unit: '人', decimals: 0 },
      { id: 'joined', label: '参加した人', kind: 'subset', of: 'invited', unit: '人', decimals: 0 },
    ] as ReleasedTable['columns'],
    rows: [
      { at: ['letter'], cells: [shownCell(50_000), shownCell(625)] },
      { at: ['sns'], cells: [shownCell(950), hiddenCell] },
      { at: ['phone'], cells: [shownCell(40), shownCell(0)] },
    ],
  };
  const channels: Programme['channels'] = [
    { id: 'letter', name: 'はがき', sent: 50_000, yenPerUnit: 100 },
    { id: 'sns', name: 'SNS', sent: 950, yenPerUnit: 2 },
    { id: 'phone', name: '電話', sent: 40, yenPerUnit: 50 },
    { id: 'posting', name: 'ポスティング', sent: 193_000, yenPerUnit: 4.5 },
    { id: 'app', name: 'アプリ', sent: 10 },
  ];

  it('yen a person who joined, from released numbers only', () => {
    const costs = channelCosts({ channels }, table);
    expect(costs.map(({ yen, joined, yenPerJoined }) => [yen, joined, yenPerJoined])).toEqual([
      [5_000_000, 625, 8_000],
      [1_900, 'hidden', 'hidden'],
      // Nobody joined: there is no price of a person.
      [2_000, 0, null],
      [868_500, null, null],
      [null, null, null],
    ]);
    expect(channelCosts({ channels }, undefined).every(({ joined }) => joined === null)).toBe(true);
  });
});
