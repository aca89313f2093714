import { describe, expect, it } from 'vitest';
import { riskOf } from '../../../renderer/features/approaches/risks.tsx';
import { stepsOf } from '../../../renderer/features/programmes/terms.tsx';

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
