import { z } from 'zod';
import type {
  ReleasedBalance,
  ReleasedEffect,
  ReleasedFlow,
  ReleasedTable,
  ReleasedWire,
} from '../../domain/statistic.ts';

/** Wire schemas of the released statistics; strict, so that nothing rides along unnoticed. */

const context = z.strictObject({
  title: z.string(),
  population: z.string(),
  period: z.string(),
  source: z.string(),
  method: z.string(),
  caveats: z.array(z.string()).readonly(),
  missing: z.array(z.string()).readonly().exactOptional(),
});

const cell = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('shown'), value: z.number() }),
  z.strictObject({
    state: z.literal('hidden'),
    reason: z.enum(['primary', 'secondary', 'dominance', 'ledger']),
  }),
  z.strictObject({ state: z.literal('none') }),
]);

const dimension = z.strictObject({
  id: z.string(),
  label: z.string(),
  partition: z.boolean(),
  levels: z
    .array(z.strictObject({ code: z.string(), label: z.string(), parent: z.string().exactOptional() }))
    .readonly(),
});

const column = z.strictObject({
  id: z.string(),
  label: z.string(),
  kind: z.enum(['count', 'count_subset', 'sum', 'derived']),
  unit: z.string(),
  decimals: z.number(),
  of: z.string().exactOptional(),
  fullShown: z.boolean().exactOptional(),
  probability: z.number().exactOptional(),
  from: z.array(z.string()).readonly().exactOptional(),
  formula: z
    .enum(['share', 'mean', 'rate', 'interval', 'standardised', 'sd', 'quantile', 'index'])
    .exactOptional(),
});

const release = z.strictObject({
  releaseId: z.string(),
  ruleVersion: z.string(),
  threshold: z.number(),
  hidden: z.strictObject({ primary: z.number(), secondary: z.number(), other: z.number() }),
  shown: z.number(),
  proof: z.enum(['proved', 'nothing_hidden']),
  sourceHash: z.string(),
  earlier: z
    .array(z.strictObject({ releaseId: z.string(), title: z.string(), releasedAt: z.string() }))
    .readonly()
    .exactOptional(),
});

function released<T>(statistic: z.ZodType<T>): z.ZodType<ReleasedWire<T>> {
  return z.strictObject({ statistic, release }) as unknown as z.ZodType<ReleasedWire<T>>;
}

const table: z.ZodType<ReleasedTable> = z.strictObject({
  id: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).readonly(),
  context,
  dimensions: z.array(dimension).readonly(),
  columns: z.array(column).readonly(),
  rows: z
    .array(z.strictObject({ at: z.array(z.string()).readonly(), cells: z.array(cell).readonly() }))
    .readonly(),
});

const flow: z.ZodType<ReleasedFlow> = z.strictObject({
  context,
  steps: z
    .array(
      z.strictObject({ id: z.string(), label: z.string(), arm: z.string().exactOptional(), persons: cell }),
    )
    .readonly(),
});

const balance: z.ZodType<ReleasedBalance> = z.strictObject({
  context,
  convention: z.string(),
  rows: z
    .array(
      z.strictObject({
        term: z.string(),
        label: z.string(),
        before: cell,
        after: cell,
        treatedMean: cell,
        controlMeanBefore: cell,
        controlMeanAfter: cell,
      }),
    )
    .readonly(),
});

const effect: z.ZodType<ReleasedEffect> = z.strictObject({
  context,
  effect: z.strictObject({
    outcome: z.string(),
    outcomeLabel: z.string(),
    unit: z.string(),
    scale: z.enum(['difference', 'ratio', 'odds_ratio', 'hazard_ratio', 'rmst_difference', 'rate_ratio']),
    estimand: z.enum(['ATE', 'ATT', 'ATC', 'ATO', 'ATM', 'ITT', 'LATE']),
    method: z.string(),
    estimate: z.number(),
    standardError: z.number(),
    interval: z.tuple([z.number(), z.number()]).readonly(),
    p: z.number(),
    treated: z.number().nullable(),
    control: z.number().nullable(),
  }),
});

export const releasedTable = released(table);
export const releasedFlow = released(flow);
export const releasedBalance = released(balance);
export const releasedEffect = released(effect);
