import type { Factor } from './cohort.ts';
import type { Band } from './error-draws.ts';
import { assumed, type Ground, type Risks, riskGrounds } from './grounds.ts';
import type { SideResult, WhatIfRequest, WhatIfResult } from './scenario.ts';

/** One quantity of the what-if, both plans on one scale. */
export interface WhatIfRow {
  readonly id: string;
  readonly label: string;
  readonly decimals: number;
  /** What it is now, where the row tells what becomes of it. */
  readonly now: Band | null;
  readonly population: Band | null;
  readonly highRisk: Band | null;
  /** What the number of either side rests on. */
  readonly grounds: { readonly population: readonly Ground[]; readonly highRisk: readonly Ground[] };
}

type Rest = 'reach' | 'move' | 'price' | 'distribution' | 'risk';

interface Quantity {
  readonly id: string;
  readonly label: string;
  readonly decimals: number;
  readonly rests: readonly Rest[];
  readonly now?: (side: SideResult) => Band | null;
  readonly of: (side: SideResult) => Band | null;
}

type Scale = Pick<Factor, 'label' | 'unit' | 'decimals' | 'high'>;

/** Every quantity that the what-if shows, in the order of the table. Shares are in per cent. */
export function whatIfRows(
  factor: Scale,
  { population, highRisk, persons, filled }: WhatIfResult,
  { plan, risks }: { readonly plan: WhatIfRequest; readonly risks: Risks },
): readonly WhatIfRow[] {
  const grounds = (rests: readonly Rest[], side: Side) =>
    rests.flatMap((rest) => groundsOf(rest, side, { factor, plan, risks, persons, filled }));
  return quantitiesOf(factor, population).map(({ id, label, decimals, rests, now, of }) => ({
    id,
    label,
    decimals,
    now: now?.(population) ?? null,
    population: of(population),
    highRisk: of(highRisk),
    grounds: { population: grounds(rests, 'population'), highRisk: grounds(rests, 'highRisk') },
  }));
}

type Side = 'population' | 'highRisk';

interface Setting {
  readonly factor: Scale;
  readonly plan: WhatIfRequest;
  readonly risks: Risks;
  readonly persons: number;
  readonly filled: boolean;
}

const SLIDER = 'この画面のつまみ';
const FIELD = 'この画面の入力欄';

function groundsOf(rest: Rest, side: Side, setting: Setting): readonly Ground[] {
  switch (rest) {
    case 'reach':
      return [reachGround(side, setting)];
    case 'move':
      return [moveGround(side, setting)];
    case 'price':
      return [priceGround(side, setting)];
    case 'risk':
      return riskGrounds(setting.risks);
    case 'distribution':
      return [
        {
          basis: 'measured_here',
          what: 'いまの値の分布',
          source: `表「${setting.factor.label}の分布」（健診結果、公表できる数字）`,
          persons: setting.persons,
          interval: '人数の引き直しで区間に入れている',
        },
        assumed('健診を受けていない住民の分布も同じ', 'この画面の前提'),
        ...(setting.filled ? [assumed('伏せた区分の人数は正規分布の形', 'この画面の前提')] : []),
      ];
  }
}

function reachGround(side: Side, { factor, plan }: Setting): Ground {
  if (side === 'population') return assumed('全員に届く', 'この画面の前提');
  const { share, reachFrom, reachTo } = plan.tail;
  const whole = (value: number) => `${Math.round(100 * value)}%`;
  const end = factor.high ? '高い' : '低い';
  return assumed(
    `${end}ほうの${whole(share)}のうち、届く人が${whole(reachFrom)}から${whole(reachTo)}へ`,
    SLIDER,
  );
}

function moveGround(side: Side, { factor, plan }: Setting): Ground {
  const [by, error] =
    side === 'population' ? [plan.shift, plan.shiftError ?? 0] : [plan.tail.effect, plan.effectError];
  const text = (value: number) => `${value.toFixed(factor.decimals).replace('-', '−')}${factor.unit}`;
  const who = side === 'population' ? '全員の値の移動' : '届いた人1人の変化';
  return { ...assumed(`${who} ${text(by)}`, SLIDER), interval: `標準誤差 ${text(error)}` };
}

function priceGround(side: Side, { plan }: Setting): Ground {
  const [who, yen] = side === 'population' ? ['住民', plan.yenPerResident] : ['届いた人', plan.yenPerReached];
  const price = yen === undefined ? '未入力' : `${yen.toLocaleString('ja-JP')}円`;
  return assumed(`${who}1人当たりの費用 ${price}`, FIELD);
}

function quantitiesOf(factor: Scale, side: SideResult): readonly Quantity[] {
  const { label, unit, decimals } = factor;
  return [
    {
      id: 'reached',
      rests: ['reach'],
      label: '千人当たりの新たに届く人（人）',
      decimals: 1,
      of: ({ reachedPer1000 }) => sure(reachedPer1000),
    },
    {
      id: 'mean_change',
      rests: ['reach', 'move'],
      label: `${label}の全体の平均の変化（${unit}）`,
      decimals: decimals + 1,
      of: ({ meanChange }) => meanChange,
    },
    {
      id: 'units',
      rests: ['reach', 'move'],
      label: `千人当たりの改善量（${unit}・人）`,
      decimals: 1,
      of: ({ units }) => units,
    },
    {
      id: 'units_per_million',
      rests: ['reach', 'move', 'price'],
      label: `百万円当たりの改善量（${unit}・人）`,
      decimals: 1,
      of: ({ unitsPerMillionYen }) => unitsPerMillionYen,
    },
    ...side.tiers.flatMap(({ tier }, i) => tierQuantities(factor, tier, i)),
    ...side.events.flatMap(({ outcome }, i) => eventQuantities(outcome, i)),
  ];
}

function tierQuantities({ unit, high }: Scale, tier: number, i: number): readonly Quantity[] {
  const beyond = `${tier}${unit}${high ? '以上' : '未満'}の割合`;
  return [
    {
      id: `tier_${tier}`,
      rests: ['distribution', 'reach', 'move'],
      label: `${beyond}：計画のあと（%）`,
      decimals: 1,
      now: ({ tiers }) => percent(tiers[i]?.before),
      of: ({ tiers }) => percent(tiers[i]?.after),
    },
    {
      id: `tier_${tier}_change`,
      rests: ['distribution', 'reach', 'move'],
      label: `${beyond}：いまとの差（%ポイント）`,
      decimals: 2,
      of: ({ tiers }) => percent(tiers[i]?.change),
    },
  ];
}

function eventQuantities(outcome: string, i: number): readonly Quantity[] {
  return [
    {
      id: `events_${i}`,
      rests: ['distribution', 'risk', 'reach', 'move'],
      label: `千人・年当たりに防げる${outcome}（件）`,
      decimals: 3,
      of: ({ events }) => events[i]?.per1000 ?? null,
    },
    {
      id: `events_${i}_per_million`,
      rests: ['distribution', 'risk', 'reach', 'move', 'price'],
      label: `百万円当たりに防げる${outcome}（件）`,
      decimals: 3,
      of: ({ events }) => events[i]?.perMillionYen ?? null,
    },
  ];
}

/** A number that follows from the plan alone. */
function sure(value: number): Band {
  return { estimate: value, lower: value, upper: value };
}

function percent(band: Band | undefined): Band | null {
  if (band === undefined) return null;
  return { estimate: 100 * band.estimate, lower: 100 * band.lower, upper: 100 * band.upper };
}
