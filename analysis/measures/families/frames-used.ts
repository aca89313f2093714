import type { Frame } from '../frames.ts';

/** 特定健診の法定対象者: enrolled all year, 40–74 at the end of the year, minus excluded by notice. */
export const LEGAL_TARGET: Frame = { kind: 'full_year', insurer: 'kokuho', ages: { from: 40, to: 74 } };

/** 特定健診の受診者, enrolled all year or not (the KDB way of counting). */
export const EXAMINED: Frame = { kind: 'examined', programme: 'tokutei', ages: { from: 40, to: 74 } };

/** 後期高齢者健診の受診者. */
export const EXAMINED_LATE: Frame = { kind: 'examined', programme: 'kouki', ages: { from: 65, to: null } };

/** 国保 insured on any day of the year. */
export const KOKUHO: Frame = { kind: 'insured', insurer: 'kokuho', ages: { from: 0, to: 74 }, at: 'during' };

/** 後期高齢者医療 insured on any day of the year. */
export const KOUKI: Frame = { kind: 'insured', insurer: 'kouki', ages: { from: 65, to: null }, at: 'during' };

/** 65+ in 国保 or 後期 on the last day of the year, standing for 第1号被保険者. */
export const SENIORS: Frame = {
  kind: 'insured',
  insurer: 'any',
  ages: { from: 65, to: null },
  at: 'year_end',
};

export const LEGAL_AGE_RULE = '年度末（3月31日）現在の年齢が40〜74歳';
export const EXAMINED_AGE_RULE = '健診を受けた年度の末日現在の年齢が40〜74歳';
