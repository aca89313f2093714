import type { Factor } from './cohort.ts';
import type { Band, SideResult, WhatIfResult } from './scenario.ts';

/** One quantity of the what-if, both plans on one scale. */
export interface WhatIfRow {
  readonly id: string;
  readonly label: string;
  readonly decimals: number;
  /** What it is now, where the row tells what becomes of it. */
  readonly now: Band | null;
  readonly population: Band | null;
  readonly highRisk: Band | null;
}

interface Quantity {
  readonly id: string;
  readonly label: string;
  readonly decimals: number;
  readonly now?: (side: SideResult) => Band | null;
  readonly of: (side: SideResult) => Band | null;
}

type Scale = Pick<Factor, 'label' | 'unit' | 'decimals' | 'high'>;

/** Every quantity that the what-if shows, in the order of the table. Shares are in per cent. */
export function whatIfRows(factor: Scale, { population, highRisk }: WhatIfResult): readonly WhatIfRow[] {
  return quantitiesOf(factor, population).map(({ id, label, decimals, now, of }) => ({
    id,
    label,
    decimals,
    now: now?.(population) ?? null,
    population: of(population),
    highRisk: of(highRisk),
  }));
}

function quantitiesOf(factor: Scale, side: SideResult): readonly Quantity[] {
  const { label, unit, decimals } = factor;
  return [
    {
      id: 'reached',
      label: '千人当たりの新たに届く人（人）',
      decimals: 1,
      of: ({ reachedPer1000 }) => sure(reachedPer1000),
    },
    {
      id: 'mean_change',
      label: `${label}の全体の平均の変化（${unit}）`,
      decimals: decimals + 1,
      of: ({ meanChange }) => meanChange,
    },
    { id: 'units', label: `千人当たりの改善量（${unit}・人）`, decimals: 1, of: ({ units }) => units },
    {
      id: 'units_per_million',
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
      label: `${beyond}：計画のあと（%）`,
      decimals: 1,
      now: ({ tiers }) => percent(tiers[i]?.before),
      of: ({ tiers }) => percent(tiers[i]?.after),
    },
    {
      id: `tier_${tier}_change`,
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
      label: `千人・年当たりに防げる${outcome}（件）`,
      decimals: 3,
      of: ({ events }) => events[i]?.per1000 ?? null,
    },
    {
      id: `events_${i}_per_million`,
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
