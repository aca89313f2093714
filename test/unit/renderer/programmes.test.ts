import { describe, expect, it } from 'vitest';
import { contractSchema } from '../../../analysis/domain/outcome-contract.ts';
import { clauseTexts, paymentRuleText } from '../../../analysis/messages/contract.ts';
import { riskOf } from '../../../renderer/features/approaches/risks.tsx';
import { EMPTY, indicatorOf, stepsOf } from '../../../renderer/features/programmes/new-indicator.tsx';

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

  it('an indicator with a gate, a check of durability, a study and a baseline is what the contract asks for', () => {
    const first = indicatorOf({ ...EMPTY, name: '完了率', type: 'threshold', yen: '100', low: '50' }, [])!;
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
    const second = indicatorOf(draft, [first])!;
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
    expect(indicatorOf({ ...draft, gateReach: '' }, [first])).toBeNull();
    expect(indicatorOf({ ...draft, retained: '130' }, [first])).toBeNull();
    expect(indicatorOf({ ...draft, baseline: 'x' }, [first])).toBeNull();
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
    expect(riskOf({ ...draft, citation: ' ' })).toBeNull();
    expect(riskOf({ ...draft, rr: '' })).toBeNull();
    expect(riskOf({ ...draft, per: '0' })).toBeNull();
  });
});
