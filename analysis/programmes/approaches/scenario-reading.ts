import type { RelativeRisk } from '../../domain/tables/index.ts';
import type { Factor } from './cohort.ts';
import { type Band, DRAWS } from './error-draws.ts';
import type { WhatIfResult } from './scenario.ts';

/** The what-if in one sentence: both sides on one scale with intervals, and the equivalent shift. */
export function scenarioReading({ label, unit, high }: Factor, result: WhatIfResult): string {
  const { population, highRisk, equivalentShift, persons } = result;
  const event = population.events[0];
  const scale = event
    ? `千人・年当たりに防げる${event.outcome}`
    : `千人当たりの改善量（1人が1${unit}良くなることを1と数える）`;
  const [a, b] = event
    ? [event.per1000, highRisk.events[0]?.per1000 ?? highRisk.units]
    : [population.units, highRisk.units];
  const decimals = event ? 3 : 1;
  const better = high ? turned(equivalentShift) : equivalentShift;
  return `公表できる${persons.toLocaleString('ja-JP')}人の分布にあてると、${scale}は、集団全体の移動で${words(a, decimals)}、高リスクの人への働きかけで${words(b, decimals)}です。高リスクの計画は、全員の${label}が${words(better, 2, unit)}${high ? '下がる' : '上がる'}ことに当たります。`;
}

/** A fall as a positive number. */
function turned({ estimate, lower, upper }: Band): Band {
  return { estimate: -estimate, lower: -upper, upper: -lower };
}

function words({ estimate, lower, upper }: Band, decimals: number, unit = ''): string {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const text = (value: number) => value.toLocaleString('ja-JP', digits).replace('-', '−');
  return `${text(estimate)}${unit}（95%区間 ${text(lower)}〜${text(upper)}）`;
}

/** What the what-if takes for granted, with the sources of the relative risks. */
export function scenarioAssumptions(
  { label }: Factor,
  risks: readonly RelativeRisk[],
  { filled }: Pick<WhatIfResult, 'filled'>,
): readonly string[] {
  return [
    '健診を受けた人の分布を、住民全体の分布とみなしている。',
    ...(filled
      ? [
          '人数が少なく伏せた区分には、残りの人数を、公表できる区分に合わせた正規分布の形で割り振っている。伏せた区分にかかる段階の割合は目安で、区間はこの形の誤りを含まない。',
        ]
      : []),
    '分布の一つの区分の中では、人が均等に並んでいるとしている。',
    '全員が同じだけ動く、または届いた人が平均してその効果を得るとしている。',
    `区間は、公表できる分布の人数を引き直し（パラメトリック・ブートストラップ、${DRAWS}回）、入力した移動と効果の標準誤差、相対リスクの幅を同じ回に重ねた95%の範囲。前提そのものの誤りは含まない。`,
    ...(risks.length === 0
      ? [`${label}の相対リスクが入力されていないため、防げる発症の数は示していない。`]
      : risks.map(
          ({ outcome, rr, per, citation }) =>
            `${outcome}：${per}当たりの相対リスク ${rr}（出典：${citation}）。因果関係を表し、この自治体にも当てはまるとしている。`,
        )),
  ];
}
