import { describe, expect, it } from 'vitest';
import { contractSchema } from '../../../analysis/domain/outcome-contract.ts';
import type { ReleasedCell, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { clauseTexts, paymentRuleText } from '../../../analysis/messages/contract.ts';
import { riskOf } from '../../../renderer/features/approaches/risks.tsx';
import {
  draftOf,
  EMPTY,
  freeId,
  type Indicator,
  indicatorOf,
  missingIn,
  stepsOf,
} from '../../../renderer/features/programmes/indicator-draft.ts';
import { ownCostTitle } from '../../../renderer/features/programmes/own-cost.ts';
import { typedNumber } from '../../../renderer/format/typed-number.ts';
import { fakeContext, hiddenCell, shownCell } from '../../support/fake-tables.ts';

describe('what a programme cost', () => {
  const tableOf = (cells: readonly ReleasedCell[], label = '歩こう'): ReleasedTable => ({
    id: 'programme.unit_costs',
    parameters: { programme: 'P01', year: 2024 },
    context: fakeContext('参加者1人当たりの費用'),
    dimensions: [
      { ...{ id: 'programme', label: '事業', partition: false }, levels: [{ code: 'P01', label }] },
    ],
    columns: [
      { id: 'joined', label: '参加した人', kind: 'count', unit: '人', decimals: 0 },
      {
        ...{ id: 'yen_per_person', label: '1人当たり', kind: 'derived', formula: 'index' },
        ...{ from: ['joined'], unit: '円', decimals: 0 },
      },
    ],
    rows: [{ at: ['P01'], cells }],
  });

  it('the budget is told whatever is hidden, the cost of a participant where their number is', () => {
    expect(ownCostTitle(tableOf([shownCell(500), shownCell(4000)]), 2_000_000)).toBe(
      '歩こう：事業費 2,000,000円、参加者1人当たり 4,000円',
    );
    expect(ownCostTitle(tableOf([hiddenCell, hiddenCell]), 2_000_000)).toBe(
      '歩こう：事業費 2,000,000円（参加者1人当たりは、参加した人の数を伏せているため示せません）',
    );
    expect(ownCostTitle(tableOf([shownCell(0), { state: 'none' }], 'はがき'), 100_500)).toBe(
      'はがき：事業費 100,500円',
    );
    expect(ownCostTitle(tableOf([shownCell(40), { state: 'none' }]), null)).toBe(
      '歩こう：この年度の事業費の記録がありません',
    );
  });
});

describe('what is typed on the screens of programmes and approaches', () => {
  it('a step table is read part by part, a part that is no pair of numbers makes it unusable', () => {
    expect(stepsOf('79=0、82=2960000,87=4880000')).toEqual([
      { from: 79, yen: 0 },
      { from: 82, yen: 2_960_000 },
      { from: 87, yen: 4_880_000 },
    ]);
    expect(stepsOf('79')).toBeNull();
    expect(stepsOf('79=-1')).toBeNull();
    expect(stepsOf(' ')).toBeNull();
  });

  it('yen are read as people type them: thousands separators, full-width digits, a Japanese minus', () => {
    const typed = [
      '2,960,000',
      '２，９６０，０００',
      ' 2960000 ',
      '−3.5',
      'ー３',
      '1,00',
      '3人',
      '',
      '1e3',
      '0x10',
    ];
    expect(typed.map(typedNumber)).toEqual([
      2_960_000,
      2_960_000,
      2_960_000,
      -3.5,
      -3,
      ...Array(5).fill(Number.NaN),
    ]);
    const steps = [
      { from: 79, yen: 0 },
      { from: 182, yen: 2_960_000 },
      { from: 187, yen: 4_880_000 },
    ];
    expect(stepsOf('79=0、182=2,960,000、187=4,880,000')).toEqual(steps);
    expect(stepsOf('79=0,182=2,960,000,187=4,880,000')).toEqual(steps);
    // A comma inside a value is one of thousands where the pairs are divided otherwise.
    expect(stepsOf('0=100,000、-10,000=500,000')).toEqual([
      { from: 0, yen: 100_000 },
      { from: -10_000, yen: 500_000 },
    ]);
    expect(stepsOf('７９＝０，１８２＝２，９６０，０００、１８７＝４，８８０，０００')).toEqual(steps);
  });

  it('what is still missing is told in the words of the form', () => {
    expect(missingIn(EMPTY)).toEqual(['名前', '支払いの形の数字']);
    const whole = { ...EMPTY, name: '受診率', type: 'unit' as const, yen: '1,000' };
    expect(missingIn(whole)).toEqual([]);
    expect(missingIn({ ...whole, high: '多め' })).toEqual(['支払いの形の数字']);
    expect(missingIn({ ...whole, gate: 'i1' })).toEqual(['前提・持続・事業前の値の数字']);
  });

  it('an indicator opened to be changed is the one that was kept', () => {
    const bases = { id: 'i3', name: '割合', unit: '%', direction: 'lower_is_better' } as const;
    const payments: Indicator['payment'][] = [
      { type: 'fixed', yen: 0 },
      { type: 'linear', yen: 2_441_000, floor: 12.5, cap: -8 },
      {
        type: 'steps',
        steps: [
          { from: 10, yen: 1_000 },
          { from: 8, yen: 12_345_678 },
        ],
      },
      { type: 'threshold', yen: 1, reach: -0.25 },
      { type: 'unit', yenPerUnit: 25_000, cap: 1_000_000 },
      { type: 'unit', yenPerUnit: 25_000, cap: null },
    ];
    for (const payment of payments) {
      const indicator: Indicator = {
        ...bases,
        payment,
        measure: 'checkup.uptake',
        evidence: '4',
        baseline: -1.5,
        gate: { indicator: 'i1', reach: 40 },
        durability: { indicator: 'i2', reach: 30.5, retained: 0.125 },
      };
      expect(indicatorOf(draftOf(indicator), 'i3')).toEqual(indicator);
      const plain: Indicator = { id: 'i1', name: '割合', unit: '', study: 's', payment };
      expect(indicatorOf(draftOf(plain), 'i1')).toEqual(plain);
    }
  });

  it('where lower is better, the terms say so', () => {
    const low = { id: 'i1', name: '未治療', unit: '%', direction: 'lower_is_better' } as const;
    const threshold = { type: 'threshold', yen: 5, reach: 8 } as const;
    expect(paymentRuleText(threshold, '%', 'lower_is_better')).toBe('8%以下になれば 5円');
    expect(paymentRuleText({ type: 'steps', steps: [{ from: 8, yen: 5 }] }, '%', 'lower_is_better')).toBe(
      '8%以下 5円',
    );
    const gated: Indicator = { ...low, id: 'i2', payment: threshold, gate: { indicator: 'i1', reach: 9 } };
    expect(clauseTexts(gated, [low])).toEqual(['前提：「未治療」が9%以下になるときだけ支払う']);
  });

  it('an indicator with a gate, a check of durability, a study and a baseline is what the contract asks for', () => {
    const first = indicatorOf(
      { ...EMPTY, name: '完了率', type: 'threshold', yen: '100', low: '50' },
      freeId([]),
    )!;
    const draft = {
      ...EMPTY,
      name: '悪化しなかった割合',
      type: 'linear' as const,
      yen: '1000000',
      low: '40',
      high: '80',
      study: 'kidney',
      evidence: '2b',
      baseline: '32.9',
      gate: first.id,
      gateReach: '50',
      durable: first.id,
      durableReach: '45',
      retained: '30',
    };
    const second = indicatorOf(draft, freeId([first]))!;
    expect(second).toMatchObject({
      id: 'i2',
      study: 'kidney',
      baseline: 32.9,
      gate: { indicator: 'i1', reach: 50 },
      durability: { indicator: 'i1', reach: 45, retained: 0.3 },
    });
    const contract = { name: '契約', indicators: [first, second], cap: null };
    expect(contractSchema.safeParse(contract).success).toBe(true);
    expect(paymentRuleText(second.payment, second.unit)).toBe('40%で0円、80%で 1,000,000円（その間は比例）');
    expect(clauseTexts(second, contract.indicators)).toEqual([
      '事業前の値 32.9%',
      '根拠の水準 2b 以上のときだけ支払う',
      '前提：「完了率」が50%に届くときだけ支払う',
      '持続の確認：30%を留め置き、後で「完了率」が45%に届くときに支払う',
    ]);
    expect(indicatorOf({ ...draft, gateReach: '' }, 'i2')).toBeNull();
    expect(indicatorOf({ ...draft, retained: '130' }, 'i2')).toBeNull();
    expect(indicatorOf({ ...draft, baseline: 'x' }, 'i2')).toBeNull();
  });

  it('a relative risk needs every number and its source', () => {
    const draft = {
      outcome: '脳卒中',
      rr: '1.3',
      lower: '1.2',
      upper: '1.4',
      per: '10',
      reference: '0',
      incidence_per_1000: '4',
      citation: '健康増進計画',
    };
    expect(riskOf(draft)).toMatchObject({ outcome: '脳卒中', rr: 1.3, reference: 0 });
    expect(riskOf({ ...draft, citation: ' ' })).toBe('まだ要るもの：出典');
    expect(riskOf({ ...draft, rr: '', outcome: '' })).toBe('まだ要るもの：発症の種類、相対リスク');
    expect(riskOf({ ...draft, per: '0' })).toBe('まだ要るもの：何単位当たり');
    expect(riskOf({ ...draft, rr: '1.9' })).toContain('95%下限 ≦ 相対リスク ≦ 95%上限');
  });
});
